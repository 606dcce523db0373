import type { BuildStretch, WaitCause, WaitingBuild } from './waiting-day';

/** What amounts are told apart by. */
export interface AmountCell {
  buildId: number;
  place: number | null;
  cause: WaitCause;
}

/** A build that knows where its amounts go: indexes of cells. */
export interface DayBuild extends WaitingBuild {
  /** Of this build among the builds of the day. */
  index: number;
  /** By stretch. */
  stretchCells: readonly number[];
  switchCell: number;
}

/** The builds of a day in order of creation, ties by id, and their cells in the same order. */
export interface DayLayout {
  builds: readonly DayBuild[];
  cells: readonly AmountCell[];
}

/**
 * Gives every build its cells. The order in which the builds are given makes no difference.
 *
 * @throws RangeError when a build finishes before it was created, or its stretches do not cover it
 */
export function layOutDay(builds: readonly WaitingBuild[]): DayLayout {
  const cells: AmountCell[] = [];
  const inOrder = [...builds].sort((a, b) => a.createdMs - b.createdMs || a.id - b.id);
  return { builds: inOrder.map((build, index) => layOutBuild(build, index, cells)), cells };
}

function layOutBuild(build: WaitingBuild, index: number, cells: AmountCell[]): DayBuild {
  checkTimes(build);
  const firstCell = cells.length;
  const stretchCells = build.stretches.map(({ place, cause }) => {
    for (let cell = firstCell; cell < cells.length; cell += 1) {
      if (cells[cell]?.place === place && cells[cell]?.cause === cause) return cell;
    }
    return cells.push({ buildId: build.id, place, cause }) - 1;
  });
  const switchCell = cells.push({ buildId: build.id, place: build.switchPlace, cause: 'switch' }) - 1;
  const { id, createdMs, finishedMs, stretches, switchPlace } = build;
  return { id, createdMs, finishedMs, stretches, switchPlace, index, stretchCells, switchCell };
}

function checkTimes({ id, createdMs, finishedMs, stretches }: WaitingBuild): void {
  if (!(finishedMs >= createdMs)) {
    throw new RangeError(`build ${id} finishes before it is created: clamp its end to ${createdMs} ms`);
  }
  const misfit = (stretch: BuildStretch, before: BuildStretch | undefined) =>
    stretch.fromMs !== (before?.untilMs ?? createdMs) || stretch.untilMs < stretch.fromMs;
  const wrong = stretches.find((stretch, at) => misfit(stretch, stretches[at - 1]));
  const endMs = wrong?.fromMs ?? stretches.at(-1)?.untilMs ?? createdMs;
  if (wrong !== undefined || endMs !== finishedMs) {
    throw new RangeError(`build ${id}: its stretches break off or overlap at ${endMs} ms`);
  }
}
