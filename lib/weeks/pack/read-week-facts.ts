import type pg from 'pg';
import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { expectOrder, readTable, untilsOf } from './read-table';
import {
  buildRow,
  cacheRow,
  type Facts,
  stageRow,
  stepRow,
  type Table,
  type WeekFacts,
  type WeekKey,
} from './week-facts';

/** Which build a row is of: its place among those asked for, from 1. */
const build = z.number();
const stage = z.number();
const step = z.number();
/** As Postgres writes it: few are different, so each is read once. */
const names = z.string();

const numberedBuild = buildRow.extend({ week: z.number() });
const numberedStage = stageRow.extend({ build, stage, dependsOn: names });
const numberedStep = stepRow
  .omit({ logged: true })
  .extend({ build, stage, step, dependsOn: names.nullable() });
const numberedLog = z.object({ build, stage, step, seriesId: z.number(), isRead: z.boolean() });
const numberedCache = cacheRow.omit({ seriesId: true }).extend({ build, stage, step });

/** Reads what finished in some weeks of some repositories. @returns them in the order in which they were asked for */
export async function readWeekFacts(
  client: pg.PoolClient,
  weeks: readonly WeekKey[],
  timeZone: string,
): Promise<Array<WeekKey & WeekFacts>> {
  const { week: weekOf, ...builds } = await readTable(client, buildsOf(weeks, timeZone), numberedBuild);
  const repoIds = weekOf.map(week => weeks[week - 1]?.repoId ?? 0);
  const asked = sql`unnest(${repoIds}::int[], ${builds.number}::int[]) with ordinality as w(repo_id, number, build)`;
  const stages = await readTable(client, stagesOf(asked), numberedStage);
  const steps = await readTable(client, stepsOf(asked), numberedStep);
  const logs = await readTable(client, logsOf(asked), numberedLog);
  const caches = await readTable(client, cachesOf(asked), numberedCache);
  const facts = joinFacts(builds, stages, steps, logs, caches);
  const untils = untilsOf(weekOf, weeks.length);
  return weeks.map((key, index) => ({
    ...key,
    facts,
    buildsFrom: untils[index - 1] ?? 0,
    buildsUntil: untils[index] ?? 0,
  }));
}

function joinFacts(
  builds: Table<z.infer<typeof buildRow>>,
  {
    build: buildOfStage,
    stage: numberOfStage,
    dependsOn: stageNames,
    ...stages
  }: Table<z.infer<typeof numberedStage>>,
  steps: Table<z.infer<typeof numberedStep>>,
  logs: Table<z.infer<typeof numberedLog>>,
  caches: Table<z.infer<typeof numberedCache>>,
): Facts {
  const buildCount = builds.number.length;
  const namesOf = namesReader();
  const logOfCache = matchLogs(caches, logs);
  const isMatched = (_: unknown, cache: number) => logOfCache[cache] !== -1;
  return {
    builds: {
      ...builds,
      stagesUntil: untilsOf(buildOfStage, buildCount),
      cachesUntil: untilsOf(caches.build.filter(isMatched), buildCount),
    },
    stages: {
      ...stages,
      dependsOn: stageNames.map(namesOf),
      stepsUntil: stepsUntil({ build: buildOfStage, stage: numberOfStage }, steps),
    },
    steps: {
      name: steps.name,
      status: steps.status,
      detached: steps.detached,
      startedS: steps.startedS,
      stoppedS: steps.stoppedS,
      dependsOn: steps.dependsOn.map(text => (text === null ? null : namesOf(text))),
      errorIgnored: steps.errorIgnored,
      logged: matchLogs(steps, logs).map(log => log !== -1 && logs.isRead[log] === true),
    },
    caches: {
      seriesId: logOfCache.filter(log => log !== -1).map(log => logs.seriesId[log] ?? 0),
      kind: caches.kind.filter(isMatched),
      tool: caches.tool.filter(isMatched),
      hits: caches.hits.filter(isMatched),
      misses: caches.misses.filter(isMatched),
      missMs: caches.missMs.filter(isMatched),
    },
  };
}

interface StageKeys {
  build: number[];
  stage: number[];
}

interface StepKeys extends StageKeys {
  step: number[];
}

/** Both in order. */
function stepsUntil(stages: StageKeys, steps: StageKeys): number[] {
  expectOrder(steps.build);
  let step = 0;
  return stages.build.map((build, index) => {
    const number = stages.stage[index] ?? 0;
    for (; step < steps.build.length; step += 1) {
      const of = steps.build[step] ?? 0;
      if (of > build || (of === build && (steps.stage[step] ?? 0) > number)) break;
    }
    return step;
  });
}

/** The log of each entry, both in order; -1: it has none. */
function matchLogs(entries: StepKeys, logs: StepKeys): number[] {
  let log = 0;
  return entries.build.map((build, index) => {
    const stage = entries.stage[index] ?? 0;
    const step = entries.step[index] ?? 0;
    for (; log < logs.build.length; log += 1) {
      const later =
        (logs.build[log] ?? 0) - build || (logs.stage[log] ?? 0) - stage || (logs.step[log] ?? 0) - step;
      if (later === 0) return log;
      if (later > 0) break;
    }
    return -1;
  });
}

function namesReader(): (text: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return text => {
    const found = known.get(text) ?? parseTextArray(text);
    known.set(text, found);
    return found;
  };
}

const ELEMENT = /"((?:[^"\\]|\\.)*)"|([^{},]+)/gs;

/** A text[] as Postgres writes it: `{clone,"go test"}`; none of its elements is null. */
function parseTextArray(text: string): string[] {
  return Array.from(
    text.matchAll(ELEMENT),
    ([, quoted, plain = '']) => quoted?.replace(/\\(.)/gs, '$1') ?? plain,
  );
}

/**
 * A rerun has a parent and is no promotion, or is of the same commit, ref and event as an earlier build; cron
 * builds and promotions come back to a commit by their nature. Week by week, as there is no other way but through the
 * index on finished_at.
 */
function buildsOf(weeks: readonly WeekKey[], timeZone: string): SqlStatement {
  return sql`
    select json_agg(w.position) as week, json_agg(b.number) as number, json_agg(b.drone_id) as "droneId",
      json_agg(b.status) as status, json_agg(b.event) as event, json_agg(b.person) as person,
      json_agg(date_part('epoch', b.created_at)::bigint) as "createdS",
      json_agg(date_part('epoch', b.started_at)::bigint) as "startedS",
      json_agg(date_part('epoch', b.finished_at)::bigint) as "finishedS",
      json_agg(b.on_default) as "onDefaultBranch", json_agg(b.is_cron) as cron, json_agg(b.rerun) as rerun,
      json_agg(b.parent_created) as "parentCreatedS"
    from unnest(${weeks.map(({ repoId }) => repoId)}::int[], ${weeks.map(({ week }) => week)}::date[])
      with ordinality as w(repo_id, week, position)
    cross join lateral (
      select b.number, b.drone_id, b.status, b.event, b.person, b.created_at, b.started_at, b.finished_at,
        (b.event <> 'pull_request' and coalesce(b.target, b.source) = (
          select r.default_branch from repo r where r.id = w.repo_id)) is true as on_default,
        (b.event = 'cron' or b.trigger = '@cron' or b.cron is not null) is true as is_cron,
        b.event not in ('promote', 'rollback') and (b.parent is not null or (b.event <> 'cron' and exists (
          select 1 from build e
          where e.repo_id = b.repo_id and e.after_sha = b.after_sha and e.number < b.number
            and e.ref = b.ref and e.event = b.event))) as rerun,
        case when b.event in ('promote', 'rollback') then (
          select date_part('epoch', p.created_at)::bigint
          from build p where p.repo_id = b.repo_id and p.number = b.parent) end as parent_created
      from build b
      where b.repo_id = w.repo_id
        and b.finished_at >= w.week::timestamp at time zone ${timeZone}
        and b.finished_at < (w.week + 7)::timestamp at time zone ${timeZone}
        and date_trunc('week', b.finished_at at time zone ${timeZone})::date = w.week
      order by b.number
    ) b`;
}

/** Stages build by build: the index gives those of each in order, so nothing is sorted. The others below do likewise. */
function stagesOf(asked: SqlStatement): SqlStatement {
  return sql`
    select json_agg(w.build) as build, json_agg(g.number) as stage, json_agg(g.name) as name,
      json_agg(g.status) as status, json_agg(g.machine) as machine,
      json_agg(date_part('epoch', g.created_at)::bigint) as "createdS",
      json_agg(date_part('epoch', g.started_at)::bigint) as "startedS",
      json_agg(date_part('epoch', g.stopped_at)::bigint) as "stoppedS", json_agg(g.depends_on::text) as "dependsOn"
    from ${asked} cross join lateral (
      select s.* from stage s where s.repo_id = w.repo_id and s.build_number = w.number order by s.number
    ) g`;
}

function stepsOf(asked: SqlStatement): SqlStatement {
  return sql`
    select json_agg(w.build) as build, json_agg(t.stage_number) as stage, json_agg(t.number) as step,
      json_agg(t.name) as name, json_agg(t.status) as status, json_agg(t.detached is true) as detached,
      json_agg(date_part('epoch', t.started_at)::bigint) as "startedS",
      json_agg(date_part('epoch', t.stopped_at)::bigint) as "stoppedS",
      json_agg(case when t.depends_on_known then t.depends_on::text end) as "dependsOn",
      json_agg(t.error_ignored) as "errorIgnored"
    from ${asked} cross join lateral (
      select s.* from step s where s.repo_id = w.repo_id and s.build_number = w.number
      order by s.stage_number, s.number
    ) t`;
}

function logsOf(asked: SqlStatement): SqlStatement {
  return sql`
    select json_agg(w.build) as build, json_agg(l.stage_number) as stage, json_agg(l.step_number) as step,
      json_agg(l.series_id) as "seriesId", json_agg(l.outcome = 'read') as "isRead"
    from ${asked} cross join lateral (
      select s.* from step_log s where s.repo_id = w.repo_id and s.build_number = w.number
      order by s.stage_number, s.step_number
    ) l`;
}

function cachesOf(asked: SqlStatement): SqlStatement {
  return sql`
    select json_agg(w.build) as build, json_agg(c.stage_number) as stage, json_agg(c.step_number) as step,
      json_agg(c.kind) as kind, json_agg(c.tool) as tool, json_agg(c.hits) as hits, json_agg(c.misses) as misses,
      json_agg(c.miss_ms) as "missMs"
    from ${asked} cross join lateral (
      select s.* from step_cache s where s.repo_id = w.repo_id and s.build_number = w.number
      order by s.stage_number, s.step_number
    ) c`;
}
