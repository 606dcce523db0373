import { formatDuration, formatRange, formatRatio, formatWeekday } from '@/lib/format';
import type { Change, ChangePoints } from '@/lib/insights/query';
import { addDays } from '@/lib/time/days';

export { costOf, sizeOf, subjectOf } from '@/lib/insights/query';

/** When it happened: a range, since a point is not known to the day; of what was out of the usual, that day. */
export function whenOf({
  isAlarm,
  day,
  rangeFrom,
  rangeUntil,
}: Pick<Change, 'isAlarm' | 'day' | 'rangeFrom' | 'rangeUntil'>): string {
  return isAlarm ? `on ${formatWeekday(day)}` : `between ${formatRange(rangeFrom, rangeUntil)}`;
}

type Suspect = Pick<ChangePoints['suspects'][number], 'value' | 'likeness'>;

/** Why a build stands where it does among the suspects: `first as since then: 1m 47s`; [] where its value is not known. */
export function likenessOf({ value, likeness }: Suspect, unit: ChangePoints['unit']): string[] {
  if (value === null || likeness === null) return [];
  const said = unit === 'ratio' ? `${formatRatio(value)} cached` : formatDuration(value);
  const words = { first: 'the first as it is since', after: 'as it is since', before: 'as before' };
  return [`${words[likeness]}: ${said}`];
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
