import type { Period, WeekReader, WeekSlice } from './week-reader';

/** Calls what `open` gives for some weeks with each stage that is asked for: of pipelines that hold steps in scope. */
export async function forEachStage(
  reader: WeekReader,
  period: Period,
  open: (slice: WeekSlice<'stages'>) => (i: number, build: number) => void,
): Promise<void> {
  await reader.forEachWeek(period, ['stages'], slice => {
    // Nothing is told apart, so that a repository has one group at most.
    const [group] = reader.series.groupsOf(slice.repo.id, 'none');
    if (group === undefined) return;
    const { parts, mask } = slice;
    const { n, build: buildOf, seriesId } = parts.stages;
    const visit = open(slice);
    for (let i = 0; i < n; i += 1) {
      const build = buildOf[i] ?? 0;
      if (mask !== null && mask[build] !== 1) continue;
      if (group.isWhole || group.pipelines[seriesId[i] ?? 0] === 1) visit(i, build);
    }
  });
}
