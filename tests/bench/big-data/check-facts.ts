import type pg from 'pg';
import { type SqlStatement, sql } from '@/lib/db/sql';

/** What no facts of a CI server break; each statement counts the rows that do. */
const CHECKS: ReadonlyArray<readonly [string, SqlStatement]> = [
  [
    'stages that run outside their build',
    sql`
      select count(*) from stage s join build b on b.repo_id = s.repo_id and b.number = s.build_number
      where s.started_at < b.created_at or s.stopped_at > b.finished_at or s.stopped_at < s.started_at`,
  ],
  [
    'steps that run outside their stage',
    sql`
      select count(*)
      from step p
      join stage s on s.repo_id = p.repo_id and s.build_number = p.build_number and s.number = p.stage_number
      where p.started_at < s.started_at or p.stopped_at > s.stopped_at or p.stopped_at < p.started_at
        or p.started_at is null`,
  ],
  [
    'steps that start before what they wait for has stopped, or wait for nothing that is there',
    sql`
      select count(*)
      from step p
      cross join unnest(p.depends_on) as d(name)
      left join step q on q.repo_id = p.repo_id and q.build_number = p.build_number
        and q.stage_number = p.stage_number and q.name = d.name
      where p.build_number % 50 = 0
        and (q.name is null or (q.stopped_at > p.started_at and not q.detached and p.status <> 'skipped'))`,
  ],
  [
    'builds that failed without a step that did, or succeeded with one whose failure counts',
    sql`
      select count(*)
      from build b
      left join (
        select repo_id, build_number from step where status in ('failure', 'error') and not error_ignored group by 1, 2
      ) f on f.repo_id = b.repo_id and f.build_number = b.number
      where (b.status = 'failure') <> (f.repo_id is not null) and b.status in ('success', 'failure')`,
  ],
  [
    'stages whose steps are not numbered from 1 on',
    sql`
      select count(*)
      from (
        select 1 from step group by repo_id, build_number, stage_number
        having min(number) <> 1 or max(number) <> count(*)
      ) s`,
  ],
  [
    'docker builds whose layers contradict their cache',
    sql`
      select count(*)
      from (
        select c.hits, c.misses, c.miss_ms, count(*) filter (where s.cache = 'hit') as hit,
          count(*) filter (where s.cache = 'miss') as missed,
          coalesce(sum(s.duration_ms) filter (where s.cache = 'miss'), 0) as missed_ms
        from step_cache c
        join step_span s using (repo_id, build_number, stage_number, step_number)
        join span_label l on l.repo_id = s.repo_id and l.id = s.label_id and l.kind = 'layer'
        where c.kind = 'layers'
        group by c.repo_id, c.build_number, c.stage_number, c.step_number, c.hits, c.misses, c.miss_ms
      ) t
      where t.hits <> t.hit or t.misses <> t.missed or t.miss_ms <> t.missed_ms`,
  ],
  [
    'weekly histograms that do not hold every span',
    sql`
      select count(*) from span_week
      where cardinality(buckets) <> cardinality(bucket_counts)
        or timed <> (select sum(c.n) from unnest(bucket_counts) as c(n))`,
  ],
];

/**
 * Looks for facts that contradict each other.
 *
 * @throws Error naming what does and how often
 */
export async function checkFacts(pool: pg.Pool): Promise<void> {
  const broken: string[] = [];
  for (const [what, statement] of CHECKS) {
    const { rows } = await pool.query<{ count: number }>(statement);
    const count = rows[0]?.count ?? 0;
    if (count > 0) broken.push(`${count} ${what}`);
  }
  if (broken.length > 0) throw new Error(`the data made are not consistent: ${broken.join('; ')}`);
}
