import { z } from 'zod';
import { at } from '@/lib/at';
import { sql } from '@/lib/db/sql';
import { type MetricFilter, metricFilterSchema } from '@/lib/metrics/metric-filter';
import { createPersonFinder } from '@/lib/settings/person-finder';
import {
  BUILD_FLAG,
  type BuildColumns,
  hasWait,
  openReader,
  type ReaderContext,
  STATUS,
  type WeekReader,
} from '@/lib/weeks/reader';
import {
  type ExclusionReason,
  exclusionReason,
  LEFT_OUT_REASONS,
  type LeftOutReason,
  UNCOUNTED_REASONS,
  type UntimedReason,
} from './left-out';
import { countUncountedBuilds } from './list/uncounted-builds';

const count = z.int();

/** Who is known, without any figure beside a name. */
export const listedLoginsSchema = z.object({
  days: z.object({ from: z.iso.date(), until: z.iso.date() }),
  logins: z
    .array(
      z.object({
        login: z.string().describe('As the CI server spells it'),
        person: z.string().describe('After aliases'),
        isBot: z.boolean(),
      }),
    )
    .describe('All that ever built, in alphabetical order'),
  builds: z
    .object({
      all: count.describe('That finished in the range, and those declined that were created in it'),
      waitedFor: count.describe('In measured wait and hours lost'),
      timed: count.describe('In percentiles of the wait: successes that ran'),
      leftOut: z
        .record(z.enum(LEFT_OUT_REASONS), count)
        .describe(
          'Out of hours lost: of cron, of nobody the CI server names, of bots, declined, broken (in error before they ' +
            'had a stage), each build for one reason. Out of percentiles: failed, killed, skipped, or never started',
        ),
    })
    .describe('Builds of the range by whether they count, and if not, why'),
});

/** Of which builds is told, as it stands in the address. */
export const loginsSearchSchema = z.strictObject({ range: metricFilterSchema.shape.range });

export type ListedLogins = z.infer<typeof listedLoginsSchema>;

/** Who the settings take for whom, and how many builds of the range keep nobody waiting. @throws UnknownRangeError */
export async function listLogins(context: ReaderContext, filter: MetricFilter): Promise<ListedLogins> {
  const reader = await openReader(context, filter);
  const builds = await countBuilds(reader);
  const { rows } = await reader.pool.query<{ name: string }>(sql`select name from login`);
  const find = createPersonFinder(reader.settings.people);
  const logins = rows
    .map(({ name }) => ({ login: name, person: find(name).name, isBot: find(name).isBot }))
    .sort((a, b) => compareNames(a.login, b.login));
  return { days: reader.scope.days, logins, builds };
}

/** How many builds of a filter count, and why the others do not. @throws UnknownRangeError */
export async function countLeftOut(
  context: ReaderContext,
  filter: MetricFilter,
): Promise<ListedLogins['builds']> {
  return countBuilds(await openReader(context, filter));
}

async function countBuilds(reader: WeekReader): Promise<ListedLogins['builds']> {
  const leftOut = noneLeftOut();
  const uncounted = await countUncountedBuilds(reader);
  for (const reason of UNCOUNTED_REASONS) leftOut[reason] = uncounted[reason];
  const all = UNCOUNTED_REASONS.reduce((sum, reason) => sum + uncounted[reason], 0);
  const builds = { all, waitedFor: 0, timed: 0, leftOut };
  await reader.forEachWeek('now', [], ({ builds: columns, mask }) => {
    for (let i = 0; i < columns.n; i += 1) {
      if (mask !== null && mask[i] !== 1) continue;
      builds.all += 1;
      const [reason, untimed] = [exclusionOf(reader, columns, i), untimedReason(columns, i)];
      if (reason === null) builds.waitedFor += 1;
      else leftOut[reason] += 1;
      if (untimed === null) builds.timed += 1;
      else leftOut[untimed] += 1;
    }
  });
  return builds;
}

function noneLeftOut(): Record<LeftOutReason, number> {
  return {
    'bad-creation': 0,
    'ended-early': 0,
    'no-end': 0,
    gone: 0,
    'perhaps-approval': 0,
    cron: 0,
    nobody: 0,
    bot: 0,
    declined: 0,
    broken: 0,
    failed: 0,
    killed: 0,
    skipped: 0,
    unstarted: 0,
    unclear: 0,
  };
}

/** Whether a build of a packed week is left out for a reason. */
export function isLeftOut(
  reader: WeekReader,
  builds: BuildColumns,
  i: number,
  reason: LeftOutReason,
): boolean {
  return exclusionOf(reader, builds, i) === reason || untimedReason(builds, i) === reason;
}

/** Why a build of a packed week costs nobody anything. Declined builds never end, and are in none. */
export function exclusionOf({ book }: WeekReader, builds: BuildColumns, i: number): ExclusionReason | null {
  const flags = at(builds.flags, i, 'flags');
  return exclusionReason({
    oddReason: null,
    isPerhapsApproval: (flags & BUILD_FLAG.unclear) !== 0,
    isCron: (flags & BUILD_FLAG.cron) !== 0,
    isDeclined: builds.status[i] === STATUS.declined,
    hasPerson: builds.loginId[i] !== 0,
    isBroken: builds.status[i] === STATUS.error && (flags & BUILD_FLAG.hasStages) === 0,
    isBot: book.people.get(at(builds.loginId, i, 'loginId'))?.isBot === true,
  });
}

/** Why its wait is in no percentile. */
function untimedReason(builds: BuildColumns, i: number): UntimedReason | null {
  if (hasWait(builds, i)) return null;
  const status = at(builds.status, i, 'status');
  if (status === STATUS.failure || status === STATUS.error) return 'failed';
  if (status === STATUS.killed) return 'killed';
  if (status !== STATUS.success) return 'skipped';
  return (at(builds.flags, i, 'flags') & BUILD_FLAG.unclear) !== 0 ? 'unclear' : 'unstarted';
}

function compareNames(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a !== b) return a < b ? -1 : 1;
  return one < other ? -1 : 1;
}
