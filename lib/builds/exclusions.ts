import { z } from 'zod';
import { at } from '@/lib/at';
import { sql } from '@/lib/db/sql';
import { type MetricFilter, metricFilterSchema } from '@/lib/metrics/metric-filter';
import { createPersonFinder } from '@/lib/settings/person-finder';
import { BUILD_FLAG, type BuildColumns, openReader, type ReaderContext, STATUS } from '@/lib/weeks/reader';

/** Why a build keeps nobody waiting. */
export const EXCLUSION_REASONS = ['cron', 'nobody', 'bot', 'declined', 'broken'] as const;

type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

/** Why a build costs nobody anything: the first reason that applies; null: somebody waits for it. */
export function exclusionReason(build: {
  isCron: boolean;
  isDeclined: boolean;
  hasPerson: boolean;
  /** In error before it had a stage. */
  isBroken: boolean;
  isBot: boolean;
}): ExclusionReason | null {
  if (build.isCron) return 'cron';
  if (build.isDeclined) return 'declined';
  if (!build.hasPerson) return 'nobody';
  if (build.isBroken) return 'broken';
  return build.isBot ? 'bot' : null;
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
    })
    .describe('Builds of the range by whether they keep somebody waiting, and if not, why; each counts once'),
});

/** Of which builds is told, as it stands in the address. */
export const loginsSearchSchema = z.strictObject({ range: metricFilterSchema.shape.range });

export type ListedLogins = z.infer<typeof listedLoginsSchema>;

/** Who the settings take for whom, and how many builds of the range keep nobody waiting. @throws UnknownRangeError */
export async function listLogins(context: ReaderContext, filter: MetricFilter): Promise<ListedLogins> {
  const reader = await openReader(context, filter);
  const builds = { waitedFor: 0, cron: 0, nobody: 0, broken: 0, bots: 0 };
  await reader.forEachWeek('now', [], ({ builds: columns, mask }) => {
    for (let i = 0; i < columns.n; i += 1) {
      if (mask !== null && mask[i] !== 1) continue;
      const isBot = reader.book.people.get(at(columns.loginId, i, 'loginId'))?.isBot === true;
      builds[groupOf(columns, i, isBot)] += 1;
    }
  });
  const { rows } = await reader.pool.query<{ name: string }>(sql`select name from login`);
  const find = createPersonFinder(reader.settings.people);
  const logins = rows
    .map(({ name }) => ({ login: name, person: find(name).name, isBot: find(name).isBot }))
    .sort((a, b) => compareNames(a.login, b.login));
  return { days: reader.scope.days, logins, builds };
}

/** Declined builds never end, and are in no packed week. */
function groupOf(builds: BuildColumns, i: number, isBot: boolean): keyof ListedLogins['builds'] {
  const flags = at(builds.flags, i, 'flags');
  const reason = exclusionReason({
    isCron: (flags & BUILD_FLAG.cron) !== 0,
    isDeclined: false,
    hasPerson: builds.loginId[i] !== 0,
    isBroken: builds.status[i] === STATUS.error && (flags & BUILD_FLAG.hasStages) === 0,
    isBot,
  });
  if (reason === null || reason === 'declined') return 'waitedFor';
  return reason === 'bot' ? 'bots' : reason;
}

function compareNames(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a !== b) return a < b ? -1 : 1;
  return one < other ? -1 : 1;
}
