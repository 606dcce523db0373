import { formatCount } from '@/lib/format';

const BAR_CELLS = 24;

export interface ImportCounts {
  buildsStored: number;
  buildsToGo: number;
  buildsPerSecond: number;
  /** Null: unknown. */
  secondsLeft: number | null;
}

/** The state of an import as one line, such as `[####----] 1,200 of 4,800 builds, 210 a second, 17 s left`. */
export function describeProgress(progress: ImportCounts): string {
  const { buildsStored, buildsToGo, buildsPerSecond, secondsLeft } = progress;
  const total = buildsStored + buildsToGo;
  if (total === 0) return 'looking for repositories and builds …';
  const parts = [`${formatCount(buildsStored)} of ${formatCount(total)} builds`];
  if (buildsPerSecond >= 1) parts.push(`${formatCount(buildsPerSecond)} a second`);
  if (secondsLeft !== null) parts.push(`${describeSeconds(secondsLeft)} left`);
  // Rounded down: a full bar means done.
  const full = Math.floor((buildsStored / total) * BAR_CELLS);
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_CELLS - full)}] ${parts.join(', ')}`;
}

function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
