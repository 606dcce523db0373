import type pg from 'pg';
import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';

/** One week of one repository, as it is stored. */
export interface WeekKey {
  repoId: number;
  /** Its Monday, `2026-03-02`. */
  week: string;
}

const seconds = z.number().nullable();

const buildRow = z.tuple([
  z.number(), // 0 number
  z.number(), // 1 Drone's id
  z.string(), // 2 status
  z.string(), // 3 event
  z.string().nullable(), // 4 who waits
  z.number(), // 5 created
  seconds, // 6 started
  z.number(), // 7 finished
  z.boolean(), // 8 on the default branch
  z.boolean(), // 9 cron
  z.boolean(), // 10 rerun
  seconds, // 11 creation of what was promoted
  z.string(), // 12 the week in which it finished
]);
const stageRow = z.tuple([
  z.number(), // 0 build
  z.number(), // 1 number
  z.string(), // 2 name
  z.string(), // 3 status
  z.string().nullable(), // 4 machine
  seconds, // 5 created
  seconds, // 6 started
  seconds, // 7 stopped
  z.string(), // 8 depends on
]);
const stepRow = z.tuple([
  z.number(), // 0 build
  z.number(), // 1 stage
  z.string(), // 2 name
  z.string(), // 3 status
  z.boolean(), // 4 detached
  seconds, // 5 started
  seconds, // 6 stopped
  z.string().nullable(), // 7 depends on; null: not known
  z.boolean(), // 8 its error is ignored
  z.boolean(), // 9 its log was read
]);
const cacheRow = z.tuple([
  z.number(), // 0 build
  z.number(), // 1 series
  z.string(), // 2 kind
  z.string(), // 3 tool
  z.number().nullable(), // 4 hits
  z.number().nullable(), // 5 misses
  z.number().nullable(), // 6 milliseconds of misses
]);

export type BuildTuple = z.infer<typeof buildRow>;
export type StageTuple = z.infer<typeof stageRow>;
export type StepTuple = z.infer<typeof stepRow>;
export type CacheTuple = z.infer<typeof cacheRow>;

/** Builds that finished in the week with all that belongs to them, in the order of their numbers. Times: unix seconds. */
export interface WeekFacts {
  builds: BuildTuple[];
  stages: StageTuple[];
  steps: StepTuple[];
  caches: CacheTuple[];
}

/** Joins names in one text; no name of a stage or step holds it. */
export const NAME_BREAK = '\u001f';

/** Reads what finished in some weeks of a repository. The rows are tuples: a week has thousands of them. */
export async function readWeekFacts(
  client: pg.PoolClient,
  repoId: number,
  weeks: readonly string[],
  timeZone: string,
): Promise<Map<string, WeekFacts>> {
  const byWeek = new Map<string, WeekFacts>();
  for (const week of weeks) byWeek.set(week, { builds: [], stages: [], steps: [], caches: [] });
  const ofBuild = new Map<number, WeekFacts>();
  for (const build of await readTuples(client, buildsOf(repoId, weeks, timeZone), buildRow)) {
    const facts = byWeek.get(build[12]);
    if (facts === undefined) continue;
    facts.builds.push(build);
    ofBuild.set(build[0], facts);
  }
  const numbers = [...ofBuild.keys()];
  if (numbers.length === 0) return byWeek;
  const stages = await readTuples(client, stagesOf(repoId, numbers), stageRow);
  for (const stage of stages) ofBuild.get(stage[0])?.stages.push(stage);
  const steps = await readTuples(client, stepsOf(repoId, numbers), stepRow);
  for (const step of steps) ofBuild.get(step[0])?.steps.push(step);
  const caches = await readTuples(client, cachesOf(repoId, numbers), cacheRow);
  for (const cache of caches) ofBuild.get(cache[0])?.caches.push(cache);
  return byWeek;
}

/** Only the first row is checked against its shape: Postgres gives all rows of an answer the same types. */
async function readTuples<Row>(
  client: pg.PoolClient,
  statement: SqlStatement,
  row: z.ZodType<Row>,
): Promise<Row[]> {
  const { rows } = await client.query<Row[] & unknown[]>({ ...statement, rowMode: 'array' });
  const tuples: unknown[] = rows;
  if (tuples.length > 0) row.parse(tuples[0]);
  return tuples as Row[];
}

/**
 * A rerun has a parent and is no promotion, or is of the same commit, ref and event as an earlier build; cron
 * builds and promotions come back to a commit by their nature.
 */
function buildsOf(repoId: number, weeks: readonly string[], timeZone: string): SqlStatement {
  const inOrder = [...weeks].sort();
  const [first, last] = [inOrder[0], inOrder.at(-1)];
  return sql`
    select b.number, b.drone_id, b.status, b.event, b.person,
      extract(epoch from b.created_at)::double precision, extract(epoch from b.started_at)::double precision,
      extract(epoch from b.finished_at)::double precision,
      (b.event <> 'pull_request' and coalesce(b.target, b.source) = r.default_branch) is true,
      (b.event = 'cron' or b.trigger = '@cron' or b.cron is not null) is true,
      b.event not in ('promote', 'rollback') and (b.parent is not null or (b.event <> 'cron' and exists (
        select 1 from build e
        where e.repo_id = b.repo_id and e.after_sha = b.after_sha and e.number < b.number
          and e.ref = b.ref and e.event = b.event))),
      case when b.event in ('promote', 'rollback') then (
        select extract(epoch from p.created_at)::double precision
        from build p where p.repo_id = b.repo_id and p.number = b.parent) end,
      date_trunc('week', b.finished_at at time zone ${timeZone})::date::text
    from build b
    join repo r on r.id = b.repo_id
    where b.repo_id = ${repoId}
      and b.finished_at >= ${first}::date::timestamp at time zone ${timeZone}
      and b.finished_at < (${last}::date + 7)::timestamp at time zone ${timeZone}
      and date_trunc('week', b.finished_at at time zone ${timeZone})::date = any(${weeks}::date[])
    order by b.number`;
}

function stagesOf(repoId: number, numbers: number[]): SqlStatement {
  return sql`
    select g.build_number, g.number, g.name, g.status, g.machine,
      extract(epoch from g.created_at)::double precision, extract(epoch from g.started_at)::double precision,
      extract(epoch from g.stopped_at)::double precision, array_to_string(g.depends_on, ${NAME_BREAK})
    from stage g
    where g.repo_id = ${repoId} and g.build_number = any(${numbers}::int[])
    order by g.build_number, g.number`;
}

function stepsOf(repoId: number, numbers: number[]): SqlStatement {
  return sql`
    select s.build_number, s.stage_number, s.name, s.status, s.detached is true,
      extract(epoch from s.started_at)::double precision, extract(epoch from s.stopped_at)::double precision,
      case when s.depends_on_known then array_to_string(s.depends_on, ${NAME_BREAK}) end, s.error_ignored,
      exists (
        select 1 from step_log l
        where l.repo_id = s.repo_id and l.build_number = s.build_number and l.stage_number = s.stage_number
          and l.step_number = s.number and l.outcome = 'read')
    from step s
    where s.repo_id = ${repoId} and s.build_number = any(${numbers}::int[])
    order by s.build_number, s.stage_number, s.number`;
}

function cachesOf(repoId: number, numbers: number[]): SqlStatement {
  return sql`
    select c.build_number, l.series_id, c.kind, c.tool, c.hits, c.misses, c.miss_ms
    from step_cache c
    join step_log l on l.repo_id = c.repo_id and l.build_number = c.build_number
      and l.stage_number = c.stage_number and l.step_number = c.step_number
    where c.repo_id = ${repoId} and c.build_number = any(${numbers}::int[])
    order by l.series_id, c.build_number, c.kind, c.tool`;
}
