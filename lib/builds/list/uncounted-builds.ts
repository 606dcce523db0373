import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { IS_AHEAD, IS_OPEN, IS_RERUN, MAY_BE_ODD, ODD_REASON, STATE } from '@/lib/facts/build-sql';
import { isEvent, isOfBranches } from '@/lib/metrics/engine/filter-sql';
import type { ReaderScope, WeekReader } from '@/lib/weeks/reader';
import { UNCOUNTED_REASONS, type UncountedReason } from '../left-out';
import { type BuildKey, endedKey, isOpenKey } from './build-key';

const row = z.object({ repoId: z.int(), number: z.int(), orderS: z.number(), isRerun: z.boolean() });
const countRow = z.object({ reason: z.enum(UNCOUNTED_REASONS), count: z.int() });

interface UncountedBuild {
  key: BuildKey;
  isRerun: boolean;
}

/**
 * Builds that are over and in no figure: that somebody declined, which the server gives no end, those that nobody will see end, and those whose times
 * cannot be. They stand where they were created, at the end of the list where nobody knows when; those of a repository
 * that holds several services belong to all of these.
 *
 * @param reason null: whatever the reason
 */
export async function readUncountedBuilds(
  reader: WeekReader,
  reason: UncountedReason | null,
  after: BuildKey | null,
  limit: number,
  /** Of build `b`. */
  condition: SqlStatement = sql`true`,
): Promise<UncountedBuild[]> {
  if (reader.scope.step !== null) return [];
  const isBehind = (build: SqlStatement) =>
    after === null || isOpenKey(after)
      ? sql`true`
      : sql`(${build}.order_s, ${build}.repo_id, ${build}.number) < (${after.orderS}::double precision, ${after.repoId}::int, ${after.number}::bigint)`;
  const { rows } = await reader.pool.query(sql`
    select b.repo_id as "repoId", b.number, b.is_rerun as "isRerun", b.order_s as "orderS"
    from repo r
    cross join lateral (
      select * from (${uncounted(reader.scope, condition)}) b
      where (${reason}::text is null or b.reason = ${reason}) and ${isBehind(sql`b`)}
      order by b.order_s desc, b.number desc
      limit ${limit}
    ) b
    where ${isOfRepos(reader)}
    order by b.order_s desc, b.repo_id desc, b.number desc
    limit ${limit}`);
  return z
    .array(row)
    .parse(rows)
    .map(({ orderS, repoId, number, isRerun }) => ({ key: endedKey(orderS, repoId, number), isRerun }));
}

/** How many there are in all, by reason. */
export async function countUncountedBuilds(reader: WeekReader): Promise<Record<UncountedReason, number>> {
  const counts = { 'bad-creation': 0, 'ended-early': 0, 'no-end': 0, gone: 0, declined: 0 };
  if (reader.scope.step !== null) return counts;
  const { rows } = await reader.pool.query(sql`
    select b.reason, count(*)::int as count
    from repo r cross join lateral (${uncounted(reader.scope)}) b
    where ${isOfRepos(reader)}
    group by b.reason`);
  for (const { reason, count } of z.array(countRow).parse(rows)) counts[reason] = count;
  return counts;
}

function isOfRepos({ series }: WeekReader): SqlStatement {
  const repoIds = series.repoIds === null ? null : [...series.repoIds];
  return sql`(${repoIds}::int[] is null or r.id = any(${repoIds}::int[]))`;
}

/**
 * Of repository `r`, created in the range; those created at no time where the range reaches today, which stand at 0, so
 * that the next page goes on behind them.
 */
function uncounted(
  { days, timeZone, event, branch }: ReaderScope,
  condition: SqlStatement = sql`true`,
): SqlStatement {
  const isInRange = sql`
    (b.created_at >= ${days.from}::date::timestamp at time zone ${timeZone}
      and b.created_at < ${days.until}::date::timestamp at time zone ${timeZone})`;
  return sql`
    select b.repo_id, b.number, b.reason, ${IS_RERUN} as is_rerun,
      case when b.reason = 'bad-creation' then 0 else extract(epoch from b.created_at) end::double precision as order_s
    from (
      select b.*, coalesce(${ODD_REASON}, case ${STATE} when 'declined' then 'declined' else 'gone' end) as reason
      from build b
      where b.repo_id = r.id and b.finished_at is null and not ${IS_OPEN}
        and ${ODD_REASON} is distinct from 'bad-creation' and ${isInRange}
      union all
      select b.*, ${ODD_REASON} as reason from (
        select * from build b where b.repo_id = r.id and ${MAY_BE_ODD}
        union all
        select * from build b where b.repo_id = r.id and ${IS_AHEAD} and ${MAY_BE_ODD} is not true
      ) b
      where (b.finished_at is not null or ${ODD_REASON} = 'bad-creation')
        and case ${ODD_REASON}
          when 'bad-creation' then ${days.until}::date > (now() at time zone ${timeZone})::date
          else ${ODD_REASON} is not null and ${isInRange}
        end
    ) b
    where ${isEvent(sql`b.event`, event)} and ${isOfBranches(branch)} and ${condition}`;
}
