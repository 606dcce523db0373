import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { elapsedMs, finishedBuilds } from './finished-builds';
import { defineMetric } from './metric';

const row = z.object({
  repository: z.string(),
  builds: z.int(),
  n: z.int(),
  p50Ms: z.number().nullable(),
  p90Ms: z.number().nullable(),
  /** Typical wait times number of builds. */
  typicalMs: z.number(),
  lastFinishedAt: z.string().nullable(),
});

export type RepositoriesRow = z.infer<typeof row>;

export const repositories = defineMetric({
  name: 'repositories',
  title: 'Repositories',
  unit: 'ms',
  definition:
    'Wait from the push to the end of the build, percentiles of successful builds in the range; all ' +
    'repositories that ever built. Ordered by the typical wait times the number of builds, so that one ' +
    'build that stood still for hours does not lead the list.',
  empty: 'zero',
  needsRepository: false,
  row,
  statement: scope => sql`
    select r.slug as repository, coalesce(max(t.builds), 0)::int as builds, coalesce(max(t.n), 0)::int as n,
      max(t.p50)::double precision as "p50Ms", max(t.p90)::double precision as "p90Ms",
      coalesce(max(t.p50 * t.n), 0)::double precision as "typicalMs",
      to_char(max(t.last) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "lastFinishedAt"
    from repo r
    join repo_import i on i.repo_id = r.id and i.builds_stored > 0
    left join (
      select w.slug, count(*) as builds, count(w.ms) as n, max(w.finished_at) as last,
        percentile_disc(0.5) within group (order by w.ms) as p50,
        percentile_disc(0.9) within group (order by w.ms) as p90
      from (
        select rr.slug, b.finished_at,
          case when b.status = 'success' and b.started_at is not null
            then ${elapsedMs(sql`b.created_at`, sql`b.finished_at`)} end as ms
        from (${finishedBuilds(scope, scope.days)}) b
        join repo rr on rr.id = b.repo_id
      ) w
      group by w.slug
    ) t on t.slug = r.slug
    group by r.slug
    order by "typicalMs" desc, r.slug`,
});
