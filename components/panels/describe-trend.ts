import { formatDuration } from '@/lib/format';

/** A line of medians in words. */
export function describeTrend(valuesMs: ReadonlyArray<number | null>): string {
  const known = valuesMs.filter(value => value !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return 'nothing ran';
  return `from ${formatDuration(first)} to ${formatDuration(last)}`;
}
