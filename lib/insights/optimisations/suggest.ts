import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { entryOf } from '@/lib/entry-of';
import { TITLE } from '@/lib/facts/build-sql';
import { formatDuration, formatRatio } from '@/lib/format';
import { addDays } from '@/lib/time/days';
import { localDay } from '@/lib/time/zones';
import type { ReaderContext } from '@/lib/weeks/reader';
import { type Change, changesSearchSchema } from '../changes/change';
import { listChanges, readChangeEvidence } from '../changes/stored-changes';
import { scopesOverlap } from '../scope';
import { listDatedOptimisations } from './stored-optimisations';
import { readsLikeOne, type Suggestion, TITLE_PATTERNS } from './suggestion';

const GAIN_DAYS = 180;
const COMMIT_DAYS = 28;
/** Gains of several services so near to each other are one optimisation. */
const SAME_DAYS = 3;
const MOST = 20;
const MOST_GAINS = 2000;
/** An optimisation of the same services so near to a commit is that commit. */
const RECORDED_DAYS = 4;

/** Optimisations that nobody recorded yet: gains that no one explains, and commits that read like one. */
export async function suggestOptimisations(context: ReaderContext): Promise<Suggestion[]> {
  const { settings } = await context.source.open();
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const today = localDay(context.now, timeZone);
  const search = changesSearchSchema.parse({
    direction: 'better',
    state: 'new',
    since: addDays(today, -GAIN_DAYS),
    kind: 'step',
    limit: MOST_GAINS,
  });
  const { changes } = await listChanges(context, search);
  const groups = groupGains(changes.filter(({ isAlarm }) => !isAlarm));
  const gains = await suggestGains(context, groups);
  const commits = await suggestCommits(context, addDays(today, -COMMIT_DAYS), timeZone);
  const isNear = (one: Suggestion, other: Suggestion) =>
    one.services.some(service => other.services.includes(service)) &&
    one.day <= addDays(other.day, SAME_DAYS) &&
    other.day <= addDays(one.day, SAME_DAYS);
  const own = commits.filter(commit => !gains.some(gain => isNear(gain, commit)));
  return [...gains, ...own].sort((a, b) => (a.day < b.day ? 1 : -1)).slice(0, MOST);
}

/** Gains of the same step within a few days, the oldest first. */
function groupGains(changes: readonly Change[]): Change[][] {
  const groups = new Map<string, Change[]>();
  for (const change of [...changes].sort((a, b) => (a.day < b.day ? -1 : 1))) {
    const near = [...groups.keys()].find(key => {
      const [day = '', step = ''] = key.split('\u001f');
      return step === change.step && change.day <= addDays(day, SAME_DAYS);
    });
    entryOf(groups, near ?? `${change.day}\u001f${change.step}`, () => []).push(change);
  }
  return [...groups.values()];
}

async function suggestGains(
  context: ReaderContext,
  groups: ReadonlyArray<readonly Change[]>,
): Promise<Suggestion[]> {
  const firsts = groups.flatMap(([first]) => first ?? []);
  const evidence = await readChangeEvidence(context, firsts);
  return groups.flatMap(group => {
    const [first] = group;
    if (first === undefined) return [];
    const services = [...new Set(group.flatMap(change => change.services))];
    const places = [...new Set(group.map(({ service, repository }) => service ?? repository))];
    const hoursAWeek = -group.reduce((sum, change) => sum + (change.hoursAWeek ?? 0), 0);
    const suspects = evidence.get(first.id)?.suspects ?? [];
    const commit = suspects.find(({ title }) => title !== null && readsLikeOne(title));
    const size = `${first.step} took ${formatDuration(first.before)}, and takes ${formatDuration(first.after)} (−${formatRatio(-first.effect)})`;
    const own = first.service ?? first.repository;
    const where = places.length > 1 ? `${own} and ${places.length - 1} more` : own;
    const title = commit?.title ?? `${first.step} of ${where} got faster`;
    const scope = { services, teams: [], steps: first.step === null ? [] : [first.step], runners: [] };
    return {
      ...{ reason: 'gain' as const, day: first.day, services, hoursAWeek },
      evidence: `${size}${services.length > 1 ? `, in ${services.length} services` : ''}`,
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

/** Pushes to the default branch whose titles read like one, and near which no optimisation of the same is recorded. */
async function suggestCommits(
  context: ReaderContext,
  since: string,
  timeZone: string,
): Promise<Suggestion[]> {
  const { book } = await context.source.open();
  const optimisations = await listDatedOptimisations(context);
  const [faster = '', ofBuilds = ''] = TITLE_PATTERNS;
  const { rows } = await context.source.pool.query(sql`
    select r.id as "repoId", r.slug as repository, min(b.created_at) as "createdAt", ${TITLE} as title
    from repo r
    join build b on b.repo_id = r.id
    where b.event = 'push' and b.created_at >= ${since}::date::timestamp at time zone ${timeZone}
      and b.source = r.default_branch and ${TITLE} ~* ${faster} and ${TITLE} ~* ${ofBuilds}
    group by r.id, r.slug, 4
    order by 3 desc limit 2000`);
  return commitRow
    .array()
    .parse(rows)
    .filter(({ repoId, title }) => book.sees(repoId) && readsLikeOne(title))
    .flatMap(({ repoId, createdAt, title }) => {
      const series = book.seriesOfRepo.get(repoId) ?? [];
      const services = [...new Set(series.flatMap(({ service }) => service ?? []))];
      const scope = { services, teams: [], steps: [], runners: [] };
      const day = localDay(createdAt, timeZone);
      const isRecorded = optimisations.some(
        other =>
          other.day >= addDays(day, -RECORDED_DAYS) &&
          other.day <= addDays(day, RECORDED_DAYS) &&
          scopesOverlap(other.scope, scope, service => book.teamOfService.get(service)),
      );
      if (isRecorded) return [];
      return {
        ...{ reason: 'commit' as const, day, services, hoursAWeek: null },
        evidence:
          'so reads the title of a commit to the default branch; whether builds got faster is not known',
        draft: draftOf(title, day, scope),
      };
    });
}

function draftOf(title: string, day: string, scope: Suggestion['draft']['scope']): Suggestion['draft'] {
  const rest = { hoursSpent: null, by: null, note: null, expectedHoursAWeek: null, findingKey: null };
  return { title: title.slice(0, 200), at: day, scope, ...rest };
}
