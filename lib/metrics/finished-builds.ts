import { type SqlStatement, sql } from '@/lib/db/sql';
import type { DayRange } from '@/lib/time';
import type { MetricScope } from './metric';

/**
 * The builds that a question is about: those of the filter that finished within the days. All epochs of a
 * repository count as one. Every metric reads its builds here, so that one place decides where they are.
 */
export function finishedBuilds(scope: MetricScope, { from, until }: DayRange): SqlStatement {
  return sql`
    select b.repo_id, b.number, b.status, b.created_at, b.started_at, b.finished_at,
      date_trunc(${scope.bucketSize}, b.finished_at at time zone ${scope.timeZone})::date as bucket
    from build b
    join repo r on r.id = b.repo_id
    where (${scope.repository}::text is null or r.slug = ${scope.repository})
      and b.finished_at >= ${from}::date::timestamp at time zone ${scope.timeZone}
      and b.finished_at < ${until}::date::timestamp at time zone ${scope.timeZone}
      and ${onBranch(scope.branch)}`;
}

/** A pull request is never on the default branch, though it aims at it. */
function onBranch(branch: string): SqlStatement {
  const isDefault = sql`(b.event <> 'pull_request' and coalesce(b.target, b.source) = r.default_branch)`;
  if (branch === 'all') return sql`true`;
  if (branch === 'default') return isDefault;
  if (branch === 'others') return sql`${isDefault} is not true`;
  return sql`b.source = ${branch}`;
}

/** Milliseconds from one time to another; clocks that disagree give 0, an unknown end gives null. */
export function elapsedMs(from: SqlStatement, to: SqlStatement): SqlStatement {
  return sql`greatest(extract(epoch from ${to} - ${from}) * 1000, 0)::double precision`;
}
