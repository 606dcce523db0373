import { type SqlStatement, sql } from '@/lib/db/sql';
import type { DayRange } from '@/lib/time';
import { elapsedMs, finishedBuilds } from './finished-builds';
import type { MetricScope } from './metric';

/** Steps whose duration says something: successful, in successful builds, not running beside the others. */
export function timedSteps(scope: MetricScope, days: DayRange): SqlStatement {
  return sql`
    select g.name as pipeline, s.name as step, s.number, b.bucket,
      ${elapsedMs(sql`s.started_at`, sql`s.stopped_at`)} as ms
    from (${finishedBuilds(scope, days)}) b
    join stage g on g.repo_id = b.repo_id and g.build_number = b.number
    join step s on s.repo_id = g.repo_id and s.build_number = g.build_number and s.stage_number = g.number
    where b.status = 'success' and s.status = 'success' and s.detached is not true
      and s.started_at is not null and s.stopped_at is not null`;
}
