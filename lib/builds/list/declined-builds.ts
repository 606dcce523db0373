import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { IS_RERUN } from '@/lib/facts/build-sql';
import { OPEN_STATUSES } from '@/lib/facts/vocabulary';
import { isEvent, isOfBranches } from '@/lib/metrics/engine/filter-sql';
import type { ReaderScope, WeekReader } from '@/lib/weeks/reader';
import { type BuildKey, endedKey, isOpenKey } from './build-key';

const row = z.object({ repoId: z.int(), number: z.int(), createdS: z.number(), isRerun: z.boolean() });

interface DeclinedBuild {
  key: BuildKey;
  isRerun: boolean;
}

/**
 * Builds that nobody approved: the server never gives them an end, so they stand where they were created. They ran no
 * steps; those of a repository that holds several services belong to all of these.
 */
export async function readDeclinedBuilds(
  { pool, scope, series }: WeekReader,
  after: BuildKey | null,
  limit: number,
): Promise<DeclinedBuild[]> {
  if (scope.step !== null) return [];
  const repoIds = series.repoIds === null ? null : [...series.repoIds];
  const beforeS = after === null || isOpenKey(after) ? Number.POSITIVE_INFINITY : after.orderS;
  const { rows } = await pool.query(declinedBuilds(scope, repoIds, beforeS, limit));
  return z
    .array(row)
    .parse(rows)
    .map(({ createdS, repoId, number, isRerun }) => ({ key: endedKey(createdS, repoId, number), isRerun }));
}

function declinedBuilds(
  { days, timeZone, event, branch }: ReaderScope,
  repoIds: number[] | null,
  beforeS: number,
  limit: number,
): SqlStatement {
  return sql`
    select b.repo_id as "repoId", b.number, b.is_rerun as "isRerun", extract(epoch from b.created_at)::double precision as "createdS"
    from repo r
    cross join lateral (
      select b.repo_id, b.number, b.created_at, ${IS_RERUN} as is_rerun from build b
      where b.repo_id = r.id and b.finished_at is null and b.status <> all(${OPEN_STATUSES}::text[])
        and b.created_at >= ${days.from}::date::timestamp at time zone ${timeZone}
        and b.created_at < ${days.until}::date::timestamp at time zone ${timeZone}
        and b.created_at <= to_timestamp(${beforeS})
        and ${isEvent(sql`b.event`, event)}
        and ${isOfBranches(branch)}
      order by b.created_at desc
      limit ${limit}
    ) b
    where ${repoIds}::int[] is null or r.id = any(${repoIds}::int[])`;
}
