import type pg from 'pg';
import { at } from '@/lib/at';
import { type SqlStatement, sql } from '@/lib/db/sql';
import {
  IS_CRON,
  IS_ON_DEFAULT_BRANCH,
  IS_RERUN,
  IS_UNCLEAR,
  MAY_BE_STUCK,
  ODD_REASON,
  OPEN_UNTIL,
  STATE,
} from '@/lib/facts/build-sql';
import { mendTimes } from '@/lib/facts/mended-times';
import { DAY_S } from '@/lib/time/units';
import { askedWeeks } from './asked-weeks';
import { type ClockReadings, digestReadings } from './clock-readings';
import { BOOL, INT4, INT8, orNull, SECONDS, TEXT, TEXTS } from './column-types';
import { type ColumnsOf, expectOrder, readTable, untilsOf, untilsOfKeys } from './read-table';
import { type RunnerDay, readRunnerClocks } from './runner-clocks';
import type { Facts, WeekFacts, WeekKey } from './week-facts';

/** One number for two, in the order of the one, which is below 2^21, then of the other, which is below 2^32. */
const PAIR = 2 ** 32;

export const builds = {
  week: INT8,
  number: INT8,
  droneId: INT8,
  status: TEXT,
  event: TEXT,
  /** Who waits. */
  person: orNull(TEXT),
  createdS: SECONDS,
  startedS: orNull(SECONDS),
  finishedS: SECONDS,
  onDefaultBranch: BOOL,
  cron: BOOL,
  rerun: BOOL,
  /** Creation of what was promoted. */
  parentCreatedS: orNull(SECONDS),
  serverId: INT4,
  /** It is not over, and `finishedS` is how far it has come. */
  isOpen: BOOL,
  /** It may have waited for an approval that nobody saw: how long it waited for what is unknown. */
  isUnclear: BOOL,
};
/** A pair: the run of its number, from 1, and its place in the run. */
const build = INT8;
/** A pair: the numbers of its stage and of itself. */
const step = INT8;
export const stages = {
  build,
  stage: INT4,
  name: TEXT,
  type: orNull(TEXT),
  status: TEXT,
  machine: orNull(TEXT),
  createdS: orNull(SECONDS),
  startedS: orNull(SECONDS),
  stoppedS: orNull(SECONDS),
  updatedS: orNull(SECONDS),
  blockedUntilS: orNull(SECONDS),
  releasedS: orNull(SECONDS),
  dependsOn: TEXTS,
};
export const steps = {
  build,
  step,
  name: TEXT,
  status: TEXT,
  detached: BOOL,
  startedS: orNull(SECONDS),
  stoppedS: orNull(SECONDS),
  /** Null: not known. */
  dependsOn: orNull(TEXTS),
  errorIgnored: BOOL,
};
const logs = { build, step, seriesId: INT4, isRead: BOOL };
export const caches = {
  build,
  step,
  kind: TEXT,
  tool: TEXT,
  hits: orNull(INT4),
  misses: orNull(INT4),
  missMs: orNull(INT8),
};

/**
 * Reads what finished in some weeks of some repositories, in a transaction, with all times on the server's clock.
 *
 * @returns the weeks as they were asked for, and what each tells of clocks that are off
 */
export async function readWeekFacts(
  client: pg.PoolClient,
  weeks: readonly WeekKey[],
  timeZone: string,
): Promise<Array<WeekKey & WeekFacts & { readings: ClockReadings }>> {
  // As a setting of the transaction, since `copy` takes no texts.
  const { rows } = await client.query<{ nowS: number }>(sql`
    select set_config('buildhours.time_zone', ${timeZone}, true), extract(epoch from now())::double precision as "nowS"`);
  const found = await readTable(client, buildsOf(weeks), builds);
  const runs = runsOf(
    found.week.map(week => weeks[week - 1]?.repoId ?? 0),
    found.number,
  );
  const { facts, readings } = await joinFacts(
    client,
    at(rows, 0, 'rows').nowS,
    found,
    runs.builds,
    await readTable(client, stagesOf(runs), stages),
    await readTable(client, stepsOf(runs), steps),
    await readTable(client, logsOf(runs), logs),
    await readTable(client, cachesOf(runs), caches),
  );
  const untils = untilsOf(found.week, weeks.length);
  return weeks.map((key, index) => {
    const [buildsFrom, buildsUntil] = [untils[index - 1] ?? 0, at(untils, index, 'untils')];
    return {
      ...key,
      facts,
      buildsFrom,
      buildsUntil,
      readings: digestReadings(readings.slice(buildsFrom, buildsUntil)),
    };
  });
}

/** Builds of one repository whose numbers follow each other: what belongs to them is found as one range of an index. */
interface Runs {
  repoIds: number[];
  firsts: number[];
  lasts: number[];
  /** Of each build, the pair of its run, from 1, and its place in the run. */
  builds: number[];
}

function runsOf(repoIds: readonly number[], numbers: readonly number[]): Runs {
  const runs: Runs = { repoIds: [], firsts: [], lasts: [], builds: [] };
  for (const [index, number] of numbers.entries()) {
    const repoId = at(repoIds, index, 'repoIds');
    const last = runs.lasts.length - 1;
    if (runs.repoIds[last] === repoId && runs.lasts[last] === number - 1) runs.lasts[last] = number;
    else {
      runs.repoIds.push(repoId);
      runs.firsts.push(number);
      runs.lasts.push(number);
    }
    runs.builds.push(runs.lasts.length * PAIR + (number - (runs.firsts.at(-1) ?? 0)));
  }
  return runs;
}

/**
 * Column by column, though most are only handed on: tables that were spread would have a shape of their own in every
 * batch, and V8 would compile whatever reads them anew.
 */
async function joinFacts(
  client: pg.PoolClient,
  nowS: number,
  found: ColumnsOf<typeof builds>,
  keys: readonly number[],
  foundStages: ColumnsOf<typeof stages>,
  foundSteps: ColumnsOf<typeof steps>,
  foundLogs: ColumnsOf<typeof logs>,
  foundCaches: ColumnsOf<typeof caches>,
): Promise<{ facts: Facts; readings: Parameters<typeof digestReadings>[0] }> {
  const logOfCache = matchLogs(foundCaches, foundLogs);
  const isMatched = (_: unknown, cache: number) => logOfCache[cache] !== -1;
  const stagesUntil = untilsOfKeys(foundStages.build, keys);
  const stepsUntilOf = stepsUntil(foundStages, foundSteps);
  const clocks = await readRunnerClocks(client, ...daysOf(found.createdS));
  const dayOf = (build: number): RunnerDay => ({
    serverId: at(found.serverId, build, 'serverId'),
    day: Math.floor(at(found.createdS, build, 'createdS') / DAY_S),
  });
  const { startedS, stoppedS } = foundSteps;
  const mended = mendTimes(
    {
      builds: {
        createdS: found.createdS,
        startedS: found.startedS,
        finishedS: found.finishedS,
        isOpen: found.isOpen,
        stagesUntil,
      },
      stages: {
        status: foundStages.status,
        machine: foundStages.machine,
        createdS: foundStages.createdS,
        startedS: foundStages.startedS,
        stoppedS: foundStages.stoppedS,
        updatedS: foundStages.updatedS,
        blockedUntilS: foundStages.blockedUntilS,
        releasedS: foundStages.releasedS,
        stepsUntil: stepsUntilOf,
      },
      steps: { status: foundSteps.status, startedS, stoppedS },
    },
    (build, stage) => clocks.offsetOf(dayOf(build), foundStages.machine[stage]),
    nowS,
  );
  const facts: Facts = {
    builds: {
      number: found.number,
      droneId: found.droneId,
      status: found.status,
      event: found.event,
      person: found.person,
      createdS: found.createdS,
      startedS: found.startedS,
      finishedS: found.finishedS,
      onDefaultBranch: found.onDefaultBranch,
      cron: found.cron,
      rerun: found.rerun,
      parentCreatedS: found.parentCreatedS,
      isOpen: found.isOpen,
      isUnclear: found.isUnclear,
      approvalS: mended.approvalS,
      stagesUntil,
      cachesUntil: untilsOfKeys(foundCaches.build.filter(isMatched), keys),
    },
    stages: {
      name: foundStages.name,
      type: foundStages.type,
      status: foundStages.status,
      machine: foundStages.machine,
      createdS: foundStages.createdS,
      startedS: foundStages.startedS,
      stoppedS: foundStages.stoppedS,
      dependsOn: foundStages.dependsOn,
      hasLostStart: mended.hasLostStart,
      wasBlocked: mended.wasBlocked,
      stepsUntil: stepsUntilOf,
    },
    steps: {
      name: foundSteps.name,
      status: foundSteps.status,
      detached: foundSteps.detached,
      startedS,
      stoppedS,
      dependsOn: foundSteps.dependsOn,
      errorIgnored: foundSteps.errorIgnored,
      logged: matchLogs(foundSteps, foundLogs).map(log => log !== -1 && foundLogs.isRead[log] === true),
    },
    caches: {
      seriesId: logOfCache.filter(log => log !== -1).map(log => at(foundLogs.seriesId, log, 'seriesId')),
      kind: foundCaches.kind.filter(isMatched),
      tool: foundCaches.tool.filter(isMatched),
      hits: foundCaches.hits.filter(isMatched),
      misses: foundCaches.misses.filter(isMatched),
      missMs: foundCaches.missMs.filter(isMatched),
    },
  };
  const readings = mended.readings.map((told, build) => ({
    ...told,
    number: at(found.number, build, 'number'),
  }));
  return { facts, readings };
}

/** UTC, of the earliest and the latest. */
function daysOf(seconds: readonly number[]): [first: number, last: number] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const one of seconds) {
    first = Math.min(first, one);
    last = Math.max(last, one);
  }
  return first > last ? [0, 0] : [Math.floor(first / DAY_S), Math.floor(last / DAY_S)];
}

interface StepKeys {
  build: number[];
  step: number[];
}

/** All in order. */
function stepsUntil(
  of: { build: number[]; stage: number[] },
  { build: buildOf, step: stepOf }: StepKeys,
): number[] {
  expectOrder(buildOf);
  let until = 0;
  return of.build.map((ofBuild, index) => {
    const beyond = (at(of.stage, index, 'stage') + 1) * PAIR;
    for (; until < buildOf.length; until += 1) {
      const its = at(buildOf, until, 'build');
      if (its > ofBuild || (its === ofBuild && at(stepOf, until, 'step') >= beyond)) break;
    }
    return until;
  });
}

/** The log of each entry, both in order; -1: it has none. */
function matchLogs(entries: StepKeys, { build: buildOf, step: stepOf }: StepKeys): number[] {
  let log = 0;
  return entries.build.map((ofBuild, index) => {
    const number = at(entries.step, index, 'step');
    for (; log < buildOf.length; log += 1) {
      const later = at(buildOf, log, 'buildOf') - ofBuild || at(stepOf, log, 'stepOf') - number;
      if (later === 0) return log;
      if (later > 0) break;
    }
    return -1;
  });
}

/** Week by week, as there is no other way but through the index on finished_at. */
function buildsOf(weeks: readonly WeekKey[]): SqlStatement {
  return sql`
    select w.position as week, b.number::bigint as number, b.drone_id as "droneId", b.state as status, b.event, b.person,
      b.created_at as "createdS", b.started_at as "startedS", b.finished_at as "finishedS",
      b.on_default as "onDefaultBranch", b.is_cron as cron, b.rerun, b.parent_created as "parentCreatedS",
      b.server_id as "serverId", b.is_open as "isOpen", b.is_unclear as "isUnclear"
    from ${askedWeeks(weeks)} cross join lateral (
      select b.number, b.drone_id, ${STATE} as state, b.event, b.person, b.created_at, b.started_at, b.end_at as finished_at,
        r.server_id, b.is_open, ${IS_UNCLEAR} as is_unclear, ${IS_ON_DEFAULT_BRANCH} as on_default, ${IS_CRON} as is_cron, ${IS_RERUN} as rerun,
        case when b.event in ('promote', 'rollback') then coalesce(b.promoted_created_at, (
          select p.created_at from build p where p.repo_id = b.repo_id and p.number = b.parent
            and p.created_at between timestamptz '2010-01-01Z' and now() + interval '1 day')) end as parent_created
      from (
        select b.*, b.finished_at as end_at, false as is_open from build b
        where b.repo_id = w.repo_id
          and b.finished_at >= w.week::timestamp at time zone current_setting('buildhours.time_zone')
          and b.finished_at < (w.week + 7)::timestamp at time zone current_setting('buildhours.time_zone')
          and date_trunc('week', b.finished_at at time zone current_setting('buildhours.time_zone'))::date = w.week
          and ${ODD_REASON} is null
        union all
        select b.*, ${OPEN_UNTIL} as end_at, true as is_open from build b
        where b.repo_id = w.repo_id and b.finished_at is null
          and b.created_at >= w.week::timestamp at time zone current_setting('buildhours.time_zone')
          and b.created_at < (w.week + 7)::timestamp at time zone current_setting('buildhours.time_zone')
          and date_trunc('week', b.created_at at time zone current_setting('buildhours.time_zone'))::date = w.week
          and ${MAY_BE_STUCK}
      ) b join repo r on r.id = b.repo_id
      order by b.number
    ) b`;
}

/** Stages run by run: the index gives those of each in order, so nothing is sorted. The others below do likewise. */
function stagesOf(runs: Runs): SqlStatement {
  return sql`
    select w.run << 32 | (g.build_number - w.first) as build, g.number as stage, g.name, g.type, g.status, g.machine,
      g.created_at as "createdS", g.started_at as "startedS", g.stopped_at as "stoppedS",
      g.updated_at as "updatedS", g.blocked_until as "blockedUntilS", g.released_at as "releasedS",
      array_send(g.depends_on) as "dependsOn"
    from ${numbersIn(runs)} cross join lateral (
      select * from stage s
      where s.repo_id = w.repo_id and s.build_number between w.first and w.last
      order by s.build_number, s.number
    ) g`;
}

function stepsOf(runs: Runs): SqlStatement {
  return sql`
    select w.run << 32 | (t.build_number - w.first) as build, t.stage_number::bigint << 32 | t.number as step, t.name, t.status,
      t.detached is true as detached, t.started_at as "startedS", t.stopped_at as "stoppedS",
      case when t.depends_on_known then array_send(t.depends_on) end as "dependsOn", t.error_ignored as "errorIgnored"
    from ${numbersIn(runs)} cross join lateral (
      select * from step s
      where s.repo_id = w.repo_id and s.build_number between w.first and w.last
      order by s.build_number, s.stage_number, s.number
    ) t`;
}

function logsOf(runs: Runs): SqlStatement {
  return sql`
    select w.run << 32 | (l.build_number - w.first) as build, l.stage_number::bigint << 32 | l.step_number as step,
      l.series_id as "seriesId", l.outcome = 'read' as "isRead"
    from ${numbersIn(runs)} cross join lateral (
      select * from step_log s
      where s.repo_id = w.repo_id and s.build_number between w.first and w.last
      order by s.build_number, s.stage_number, s.step_number
    ) l`;
}

function cachesOf(runs: Runs): SqlStatement {
  return sql`
    select w.run << 32 | (c.build_number - w.first) as build, c.stage_number::bigint << 32 | c.step_number as step, c.kind, c.tool,
      c.hits, c.misses, c.miss_ms as "missMs"
    from ${numbersIn(runs)} cross join lateral (
      select * from step_cache s
      where s.repo_id = w.repo_id and s.build_number between w.first and w.last
      order by s.build_number, s.stage_number, s.step_number
    ) c`;
}

function numbersIn({ repoIds, firsts, lasts }: Runs): SqlStatement {
  return sql`
    unnest(${repoIds}::int[], ${firsts}::bigint[], ${lasts}::bigint[]) with ordinality as w(repo_id, first, last, run)`;
}
