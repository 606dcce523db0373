import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { entryOf } from '@/lib/entry-of';
import { TITLE } from '@/lib/facts/build-sql';
import { formatDuration, formatRatio } from '@/lib/format';
import { addDays } from '@/lib/time/days';
import { localDay } from '@/lib/time/zones';
import type { ReaderContext } from '@/lib/weeks/reader';
import { type Change, changesSearchSchema } from '../changes/change';
import { listChanges } from '../changes/stored-changes';
import { readsLikeOne, type Suggestion } from './suggestion';

const GAIN_DAYS = 180;
const COMMIT_DAYS = 28;
/** Gains of several services so near to each other are one optimisation. */
const SAME_DAYS = 3;
const MOST = 20;

/** Optimisations that nobody recorded yet: gains that no one explains, and commits that read like one. */
export async function suggestOptimisations(context: ReaderContext): Promise<Suggestion[]> {
  const { settings } = await context.source.open();
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const today = localDay(context.now, timeZone);
  const search = changesSearchSchema.parse({
    direction: 'better',
    state: 'new',
    since: addDays(today, -GAIN_DAYS),
  });
  const { changes } = await listChanges(context, search);
  const gains = groupGains(changes.filter(({ isAlarm, kind }) => !isAlarm && kind === 'step'));
  const commits = await suggestCommits(context, addDays(today, -COMMIT_DAYS), timeZone);
  const isNear = (one: Suggestion, other: Suggestion) =>
    one.services.some(service => other.services.includes(service)) &&
    one.day <= addDays(other.day, SAME_DAYS) &&
    other.day <= addDays(one.day, SAME_DAYS);
  const own = commits.filter(commit => !gains.some(gain => isNear(gain, commit)));
  return [...gains, ...own].sort((a, b) => (a.day < b.day ? 1 : -1)).slice(0, MOST);
}

function groupGains(changes: readonly Change[]): Suggestion[] {
  const groups = new Map<string, Change[]>();
  for (const change of [...changes].sort((a, b) => (a.day < b.day ? -1 : 1))) {
    const near = [...groups.keys()].find(key => {
      const [day = '', step = ''] = key.split('\u001f');
      return step === change.step && change.day <= addDays(day, SAME_DAYS);
    });
    entryOf(groups, near ?? `${change.day}\u001f${change.step}`, () => []).push(change);
  }
  return [...groups.values()].flatMap(group => {
    const [first] = group;
    if (first === undefined) return [];
    const services = [...new Set(group.map(({ service }) => service))];
    const hoursAWeek = -group.reduce((sum, change) => sum + (change.hoursAWeek ?? 0), 0);
    const commit = first.suspects.find(({ title }) => title !== null && readsLikeOne(title));
    const size = `${first.step} took ${formatDuration(first.before)}, and takes ${formatDuration(first.after)} (−${formatRatio(-first.effect)})`;
    const where = services.length > 1 ? `${first.service} and ${services.length - 1} more` : first.service;
    const title = commit?.title ?? `${first.step} of ${where} got faster`;
    const scope = { services, teams: [], steps: first.step === null ? [] : [first.step], runners: [] };
    return {
      ...{ reason: 'gain' as const, day: first.day, services, hoursAWeek },
      evidence: `${size} since ${first.day}${services.length > 1 ? `, in ${services.length} services` : ''}`,
      draft: draftOf(title, first.day, scope),
    };
  });
}

const commitRow = z.object({
  repoId: z.int(),
  repository: z.string(),
  createdAt: z.date(),
  title: z.string(),
});

/** Pushes to the default branch whose titles read like one, and that no optimisation is near. */
async function suggestCommits(
  context: ReaderContext,
  since: string,
  timeZone: string,
): Promise<Suggestion[]> {
  const { book } = await context.source.open();
  const { rows } = await context.source.pool.query(sql`
    select r.id as "repoId", r.slug as repository, min(b.created_at) as "createdAt", ${TITLE} as title
    from repo r
    join build b on b.repo_id = r.id
    where b.event = 'push' and b.created_at >= ${since}::date::timestamp at time zone ${timeZone}
      and b.source = r.default_branch and ${TITLE} is not null
      and not exists (
        select 1 from optimisation o
        where o.deleted_at is null and o.happened_at between b.created_at - interval '4 days' and b.created_at + interval '4 days')
    group by r.id, r.slug, 4
    order by 3 desc limit 2000`);
  return commitRow
    .array()
    .parse(rows)
    .filter(({ title }) => readsLikeOne(title))
    .map(({ repoId, createdAt, title }) => {
      const services = [
        ...new Set((book.seriesOfRepo.get(repoId) ?? []).flatMap(({ service }) => service ?? [])),
      ];
      const scope = { services, teams: [], steps: [], runners: [] };
      const day = localDay(createdAt, timeZone);
      return {
        ...{ reason: 'commit' as const, day, services, hoursAWeek: null },
        evidence: `the commit "${title.slice(0, 100)}" of ${day}`,
        draft: draftOf(title, day, scope),
      };
    });
}

function draftOf(title: string, day: string, scope: Suggestion['draft']['scope']): Suggestion['draft'] {
  const rest = { hoursSpent: null, by: null, note: null, expectedHoursAWeek: null, findingKey: null };
  return { title: title.slice(0, 200), at: day, scope, ...rest };
}
