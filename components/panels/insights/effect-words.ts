import { formatCount, formatCountOf, formatEnds, formatRatio } from '@/lib/format';
import { type Comparison, formatShift, formatWeekly, type Optimisation } from '@/lib/insights/query';
import { CACHE_KIND_LABELS } from '@/lib/metrics/query';

type Scope = Optimisation['scope'];

interface Interval {
  low: number;
  high: number;
}

/** A colour only where an interval excludes no change. */
export type Tone = 'better' | 'worse' | 'none';

export function formatWeeklies({ low, high }: Interval): string {
  return formatEnds(low, high, formatWeekly);
}

type Judged = Pick<Comparison, 'direction' | 'worth' | 'interval' | 'before' | 'after'>;

/** The verdict in a word or two, no more than its interval says. */
export function verdictOf({ direction, worth }: Pick<Judged, 'direction' | 'worth'>): {
  word: string;
  tone: Tone;
} {
  if (direction === 'faster') return { word: 'Faster', tone: 'better' };
  if (direction === 'slower') return { word: 'Slower', tone: 'worse' };
  if (direction === 'not enough data') return { word: 'Not enough data', tone: 'none' };
  const isSettled = worth?.verdict === 'no material change';
  return { word: isSettled ? 'No material change' : 'No clear change', tone: 'none' };
}

/** What the verdict leaves open, in a sentence; null: nothing. */
export function describeLimits({
  direction,
  worth,
  interval,
  detectable,
}: Pick<Comparison, 'direction' | 'worth' | 'interval' | 'detectable'>): string | null {
  // However large an effect were, so few days would give no verdict.
  if (direction === 'not enough data') return null;
  if (direction === 'faster' || direction === 'slower') {
    if (worth?.verdict === 'no material change')
      return 'What it is worth is small: the whole interval lies below half an hour a week.';
    return worth?.verdict === 'not enough data'
      ? 'Whether it is worth half an hour a week is not known yet.'
      : null;
  }
  const found =
    detectable === null
      ? ''
      : ` With these days, ${formatRatio(1 - detectable.faster)} faster or ${formatRatio(detectable.slower - 1)} slower would be found in four of five cases.`;
  if (worth?.verdict === 'no material change')
    return `The whole interval lies within half an hour a week: ${formatWeeklies(worth.interval)} saved.`;
  if (interval === null) return null;
  return `The interval from ${formatShift(interval.low)} to ${formatShift(interval.high)} includes no change.${found}`;
}

/** A rate that moved by less is not worth a word. */
const WORTH_MOVE = 0.1;

/** `Found in caches: package managers 99% → 0%.`, of each kind whose rate moved; null: of none. */
export function describeMovedCaches(caches: Comparison['caches']): string | null {
  const moved = caches.flatMap(({ kind, hitRatioBefore, hitRatio }) =>
    hitRatioBefore === null || hitRatio === null || Math.abs(hitRatio - hitRatioBefore) < WORTH_MOVE
      ? []
      : `${CACHE_KIND_LABELS[kind]} ${formatRatio(hitRatioBefore)} → ${formatRatio(hitRatio)}`,
  );
  return moved.length === 0 ? null : `Found in caches: ${moved.join(', ')}.`;
}

/** `412 builds before and 398 after, on 20 and 19 working days`. */
export function describeBasis({ before, after }: Pick<Judged, 'before' | 'after'>): string {
  return `${formatCountOf(before.buildCount, 'build')} before and ${formatCount(after.buildCount)} after, on ${before.workingDays} and ${formatCountOf(after.workingDays, 'working day')}`;
}

/** A scope as Compare has it in its address; null: everything. */
export function scopeText({ services, teams, steps, runners }: Scope): string | null {
  const text = [
    ...services.map(name => `service:${name}`),
    ...teams.map(name => `team:${name}`),
    ...steps.map(name => `step:${name}`),
    ...runners.map(name => `runner:${name}`),
  ].join(',');
  return text === '' ? null : text;
}
