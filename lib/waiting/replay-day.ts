import { type AttentionSlice, sliceAttention } from './attention';
import { findSwitches } from './find-switches';
import type { WaitCause, WaitingBuild, WaitingDay } from './waiting-day';
import { wholeAmounts } from './whole-amounts';

/** What was lost to one build, at one place, for one cause. */
interface LostAmount {
  buildId: number;
  place: number | null;
  cause: WaitCause;
  /** Whole milliseconds: these are stored, and sum to the day's total exactly. */
  ms: number;
  /** Before it was made whole. */
  exactMs: number;
}

/** What one person lost on one local day. All in milliseconds; `amounts` sum to `lostMs` exactly. */
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
 * Replays one person's day: measured wait, attention, switches, and the loss attributed to builds, places
 * and causes (product's definition of developer-hours lost). At each instant attention is split equally
 * among the builds it is on; the cap scales everything of the day alike; amounts are made whole once.
 */
export function replayDay(day: WaitingDay): LostDay {
  const slices = sliceAttention(day);
  const switches = findSwitches(slices, day.params);
  const raw = new Map<string, LostAmount>();
  let attendedMs = 0;
  for (const slice of slices) {
    const share = (slice.attention * (slice.untilMs - slice.fromMs)) / Math.max(slice.sharing.length, 1);
    for (const { build, stretch } of slice.sharing) {
      attendedMs += share;
      add(raw, { buildId: build.id, place: stretch.place, cause: stretch.cause }, share);
    }
  }
  for (const build of switches) {
    add(raw, { buildId: build.id, place: null, cause: 'switch' }, day.params.switchCostMs);
  }
  const uncappedMs = attendedMs + switches.length * day.params.switchCostMs;
  const scale = uncappedMs > day.params.capMs ? day.params.capMs / uncappedMs : 1;
  const amounts = [...raw.values()];
  for (const amount of amounts) amount.exactMs *= scale;
  const whole = wholeAmounts(amounts.map(({ exactMs }) => exactMs));
  return {
    measuredMs: measure(slices, day.builds),
    attendedMs,
    switchCount: switches.length,
    lostMs: whole.reduce((sum, ms) => sum + ms, 0),
    amounts: amounts.map((amount, index) => ({ ...amount, ms: whole[index] ?? 0 })),
  };
}

function add(
  amounts: Map<string, LostAmount>,
  where: Pick<LostAmount, 'buildId' | 'place' | 'cause'>,
  exactMs: number,
): void {
  const key = `${where.buildId} ${where.place} ${where.cause}`;
  const known = amounts.get(key);
  if (known === undefined) amounts.set(key, { ...where, ms: 0, exactMs });
  else known.exactMs += exactMs;
}

function measure(slices: readonly AttentionSlice[], builds: readonly WaitingBuild[]): number {
  let measuredMs = 0;
  for (const { fromMs, untilMs } of slices) {
    const waiting = builds.some(build => build.createdMs <= fromMs && fromMs < build.finishedMs);
    if (waiting) measuredMs += untilMs - fromMs;
  }
  return measuredMs;
}
