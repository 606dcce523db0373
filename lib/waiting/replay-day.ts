import { at } from '@/lib/at';
import { type AmountCell, type DayEstimate, estimateDay, layOutDay } from './estimate-day';
import type { WaitCause, WaitingDay, WaitingParams } from './waiting-day';

/** What was lost to one build, at one place, for one cause. */
interface LostAmount extends AmountCell {
  /** Whole milliseconds. */
  ms: number;
  /** Before it was made whole. */
  exactMs: number;
}

/** What one person lost on one local day, by the central estimate. Milliseconds; `amounts` sum to `lostMs`. */
export interface LostDay {
  /** No assumption in it: working time in which at least one build was under way. */
  measuredMs: number;
  /** Of it, what attention was on; before the cap. */
  attendedMs: number;
  switchCount: number;
  lostMs: number;
  amounts: LostAmount[];
}

/**
 * Replays one person's day: measured wait, attention, switches, and the loss attributed to builds, places and
 * causes (product's definition of developer-hours lost). The cap scales everything of the day alike; amounts are
 * made whole once.
 *
 * @throws RangeError when a build's times or the working hours contradict themselves
 */
export function replayDay({ builds, windows, params }: WaitingDay): LostDay {
  const layout = layOutDay(builds);
  const { measuredMs, attendedMs, switchCount, ...loss } = estimateDay(layout, windows, params);
  const lost = capLoss(loss.uncappedByCell, loss.uncappedMs, params.capMs);
  const amounts: LostAmount[] = [];
  for (const [index, { buildId, place, cause }] of layout.cells.entries()) {
    const exactMs = at(lost.exactMs, index, 'exactMs');
    if (exactMs > 0) amounts.push({ buildId, place, cause, ms: at(lost.wholeMs, index, 'wholeMs'), exactMs });
  }
  return { measuredMs, attendedMs, switchCount, lostMs: lost.totalMs, amounts };
}

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
    const measuredMs = at(measured.wholeMs, index, 'wholeMs');
    const lowMs = at(low.wholeMs, index, 'wholeMs');
    const lostMs = at(lost.wholeMs, index, 'wholeMs');
    const highMs = at(most.wholeMs, index, 'wholeMs');
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

/** The high reading: full attention to the end. Switches cost no less than in the central estimate, which may be set higher. */
export function highParams(params: WaitingParams): WaitingParams {
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
    exactMs[index] = at(uncappedByCell, index, 'uncappedByCell');
    totalMs += at(uncappedByCell, index, 'uncappedByCell');
  });
  return capLoss(exactMs, totalMs, capMs);
}

/** What was lost on one day, by cell. */
interface CappedLoss {
  /** Whole milliseconds; `wholeMs` sums to it exactly. */
  totalMs: number;
  exactMs: Float64Array;
  wholeMs: Float64Array;
}

/** Scales a day's loss to the cap, everything alike, and makes it whole once. Milliseconds. */
function capLoss(exactMs: Float64Array, totalMs: number, capMs: number): CappedLoss {
  const isCapped = totalMs > capMs;
  const total = Math.round(isCapped ? capMs : totalMs);
  const scaled = isCapped ? exactMs.map(ms => (ms * capMs) / totalMs) : exactMs;
  return { totalMs: total, exactMs: scaled, wholeMs: wholeAmounts(scaled, total) };
}

/** What sums of fractions may be off by. */
const NOISE = 1e-6;

/**
 * Makes amounts whole so that they sum to `total`: each is rounded down, and the largest remainders get the rest,
 * ties to the earlier (largest remainder method). Remainders that differ by the noise of adding are ties.
 *
 * @param amounts not below 0
 * @param total what they sum to, rounded
 */
export function wholeAmounts(amounts: Float64Array, total: number): Float64Array {
  const whole = amounts.map(amount => Math.floor(amount + NOISE));
  let missing = total;
  const cut: Array<{ index: number; remainder: number }> = [];
  amounts.forEach((amount, index) => {
    const floor = at(whole, index, 'whole');
    missing -= floor;
    const remainder = Math.round((amount - floor) / NOISE);
    if (remainder > 0) cut.push({ index, remainder });
  });
  cut.sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of cut.slice(0, missing)) whole[index] = (whole[index] ?? 0) + 1;
  return whole;
}
