import { type CostDraft, costCodec } from './cost-draft';

export interface AttentionCurvePoints {
  /** Minutes since the push, and attention from 0 to 1; each step of the curve has two points. */
  points: Array<{ minute: number; share: number }>;
  /** Where the axis ends. */
  untilMinute: number;
}

const NEEDED = ['fullAttentionMinutes', 'partialWeight', 'partialUntilMinutes'] as const;
const LEAST_MINUTES = 20;
const BEYOND = 1.25;

/** How attention falls after a push; null while a field holds no number, or attention would end before it fades. */
export function attentionPoints(draft: CostDraft): AttentionCurvePoints | null {
  const { value, problems } = costCodec.fromDraft(draft);
  if (problems.some(({ path }) => NEEDED.some(key => key === path[0]))) return null;
  const { fullAttentionMinutes: full, partialUntilMinutes: until, partialWeight: share } = value;
  if (full < 0 || until < full) return null;
  const untilMinute = Math.max(LEAST_MINUTES, Math.ceil(until * BEYOND));
  return {
    points: [
      { minute: 0, share: 1 },
      { minute: full, share: 1 },
      { minute: full, share },
      { minute: until, share },
      { minute: until, share: 0 },
      { minute: untilMinute, share: 0 },
    ],
    untilMinute,
  };
}

/** Words at the axis stand this share of it apart, or they would run into each other. */
const LEAST_GAP = 0.1;

/** Where the curve steps down, from left to right; steps too close to the one before have no words. */
export function ticksOf(
  points: AttentionCurvePoints['points'],
  untilMinute: number,
): Array<{ minute: number; ratio: number }> {
  let last = 0;
  return [...new Set(points.map(({ minute }) => minute))].flatMap(minute => {
    const ratio = minute / untilMinute;
    if (minute === untilMinute || ratio - last < LEAST_GAP) return [];
    last = ratio;
    return [{ minute, ratio }];
  });
}
