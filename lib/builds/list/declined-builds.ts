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

/** How many there are in all. */
export async function countDeclinedBuilds({ pool, scope, series }: WeekReader): Promise<number> {
  if (scope.step !== null) return 0;
  const repoIds = series.repoIds === null ? null : [...series.repoIds];
  const { rows } = await pool.query(sql`
    select coalesce(sum(found.count), 0)::int as count from repo r
    cross join lateral (
      select count(*) from build b where b.repo_id = r.id and ${isDeclined(scope)}
    ) found
    where ${repoIds}::int[] is null or r.id = any(${repoIds}::int[])`);
  return z.tuple([z.object({ count: z.int() })]).parse(rows)[0].count;
}

/** Build `b` of repository `r`: over, and without an end; created in the range, of the branches and the event. */
function isDeclined({ days, timeZone, event, branch }: ReaderScope): SqlStatement {
  return sql`
    b.finished_at is null and b.status <> all(${OPEN_STATUSES}::text[])
      and b.created_at >= ${days.from}::date::timestamp at time zone ${timeZone}
      and b.created_at < ${days.until}::date::timestamp at time zone ${timeZone}
      and ${isEvent(sql`b.event`, event)}
      and ${isOfBranches(branch)}`;
}

function declinedBuilds(
  scope: ReaderScope,
  repoIds: number[] | null,
  beforeS: number,
  limit: number,
): SqlStatement {
  return sql`
    select b.repo_id as "repoId", b.number, b.is_rerun as "isRerun", extract(epoch from b.created_at)::double precision as "createdS"
    from repo r
    cross join lateral (
      select b.repo_id, b.number, b.created_at, ${IS_RERUN} as is_rerun from build b
      where b.repo_id = r.id and ${isDeclined(scope)}
        and b.created_at <= to_timestamp(${beforeS})
      order by b.created_at desc
      limit ${limit}
    ) b
    where ${repoIds}::int[] is null or r.id = any(${repoIds}::int[])`;
}
