import type { MetricReader, Period, WeekSlice } from './metric-reader';

/** Calls `visit` for each stage of the period that is asked for: of pipelines that hold steps in scope. */
export async function forEachStage(
  reader: MetricReader,
  period: Period,
  visit: (slice: WeekSlice<'stages'>, i: number, build: number) => void,
): Promise<void> {
  for (const slice of await reader.weeks(period, ['stages'])) {
    const groups = reader.series.groupsOf(slice.repo.id, 'none');
    if (groups.length === 0) continue;
    const { parts, keep } = slice;
    const { stages } = parts;
    for (let i = 0; i < stages.n; i += 1) {
      const build = stages.build[i] ?? 0;
      if (keep !== null && keep[build] !== 1) continue;
      if (groups.some(group => group.isWhole || group.pipelines[stages.seriesId[i] ?? 0] === 1))
        visit(slice, i, build);
    }
  }
}
