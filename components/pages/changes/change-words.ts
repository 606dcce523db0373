import { cacheKindLabel } from '@/components/panels/cache-series';
import {
  formatPoints,
  formatShift,
  formatStep,
  formatWeekly,
} from '@/components/panels/insights/effect-words';
import { formatDuration, formatRange, formatRatio, formatWeekday } from '@/lib/format';
import type { Change } from '@/lib/insights/query';
import { addDays } from '@/lib/time/days';

/** What changed, as a name: `Step publish of shop/web`, `Wait for shop/web`. */
export function subjectOf({ kind, service, repository, step, cacheKind, tool }: Change): string {
  // What services share is named by the repository.
  const owner = service ?? repository;
  if (kind === 'wait') return `Wait for ${owner}`;
  if (kind === 'step') return `Step ${step} of ${owner}`;
  const cache = cacheKind === null ? 'cache' : cacheKindLabel(cacheKind);
  return `Cache of step ${step} of ${owner} (${[cache, ...(tool === null ? [] : [tool])].join(', ')})`;
}

/** `+41s (+22%), from 3m 05s to 3m 46s`; of a cache `from 96% to 0% of look-ups`. */
export function sizeOf({ kind, before, after, effect }: Change): string {
  if (kind === 'cache')
    return `from ${formatRatio(before)} to ${formatRatio(after)} of look-ups, ${formatPoints(effect)}`;
  return `${formatStep(after - before)} (${formatShift(1 + effect)}), from ${formatDuration(before)} to ${formatDuration(after)}`;
}

/** What it costs people; null where nobody knows. */
export function costOf({ hoursAWeek }: Change): string | null {
  if (hoursAWeek === null) return null;
  const hours = formatWeekly(Math.abs(hoursAWeek));
  if (hours === '0 h') return 'costs no hours';
  return hoursAWeek > 0 ? `costs ${hours} a week` : `saves ${hours} a week`;
}

/** When it happened: a range, since a point is not known to the day; of what was out of the usual, that day. */
export function whenOf({
  isAlarm,
  day,
  rangeFrom,
  rangeUntil,
}: Pick<Change, 'isAlarm' | 'day' | 'rangeFrom' | 'rangeUntil'>): string {
  return isAlarm ? `on ${formatWeekday(day)}` : `between ${formatRange(rangeFrom, rangeUntil)}`;
}

const WEEKS = 4;

/** Compare with four weeks before the range and what follows it. */
export function compareLink({
  day,
  service,
  repository,
  pipeline,
  step,
  rangeFrom,
  rangeUntil,
}: Change): string {
  const search = new URLSearchParams({
    range: `${addDays(rangeUntil, 1)}..${addDays(day, 7 * WEEKS + 3)}`,
    against: `${addDays(day, -7 * WEEKS - 3)}..${addDays(rangeFrom, -1)}`,
    ...(service === null ? {} : { service }),
  });
  if (step !== null && pipeline !== null) {
    search.set('repository', repository);
    search.set('pipeline', pipeline);
    search.set('step', step);
  }
  return `/compare?${search}`;
}
