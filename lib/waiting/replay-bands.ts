import { type CappedLoss, capLoss } from './cap-loss';
import { type AmountCell, layOutDay } from './day-layout';
import { type DayEstimate, estimateDay } from './estimate-day';
import type { WaitCause, WaitingDay, WaitingParams } from './waiting-day';

/** One day's wait and the three estimates of what was lost in it. Whole milliseconds. */
export interface Bands {
  /** Share of the measured wait: no attention, no switches, no cap. */
  measuredMs: number;
  lowMs: number;
  /** The central estimate. */
  lostMs: number;
  highMs: number;
}

/** Bands of one build, place and cause. */
type BandAmount = AmountCell & Bands;

/** Bands of one person's local day: each is the exact sum of what `amounts` have of it. */
export interface DayBands extends Bands {
  /** Of the measured wait, what attention was on; before the cap, rounded. */
  attendedMs: number;
  /** Of the central estimate. */
  switchCount: number;
  /** In order of the builds' creation; none that is 0 in all bands. */
  amounts: BandAmount[];
}

const HIGH_SWITCH_COST_MS = 15 * 60_000;
const LOW_CAUSES: ReadonlySet<WaitCause> = new Set(['queue', 'rerun']);

/**
 * Replays one person's day for all bands (product's definition of developer-hours lost). Low is what the central
 * estimate has for queue and reruns. High is full attention to the end of every build and dear switches; its
 * attention is the measured wait. The cap applies in each but the measured wait; each is made whole once.
 *
 * @throws RangeError when a build's times or the working hours contradict themselves
 */
export function replayBands({ builds, windows, params }: WaitingDay): DayBands {
  const layout = layOutDay(builds);
  const central = estimateDay(layout, windows, params);
  const high = estimateDay(layout, windows, highParams(params));
  const { cells } = layout;
  const { capMs } = params;
  const measured = loseTo(high, cells, cause => cause !== 'switch', Number.POSITIVE_INFINITY);
  const low = loseTo(central, cells, cause => LOW_CAUSES.has(cause), capMs);
  const lost = capLoss(central.uncappedByCell, central.uncappedMs, capMs);
  const most = capLoss(high.uncappedByCell, high.uncappedMs, capMs);
  const amounts: BandAmount[] = [];
  for (const [index, { buildId, place, cause }] of cells.entries()) {
    const measuredMs = measured.wholeMs[index] ?? 0;
    const lowMs = low.wholeMs[index] ?? 0;
    const lostMs = lost.wholeMs[index] ?? 0;
    const highMs = most.wholeMs[index] ?? 0;
    if (measuredMs + lowMs + lostMs + highMs === 0) continue;
    amounts.push({ buildId, place, cause, measuredMs, lowMs, lostMs, highMs });
  }
  return {
    measuredMs: measured.totalMs,
    attendedMs: Math.round(central.attendedMs),
    switchCount: central.switchCount,
    lowMs: low.totalMs,
    lostMs: lost.totalMs,
    highMs: most.totalMs,
    amounts,
  };
}

/** Switches cost no less than in the central estimate, which may be set higher. */
function highParams(params: WaitingParams): WaitingParams {
  const switchCostMs = Math.max(params.switchCostMs, HIGH_SWITCH_COST_MS);
  return { ...params, partialWeight: 1, partialUntilMs: Number.POSITIVE_INFINITY, switchCostMs };
}

/** An estimate's loss to some causes only. */
function loseTo(
  { uncappedByCell }: DayEstimate,
  cells: readonly AmountCell[],
  counts: (cause: WaitCause) => boolean,
  capMs: number,
): CappedLoss {
  const exactMs = new Float64Array(cells.length);
  let totalMs = 0;
  cells.forEach(({ cause }, index) => {
    if (!counts(cause)) return;
    exactMs[index] = uncappedByCell[index] ?? 0;
    totalMs += uncappedByCell[index] ?? 0;
  });
  return capLoss(exactMs, totalMs, capMs);
}
