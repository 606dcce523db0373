import { at } from '@/lib/at';
import { findSwitches, sliceAttention } from './attention';
import type { BuildStretch, WaitCause, WaitingBuild, WaitingDay, WaitingParams } from './waiting-day';

/** What amounts are told apart by. */
export interface AmountCell {
  buildId: number;
  place: number | null;
  cause: WaitCause;
}

/** A build that knows where its amounts go: indexes of cells. */
interface DayBuild extends WaitingBuild {
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

/** What a day cost under one set of assumptions, before the cap. All in milliseconds, not made whole. */
export interface DayEstimate {
  /** No assumption in it: working time in which at least one build was under way. */
  measuredMs: number;
  /** Of it, what attention was on. */
  attendedMs: number;
  switchCount: number;
  /** Attention and switches. */
  uncappedMs: number;
  /** The same by cell. */
  uncappedByCell: Float64Array;
}

/**
 * Follows the attention of one person through one day (product's definition of developer-hours lost). At each
 * instant it is split equally among the builds that it is on.
 *
 * @throws RangeError when the working hours are not in order
 */
export function estimateDay(
  { builds, cells }: DayLayout,
  windows: WaitingDay['windows'],
  params: WaitingParams,
): DayEstimate {
  const slices = sliceAttention(builds, windows, params);
  const spread = new Spread(builds.length, cells.length);
  let [measuredMs, attendedMs] = [0, 0];
  for (const { fromMs, untilMs, attention, sharing } of slices) {
    measuredMs += untilMs - fromMs;
    attendedMs += attention * (untilMs - fromMs);
    const share = attention / sharing.length;
    for (const { build } of sharing) spread.addAttention(build, fromMs, untilMs, share);
  }
  const switches = findSwitches(slices, params);
  for (const { switchCell } of switches) spread.add(switchCell, params.switchCostMs);
  const uncappedMs = attendedMs + switches.length * params.switchCostMs;
  return { measuredMs, attendedMs, switchCount: switches.length, uncappedMs, uncappedByCell: spread.byCell };
}

/** Adds up by cell. Attention comes in order of time. */
class Spread {
  readonly byCell: Float64Array;
  /** By build: the stretch that was under way last. */
  readonly #reached: Uint32Array;

  constructor(buildCount: number, cellCount: number) {
    this.byCell = new Float64Array(cellCount);
    this.#reached = new Uint32Array(buildCount);
  }

  add(cell: number, ms: number): void {
    this.byCell[cell] = (this.byCell[cell] ?? 0) + ms;
  }

  addAttention(
    { index, stretches, stretchCells }: DayBuild,
    fromMs: number,
    untilMs: number,
    share: number,
  ): void {
    let reached = at(this.#reached, index, 'reached');
    for (let stretch = stretches[reached]; stretch !== undefined; stretch = stretches[reached]) {
      const spentMs = Math.min(stretch.untilMs, untilMs) - Math.max(stretch.fromMs, fromMs);
      if (spentMs > 0) this.add(at(stretchCells, reached, 'stretchCells'), share * spentMs);
      if (stretch.untilMs >= untilMs) break;
      reached += 1;
    }
    this.#reached[index] = reached;
  }
}
