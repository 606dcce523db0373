import type { Period, WeekReader, WeekSlice } from './week-reader';

/** Calls `visit` for each stage of the period that is asked for: of pipelines that hold steps in scope. */
export async function forEachStage(
  reader: WeekReader,
  period: Period,
  visit: (slice: WeekSlice<'stages'>, i: number, build: number) => void,
): Promise<void> {
  for (const slice of await reader.weeks(period, ['stages'])) {
    // Nothing is told apart, so that a repository has one group at most.
    const [group] = reader.series.groupsOf(slice.repo.id, 'none');
    if (group === undefined) continue;
    const { parts, keep } = slice;
    const { stages } = parts;
    for (let i = 0; i < stages.n; i += 1) {
      const build = stages.build[i] ?? 0;
      if (keep !== null && keep[build] !== 1) continue;
      if (group.isWhole || group.pipelines[stages.seriesId[i] ?? 0] === 1) visit(slice, i, build);
    }
  }
}
