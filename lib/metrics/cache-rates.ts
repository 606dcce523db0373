import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { finishedBuilds } from './finished-builds';
import { defineMetric } from './metric';

const row = z.object({
  pipeline: z.string(),
  step: z.string(),
  kind: z.enum(['layers', 'registry', 'archive', 'packages', 'buildtool']),
  tool: z.string(),
  bucket: z.string(),
  hits: z.int(),
  misses: z.int(),
  /** Logs whose tool told of hits and misses; of the others nothing is known. */
  logs: z.int(),
  silentLogs: z.int(),
});

export type CacheRatesRow = z.infer<typeof row>;

export const cacheRates = defineMetric({
  name: 'cache-rates',
  title: 'Cache hit rate',
  unit: 'ratio',
  definition:
    'Hits / (hits + misses) for one kind of cache, as the logs of the steps tell it; kinds are never mixed in ' +
    'one rate. Failed and unfinished layers are neither. A tool that does not tell has no rate, and a step ' +
    'whose log could not be read is not 0 %.',
  empty: 'gap',
  needsRepository: true,
  row,
  statement: scope => sql`
    select e.pipeline, e.step, c.kind, c.tool, b.bucket::text as bucket,
      coalesce(sum(c.hits) filter (where c.misses is not null), 0)::int as hits,
      coalesce(sum(c.misses) filter (where c.hits is not null), 0)::int as misses,
      (count(*) filter (where c.hits is not null and c.misses is not null))::int as logs,
      (count(*) filter (where c.hits is null or c.misses is null))::int as "silentLogs"
    from (${finishedBuilds(scope, scope.days)}) b
    join step_log l on l.repo_id = b.repo_id and l.build_number = b.number
    join step_cache c on c.repo_id = l.repo_id and c.build_number = l.build_number
      and c.stage_number = l.stage_number and c.step_number = l.step_number
    join series e on e.repo_id = l.repo_id and e.id = l.series_id
    group by e.pipeline, e.step, c.kind, c.tool, b.bucket
    order by e.pipeline, e.step, c.kind, c.tool, b.bucket`,
});
