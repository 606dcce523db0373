import { z } from 'zod';
import { at } from '@/lib/at';
import { sql } from '@/lib/db/sql';
import { MAY_BE_ODD, ODD_REASON } from '@/lib/facts/build-sql';
import { ODD_REASONS } from '@/lib/facts/vocabulary';
import { type MetricFilter, metricFilterSchema } from '@/lib/metrics/metric-filter';
import { createPersonFinder } from '@/lib/settings/person-finder';
import {
  BUILD_FLAG,
  type BuildColumns,
  openReader,
  type ReaderContext,
  STATUS,
  type WeekReader,
} from '@/lib/weeks/reader';

/** Why a build keeps nobody waiting, or is in no figure at all. */
export const EXCLUSION_REASONS = [
  ...ODD_REASONS,
  'perhaps-approval',
  'cron',
  'nobody',
  'bot',
  'declined',
  'broken',
] as const;

export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

/** Why a build costs nobody anything: the first reason that applies; null: somebody waits for it. */
export function exclusionReason(build: {
  /** Why no figure counts it at all. */
  oddReason: (typeof ODD_REASONS)[number] | null;
  /** Somebody may have had to approve it first, and nobody saw when. */
  isPerhapsApproval: boolean;
  isCron: boolean;
  isDeclined: boolean;
  hasPerson: boolean;
  /** In error before it had a stage. */
  isBroken: boolean;
  isBot: boolean;
}): ExclusionReason | null {
  if (build.oddReason !== null) return build.oddReason;
  if (build.isCron) return 'cron';
  if (build.isDeclined) return 'declined';
  if (!build.hasPerson) return 'nobody';
  if (build.isBroken) return 'broken';
  if (build.isBot) return 'bot';
  return build.isPerhapsApproval ? 'perhaps-approval' : null;
}

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
      waitedFor: count,
      cron: count,
      nobody: count.describe('The CI server names nobody'),
      broken: count.describe('In error before they had a stage'),
      bots: count,
      perhapsApproval: count.describe('Perhaps they waited for an approval that nobody saw'),
      odd: count.describe(
        'In no figure: created before 2010 or in the future, ended before they began, or without an end',
      ),
    })
    .describe('Builds of the range by whether they keep somebody waiting, and if not, why; each counts once'),
});

/** Of which builds is told, as it stands in the address. */
export const loginsSearchSchema = z.strictObject({ range: metricFilterSchema.shape.range });

export type ListedLogins = z.infer<typeof listedLoginsSchema>;

/** Who the settings take for whom, and how many builds of the range keep nobody waiting. @throws UnknownRangeError */
export async function listLogins(context: ReaderContext, filter: MetricFilter): Promise<ListedLogins> {
  const reader = await openReader(context, filter);
  const builds = { waitedFor: 0, cron: 0, nobody: 0, broken: 0, bots: 0, perhapsApproval: 0, odd: 0 };
  await reader.forEachWeek('now', [], ({ builds: columns, mask }) => {
    for (let i = 0; i < columns.n; i += 1) {
      if (mask !== null && mask[i] !== 1) continue;
      const isBot = reader.book.people.get(at(columns.loginId, i, 'loginId'))?.isBot === true;
      const reason = reasonOf(columns, i, isBot);
      builds[reason === null ? 'waitedFor' : GROUP_OF[reason]] += 1;
    }
  });
  builds.odd = await countOddBuilds(reader);
  const { rows } = await reader.pool.query<{ name: string }>(sql`select name from login`);
  const find = createPersonFinder(reader.settings.people);
  const logins = rows
    .map(({ name }) => ({ login: name, person: find(name).name, isBot: find(name).isBot }))
    .sort((a, b) => compareNames(a.login, b.login));
  return { days: reader.scope.days, logins, builds };
}

/** Why a build of a packed week costs nobody anything; declined builds never end, and are in none. */
export function reasonOf(builds: BuildColumns, i: number, isBot: boolean): ExclusionReason | null {
  const flags = at(builds.flags, i, 'flags');
  return exclusionReason({
    oddReason: null,
    isPerhapsApproval: (flags & BUILD_FLAG.unclear) !== 0,
    isCron: (flags & BUILD_FLAG.cron) !== 0,
    isDeclined: false,
    hasPerson: builds.loginId[i] !== 0,
    isBroken: builds.status[i] === STATUS.error && (flags & BUILD_FLAG.hasStages) === 0,
    isBot,
  });
}

const GROUP_OF: Readonly<Record<ExclusionReason, keyof ListedLogins['builds']>> = {
  'bad-creation': 'odd',
  'ended-early': 'odd',
  'no-end': 'odd',
  'perhaps-approval': 'perhapsApproval',
  cron: 'cron',
  nobody: 'nobody',
  bot: 'bots',
  declined: 'waitedFor',
  broken: 'broken',
};

/** Of those created in the range; those created at no time, whatever the range. */
async function countOddBuilds({ pool, scope }: WeekReader): Promise<number> {
  const { days, timeZone } = scope;
  const { rows } = await pool.query<{ count: number }>(sql`
    select count(*)::int as count from build b
    where ((${MAY_BE_ODD}) or (b.finished_at is null and b.status = 'success')) and ${ODD_REASON} is not null
      and (${ODD_REASON} = 'bad-creation'
        or (b.created_at >= ${days.from}::date::timestamp at time zone ${timeZone}
          and b.created_at < ${days.until}::date::timestamp at time zone ${timeZone}))`);
  return rows[0]?.count ?? 0;
}

function compareNames(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a !== b) return a < b ? -1 : 1;
  return one < other ? -1 : 1;
}
