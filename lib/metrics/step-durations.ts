import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { defineMetric } from './metric';
import { timedSteps } from './timed-steps';

const row = z.object({
  pipeline: z.string(),
  step: z.string(),
  bucket: z.string(),
  n: z.int(),
  p25Ms: z.number(),
  p50Ms: z.number(),
  p75Ms: z.number(),
  p90Ms: z.number(),
});

export type StepDurationsRow = z.infer<typeof row>;

export const stepDurations = defineMetric({
  name: 'step-durations',
  title: 'Time by step',
  unit: 'ms',
  definition:
    'How long each step ran, pull of its image included: percentiles (nearest rank) of successful steps in ' +
    'successful builds, on the day on which the build finished. Services and detached steps are left out, ' +
    'since they last as long as their pipeline.',
  empty: 'gap',
  needsRepository: true,
  row,
  statement: scope => sql`
    select t.pipeline, t.step, t.bucket::text as bucket, count(*)::int as n,
      (percentile_disc(0.25) within group (order by t.ms))::double precision as "p25Ms",
      (percentile_disc(0.5) within group (order by t.ms))::double precision as "p50Ms",
      (percentile_disc(0.75) within group (order by t.ms))::double precision as "p75Ms",
      (percentile_disc(0.9) within group (order by t.ms))::double precision as "p90Ms"
    from (${timedSteps(scope, scope.days)}) t
    group by t.pipeline, t.step, t.bucket
    order by t.pipeline, t.step, t.bucket`,
});
