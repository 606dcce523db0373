import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { defineMetric } from './metric';
import { timedSteps } from './timed-steps';

const row = z.object({
  pipeline: z.string(),
  step: z.string(),
  n: z.int(),
  p50Ms: z.number().nullable(),
  p90Ms: z.number().nullable(),
  totalMs: z.number(),
  previousN: z.int(),
  previousP50Ms: z.number().nullable(),
});

export type StepTotalsRow = z.infer<typeof row>;

export const stepTotals = defineMetric({
  name: 'step-totals',
  title: 'Steps',
  unit: 'ms',
  definition:
    'The same durations over the whole range, beside the range of the same length before it. The total is ' +
    'the time that all runs of the step took together.',
  empty: 'gap',
  needsRepository: true,
  row,
  statement: scope => sql`
    select t.pipeline, t.step,
      (count(*) filter (where t.is_now))::int as n,
      (percentile_disc(0.5) within group (order by t.ms) filter (where t.is_now))::double precision as "p50Ms",
      (percentile_disc(0.9) within group (order by t.ms) filter (where t.is_now))::double precision as "p90Ms",
      coalesce(sum(t.ms) filter (where t.is_now), 0)::double precision as "totalMs",
      (count(*) filter (where not t.is_now))::int as "previousN",
      (percentile_disc(0.5) within group (order by t.ms) filter (where not t.is_now))::double precision
        as "previousP50Ms"
    from (
      select now_.*, true as is_now from (${timedSteps(scope, scope.days)}) now_
      union all
      select before.*, false as is_now from (${timedSteps(scope, scope.previousDays)}) before
    ) t
    group by t.pipeline, t.step
    order by min(t.number), t.pipeline, t.step`,
});
