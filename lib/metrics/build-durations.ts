import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { elapsedMs, finishedBuilds } from './finished-builds';
import { defineMetric } from './metric';

const row = z.object({
  bucket: z.string(),
  n: z.int(),
  p25Ms: z.number(),
  p50Ms: z.number(),
  p75Ms: z.number(),
  p90Ms: z.number(),
});

export type BuildDurationsRow = z.infer<typeof row>;

export const buildDurations = defineMetric({
  name: 'build-durations',
  title: 'Wait for a build',
  unit: 'ms',
  definition:
    'From the push to the end of the build, queue included: what the person who pushed experiences. ' +
    'Percentiles (nearest rank) of successful builds that ran, on the day on which they finished.',
  empty: 'gap',
  needsRepository: true,
  row,
  statement: scope => sql`
    select t.bucket::text as bucket, count(*)::int as n,
      (percentile_disc(0.25) within group (order by t.ms))::double precision as "p25Ms",
      (percentile_disc(0.5) within group (order by t.ms))::double precision as "p50Ms",
      (percentile_disc(0.75) within group (order by t.ms))::double precision as "p75Ms",
      (percentile_disc(0.9) within group (order by t.ms))::double precision as "p90Ms"
    from (
      select b.bucket, ${elapsedMs(sql`b.created_at`, sql`b.finished_at`)} as ms
      from (${finishedBuilds(scope, scope.days)}) b
      where b.status = 'success' and b.started_at is not null
    ) t
    group by t.bucket
    order by t.bucket`,
});
