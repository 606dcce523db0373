import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { defineMetric } from './metric';

const row = z.object({ branch: z.string(), builds: z.int(), isDefault: z.boolean() });

export type BranchesRow = z.infer<typeof row>;

const BRANCHES_SHOWN = 200;

export const branches = defineMetric({
  name: 'branches',
  title: 'Branches',
  unit: 'count',
  definition: 'Branches that builds of the range came from, the busiest first; at most 200.',
  empty: 'zero',
  needsRepository: true,
  row,
  statement: scope => sql`
    select b.source as branch, count(*)::int as builds, bool_or(b.source = r.default_branch) is true as "isDefault"
    from build b
    join repo r on r.id = b.repo_id
    where r.slug = ${scope.repository} and b.source is not null
      and b.finished_at >= ${scope.days.from}::date::timestamp at time zone ${scope.timeZone}
      and b.finished_at < ${scope.days.until}::date::timestamp at time zone ${scope.timeZone}
    group by b.source
    order by "isDefault" desc, builds desc, b.source
    limit ${BRANCHES_SHOWN}`,
});
