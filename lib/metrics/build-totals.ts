import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { elapsedMs, finishedBuilds } from './finished-builds';
import { defineMetric } from './metric';

const row = z.object({
  period: z.enum(['now', 'before']),
  builds: z.int(),
  n: z.int(),
  p50Ms: z.number().nullable(),
  p90Ms: z.number().nullable(),
  queueP50Ms: z.number().nullable(),
  queueP90Ms: z.number().nullable(),
  failedRatio: z.number().nullable(),
});

export type BuildTotalsRow = z.infer<typeof row>;

export const buildTotals = defineMetric({
  name: 'build-totals',
  title: 'Builds at a glance',
  unit: 'ms',
  definition:
    'Wait: from the push to the end, of successful builds. Queue: from the push to the start of the first ' +
    'stage. Failed: failures and errors among builds that succeeded, failed or broke; killed, declined and ' +
    'skipped builds count in neither.',
  empty: 'gap',
  needsRepository: true,
  row,
  statement: scope => sql`
    select t.period, count(*)::int as builds, count(t.wait_ms)::int as n,
      (percentile_disc(0.5) within group (order by t.wait_ms))::double precision as "p50Ms",
      (percentile_disc(0.9) within group (order by t.wait_ms))::double precision as "p90Ms",
      (percentile_disc(0.5) within group (order by t.queue_ms))::double precision as "queueP50Ms",
      (percentile_disc(0.9) within group (order by t.queue_ms))::double precision as "queueP90Ms",
      (count(*) filter (where t.status in ('failure', 'error'))::double precision
        / nullif(count(*) filter (where t.status in ('success', 'failure', 'error')), 0)) as "failedRatio"
    from (
      select b.period, b.status,
        case when b.status = 'success' and b.started_at is not null
          then ${elapsedMs(sql`b.created_at`, sql`b.finished_at`)} end as wait_ms,
        case when b.status = 'success' and b.started_at is not null
          then ${elapsedMs(sql`b.created_at`, sql`b.started_at`)} end as queue_ms
      from (
        select 'now' as period, n.* from (${finishedBuilds(scope, scope.days)}) n
        union all
        select 'before' as period, p.* from (${finishedBuilds(scope, scope.previousDays)}) p
      ) b
    ) t
    group by t.period`,
});
