import { formatDuration, formatRatio } from '@/lib/format';
import { type Change, type ChangePoints, NEWS_DAYS } from '@/lib/insights/query';
import { addDays } from '@/lib/time/days';

export { costBasisOf, costOf, sizeOf, subjectOf, whenOf } from '@/lib/insights/query';

/** Whether it is news: of the last weeks, and nobody has spoken of it. */
export function isNew({ state, day }: Pick<Change, 'state' | 'day'>, today: string): boolean {
  return state === 'new' && day > addDays(today, -NEWS_DAYS);
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

/** Compare the four weeks before the day that was found with the days since, up to the last one that is over. */
export function compareLink({ day, service, repository, pipeline, step }: Change, today: string): string {
  const [last = day] = [addDays(day, 7 * WEEKS - 1), addDays(today, -1)].sort();
  const search = new URLSearchParams({
    range: `${day}..${last < day ? day : last}`,
    against: `${addDays(day, -7 * WEEKS)}..${addDays(day, -1)}`,
    ...(service === null ? {} : { service }),
  });
  if (step !== null && pipeline !== null) {
    search.set('repository', repository);
    search.set('pipeline', pipeline);
    search.set('step', step);
  }
  return `/compare?${search}`;
}
