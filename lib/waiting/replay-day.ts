import { capLoss } from './cap-loss';
import { type AmountCell, layOutDay } from './day-layout';
import { estimateDay } from './estimate-day';
import type { WaitingDay } from './waiting-day';

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
    const exactMs = lost.exactMs[index] ?? 0;
    if (exactMs > 0) amounts.push({ buildId, place, cause, ms: lost.wholeMs[index] ?? 0, exactMs });
  }
  return { measuredMs, attendedMs, switchCount, lostMs: lost.totalMs, amounts };
}
