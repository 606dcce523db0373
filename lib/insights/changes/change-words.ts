import { formatDuration, formatRange, formatRatio, formatWeekday } from '@/lib/format';
import { CACHE_KIND_LABELS } from '@/lib/metrics/cache-kind-labels';
import { formatPoints, formatShift, formatStep, formatWeekly } from '../effect-words';
import type { Change } from './change';

type Subject = Pick<
  Change,
  'kind' | 'service' | 'repository' | 'pipeline' | 'step' | 'hasNamesakes' | 'cacheKind' | 'tool'
>;
type Size = Pick<Change, 'kind' | 'before' | 'after' | 'effect'>;

/** What changed, as a name: `Step publish of shop/web`, `Step publish (nightly) of shop/web`, `Wait for shop/web`. */
export function subjectOf(subject: Subject): string {
  const { kind, service, repository, cacheKind, tool } = subject;
  // What services share is named by the repository.
  const owner = service ?? repository;
  if (kind === 'wait') return `Wait for ${owner}`;
  const step = subject.hasNamesakes ? `${subject.step} (${subject.pipeline})` : subject.step;
  if (kind === 'step') return `Step ${step} of ${owner}`;
  const cache = cacheKind === null ? 'cache' : CACHE_KIND_LABELS[cacheKind];
  return `Cache of step ${step} of ${owner} (${[cache, ...(tool === null ? [] : [tool])].join(', ')})`;
}

/** `+41s (+22%), from 3m 05s to 3m 46s`; of a cache `from 96% to 0% of look-ups`. */
export function sizeOf({ kind, before, after, effect }: Size): string {
  if (kind === 'cache')
    return `from ${formatRatio(before)} to ${formatRatio(after)} of look-ups, ${formatPoints(effect)}`;
  return `${formatStep(after - before)} (${formatShift(1 + effect)}), from ${formatDuration(before)} to ${formatDuration(after)}`;
}

/** `since Tue 17 Nov (somewhere in 14 – 20 Nov 2026)`: a point is not known to the day; of an alarm `on Tue 24 Nov`. */
export function whenOf({
  isAlarm,
  day,
  rangeFrom,
  rangeUntil,
}: Pick<Change, 'isAlarm' | 'day' | 'rangeFrom' | 'rangeUntil'>): string {
  return isAlarm
    ? `on ${formatWeekday(day)}`
    : `since ${formatWeekday(day)} (somewhere in ${formatRange(rangeFrom, rangeUntil)})`;
}

/** What it costs people; null where nobody knows. */
export function costOf({ hoursAWeek }: Pick<Change, 'hoursAWeek'>): string | null {
  if (hoursAWeek === null) return null;
  const hours = formatWeekly(Math.abs(hoursAWeek));
  if (hours === '0 h') return 'costs no hours';
  return hoursAWeek > 0 ? `costs ${hours} a week` : `saves ${hours} a week`;
}

/**
 * How many builds the cost stands for: a loss costs what it costs now, a gain saves what was lost before. Null where it costs
 * nothing, or nobody knows.
 */
export function costBasisOf({ hoursAWeek }: Pick<Change, 'hoursAWeek'>): string | null {
  if (hoursAWeek === null || formatWeekly(Math.abs(hoursAWeek)) === '0 h') return null;
  return hoursAWeek > 0 ? 'at the builds since' : 'at the builds before';
}
