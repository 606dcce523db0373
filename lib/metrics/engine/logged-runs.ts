import { entryOf } from '@/lib/entry-of';
import { forEachStepRun, type Reach, STEP_FLAG, UNKNOWN, type WeekReader } from '@/lib/weeks/reader';

/** Logs of a step that were read, and how long the step ran in them. */
export interface LoggedRuns {
  logs: number;
  /** Null: no end is known. */
  ranMs: number | null;
}

/** Of these series, in these days and of the builds asked for, successful or not. */
export async function loggedRuns(
  reader: WeekReader,
  reach: Reach,
  seriesIds: ReadonlySet<number>,
): Promise<Map<number, LoggedRuns>> {
  const repoIds = new Set<number>();
  for (const id of seriesIds) {
    const series = reader.book.series.get(id);
    if (series !== undefined) repoIds.add(series.repoId);
  }
  const found = new Map<number, LoggedRuns>();
  await forEachStepRun(
    reader,
    reach,
    ({ parts: { steps }, keep }, { id }, from, until) => {
      if (!seriesIds.has(id)) return;
      const runs = entryOf(found, id, (): LoggedRuns => ({ logs: 0, ranMs: null }));
      for (let i = from; i < until; i += 1) {
        if (((steps.flags[i] ?? 0) & STEP_FLAG.logged) === 0) continue;
        if (keep !== null && keep[steps.build[i] ?? 0] !== 1) continue;
        runs.logs += 1;
        const [startS, stopS] = [steps.startS[i] ?? UNKNOWN, steps.stopS[i] ?? UNKNOWN];
        if (stopS !== UNKNOWN) runs.ranMs = (runs.ranMs ?? 0) + (stopS - startS) * 1000;
      }
    },
    repoIds,
  );
  return found;
}
