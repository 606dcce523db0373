import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { IS_OPEN, IS_RERUN, MAY_BE_ODD, ODD_REASON } from '@/lib/facts/build-sql';
import { isEvent, isOfBranches } from '@/lib/metrics/engine/filter-sql';
import type { ReaderScope, WeekReader } from '@/lib/weeks/reader';
import { type BuildKey, endedKey, isOpenKey } from './build-key';

const row = z.object({ repoId: z.int(), number: z.int(), createdS: z.number(), isRerun: z.boolean() });

interface UncountedBuild {
  key: BuildKey;
  isRerun: boolean;
}

/**
 * Builds that are over and in no figure: that somebody declined, which the server gives no end, and those whose times
 * cannot be. They stand where they were created, at the end of the list where nobody knows when; those of a repository
 * that holds several services belong to all of these.
 */
export async function readUncountedBuilds(
  { pool, scope, series }: WeekReader,
  after: BuildKey | null,
  limit: number,
): Promise<UncountedBuild[]> {
  if (scope.step !== null) return [];
  const repoIds = series.repoIds === null ? null : [...series.repoIds];
  const beforeS = after === null || isOpenKey(after) ? Number.POSITIVE_INFINITY : after.orderS;
  const { rows } = await pool.query(uncountedBuilds(scope, repoIds, beforeS, limit));
  return z
    .array(row)
    .parse(rows)
    .map(({ createdS, repoId, number, isRerun }) => ({ key: endedKey(createdS, repoId, number), isRerun }));
}

function uncountedBuilds(
  { days, timeZone, event, branch }: ReaderScope,
  repoIds: number[] | null,
  beforeS: number,
  limit: number,
): SqlStatement {
  return sql`
    select b.repo_id as "repoId", b.number, b.is_rerun as "isRerun",
      case when b.is_lost then 0 else extract(epoch from b.created_at) end::double precision as "createdS"
    from repo r
    cross join lateral (
      select b.repo_id, b.number, b.created_at, false as is_lost, ${IS_RERUN} as is_rerun from build b
      where b.repo_id = r.id and b.finished_at is null and not ${IS_OPEN}
        and ${ODD_REASON} is distinct from 'bad-creation'
        and b.created_at >= ${days.from}::date::timestamp at time zone ${timeZone}
        and b.created_at < ${days.until}::date::timestamp at time zone ${timeZone}
        and b.created_at <= to_timestamp(${beforeS})
        and ${isEvent(sql`b.event`, event)}
        and ${isOfBranches(branch)}
      union all
      select b.repo_id, b.number, b.created_at, ${ODD_REASON} = 'bad-creation' as is_lost, ${IS_RERUN} as is_rerun
      from build b
      where b.repo_id = r.id and ${MAY_BE_ODD} and (b.finished_at is not null or ${ODD_REASON} = 'bad-creation')
        and case ${ODD_REASON}
          when 'bad-creation' then ${days.until}::date > (now() at time zone ${timeZone})::date
          else ${ODD_REASON} is not null and b.created_at <= to_timestamp(${beforeS})
            and b.created_at >= ${days.from}::date::timestamp at time zone ${timeZone}
            and b.created_at < ${days.until}::date::timestamp at time zone ${timeZone}
        end
        and ${isEvent(sql`b.event`, event)}
        and ${isOfBranches(branch)}
      order by created_at desc
      limit ${limit}
    ) b
    where ${repoIds}::int[] is null or r.id = any(${repoIds}::int[])`;
}
