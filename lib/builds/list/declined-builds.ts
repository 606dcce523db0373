import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { isEvent } from '@/lib/metrics/engine/is-event';
import type { ReaderScope, WeekReader } from '@/lib/weeks/reader';
import { type BuildKey, endedKey, isOpenKey } from './build-key';
import { OPEN_STATUSES } from './builds-filter';

const row = z.object({ repoId: z.int(), number: z.int(), createdS: z.number() });

/**
 * Builds that nobody approved: the server never gives them an end, so they stand where they were created. They ran no
 * steps; those of a repository that holds several services belong to all of these.
 */
export async function readDeclinedBuilds(
  { pool, scope, series }: WeekReader,
  after: BuildKey | null,
  limit: number,
): Promise<BuildKey[]> {
  if (scope.step !== null) return [];
  const repoIds = series.repoIds === null ? null : [...series.repoIds];
  const beforeS = after === null || isOpenKey(after) ? Number.POSITIVE_INFINITY : after.orderS;
  const { rows } = await pool.query(declinedBuilds(scope, repoIds, beforeS, limit));
  return z
    .array(row)
    .parse(rows)
    .map(({ createdS, repoId, number }) => endedKey(createdS, repoId, number));
}

function declinedBuilds(
  { days, timeZone, event, branch }: ReaderScope,
  repoIds: number[] | null,
  beforeS: number,
  limit: number,
): SqlStatement {
  return sql`
    select b.repo_id as "repoId", b.number, extract(epoch from b.created_at)::double precision as "createdS"
    from repo r
    cross join lateral (
      select b.repo_id, b.number, b.created_at from build b
      where b.repo_id = r.id and b.finished_at is null and b.status <> all(${OPEN_STATUSES}::text[])
        and b.created_at >= ${days.from}::date::timestamp at time zone ${timeZone}
        and b.created_at < ${days.until}::date::timestamp at time zone ${timeZone}
        and b.created_at <= to_timestamp(${beforeS})
        and ${isEvent(sql`b.event`, event)}
        and (${branch} = 'all' or (${branch} = 'default') =
          (b.event <> 'pull_request' and coalesce(b.target, b.source) = r.default_branch) is true)
      order by b.created_at desc
      limit ${limit}
    ) b
    where ${repoIds}::int[] is null or r.id = any(${repoIds}::int[])`;
}
