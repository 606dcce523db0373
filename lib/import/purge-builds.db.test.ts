import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPool } from '@/lib/db/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { BuildFact } from '@/lib/facts/build-fact';
import { InsightsUpkeep } from '@/lib/insights/upkeep';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import type { MetricName } from '@/lib/metrics/registry';
import { runMetric } from '@/lib/metrics/run-metric';
import { readImportProgress } from '@/lib/operations/progress';
import { Upkeep } from '@/lib/poller/upkeep';
import { addDays } from '@/lib/time/days';
import { DAY_MS, HOUR_MS } from '@/lib/time/units';
import { WeekSource } from '@/lib/weeks/reader';
import { aBuild, FakeDrone, leaseFake } from '@/tests/world/fake-drone';
import { pollFakeOnce } from '@/tests/world/one-pass';
import { addOddTodo } from './build-todo';
import { storeRepos } from './discover-repos';
import { type ImportContext, importRepo } from './import-repo';
import { moveKeptFrom } from './kept-builds';
import { purgeBuilds } from './purge-builds';
import { readLogs } from './read-logs';
import { releaseLease, takeLease } from './repo-lease';
import { ensureServer } from './server-row';

const ZONE = 'Europe/Berlin';
const KEPT_DAYS = 90;
const KEPT = { keepDays: KEPT_DAYS, timeZone: ZONE, now: new Date() };
/** One a day, the newest an hour ago. */
const BUILDS = 150;
const NEVER = new AbortController().signal;

// Months of builds are imported in each.
vi.setConfig({ testTimeout: 120_000 });

let db: TestDatabase;
let drone: FakeDrone;
let context: ImportContext;
/** Monday of the first week that is kept, and the number of its first build. */
let firstWeek: string;
let firstKept: number;

const rows = async (text: string) => (await db.pool.query(text)).rows;
const count = async (text: string) => (await rows(`select count(*)::int as n from ${text}`))[0].n;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

beforeEach(async () => {
  const tables = await rows(
    `select string_agg(quote_ident(tablename), ', ') as names from pg_tables where schemaname = 'public' and tablename !~ 'migration'`,
  );
  await db.pool.query(`truncate ${tables[0].names} restart identity cascade`);
  drone = new FakeDrone();
  const startMs = Date.now() - HOUR_MS - BUILDS * DAY_MS;
  for (let number = 1; number <= BUILDS; number += 1) {
    drone.add(movedTo(aBuild(number), startMs + number * DAY_MS));
    drone.logs.set(`${number}/1/2`, [
      { pos: 0, time: 0, out: '+ npm ci\n' },
      { pos: 1, time: 5, out: '+ npm test\n' },
      { pos: 2, time: 30, out: `ok ${number}\n` },
    ]);
  }
  context = {
    pool: db.pool,
    client: drone,
    timeZone: ZONE,
    logPolicy: { minStepSeconds: 0, maxAgeDays: null },
    now: () => new Date(),
    signal: NEVER,
  };
  const { rows: found } = await db.pool.query<{ monday: string; at: Date }>(
    `select date_trunc('week', (now() - $1 * interval '1 day') at time zone $2)::date::text as monday,
      date_trunc('week', (now() - $1 * interval '1 day') at time zone $2) at time zone $2 as at`,
    [KEPT_DAYS, ZONE],
  );
  firstWeek = found[0]?.monday ?? '';
  const at = found[0]?.at ?? new Date();
  firstKept = Math.min(
    ...[...drone.builds.values()].flatMap(({ number, finishedAt }) =>
      (finishedAt ?? at) >= at ? [number] : [],
    ),
  );
});

function movedTo(build: BuildFact, createdMs: number): BuildFact {
  const byMs = createdMs - build.createdAt.getTime();
  const move = (at: Date | null) => (at === null ? null : new Date(at.getTime() + byMs));
  return {
    ...build,
    createdAt: new Date(createdMs),
    startedAt: move(build.startedAt),
    finishedAt: move(build.finishedAt),
    updatedAt: move(build.updatedAt),
    stages: build.stages.map(stage => ({
      ...stage,
      createdAt: move(stage.createdAt),
      startedAt: move(stage.startedAt),
      stoppedAt: move(stage.stoppedAt),
      updatedAt: move(stage.updatedAt),
      steps: stage.steps.map(step => ({
        ...step,
        startedAt: move(step.startedAt),
        stoppedAt: move(step.stoppedAt),
      })),
    })),
  };
}

/** What a poller does until nothing is due. */
async function importAll(): Promise<void> {
  let lease = await leaseFake(db.pool, drone);
  const { serverId } = lease;
  for (;;) {
    const report = await importRepo(context, lease);
    await releaseLease(db.pool, lease, { again: report.more ? 'now' : 'when due' });
    const next = await takeLease(db.pool, serverId, 'me');
    if (next === null) break;
    lease = next;
  }
  const logs = { ...context, onClaimsLeft: () => undefined };
  while ((await readLogs(logs, serverId)) !== null);
}

const upkeep = () => new Upkeep({ pool: db.pool, timeZone: ZONE, keepSpansDays: 36_500 });

/** What a poller does at its look at the server, and then. */
async function keepUp(keepDays: number | null): Promise<void> {
  await moveKeptFrom(db.pool, 1, { ...KEPT, keepDays });
  await upkeep().finish(NEVER);
}

const NAMES: MetricName[] = [
  'totals',
  'wait',
  'lost',
  'steps',
  'services',
  'cache-rates',
  'lost-places',
  'outcomes',
];

/** Figures of the weeks that are kept, and since when there are any. */
async function figures(source = new WeekSource(db.pool)) {
  const today = new Date().toISOString().slice(0, 10);
  const ask = (from: string) =>
    Promise.all(
      NAMES.map(name =>
        runMetric(
          { source, now: new Date(), timeZone: ZONE },
          name,
          metricFilterSchema.parse({ range: `${from}..${today}` }),
        ),
      ),
    );
  // Of the first range all that lies before it is kept, too; of the second one nothing is.
  const whole = await ask(firstWeek);
  return {
    ofHalf: (await ask(addDays(firstWeek, 49))).map(({ rows: found }) => found),
    ofWhole: whole.map(({ rows: found }) => found.filter(isOfRange).map(withoutBefore)),
    historyFrom: whole[0]?.historyFrom ?? null,
  };
}

const isOfRange = (row: object) => !('period' in row) || row.period !== 'before';
const withoutBefore = (row: object) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !name.includes('Before')));

const ofBuilds = ['build', 'stage', 'step', 'step_log', 'step_span', 'step_cache', 'log_todo', 'build_todo'];
const ofWeeks = [
  'packed_week',
  'lost_week',
  'packed_span_week',
  'span_week',
  'dirty_week',
  'dirty_span_week',
  'dirty_log_week',
];

/** How much of each table is of builds or weeks that are kept no longer. */
async function leftOver(): Promise<Record<string, number>> {
  const left: Record<string, number> = {};
  for (const table of ofBuilds) {
    const number = ['build', 'build_todo'].includes(table) ? 'number' : 'build_number';
    left[table] = await count(`${table} where ${number} < ${firstKept}`);
  }
  for (const table of ofWeeks) left[table] = await count(`${table} where week < '${firstWeek}'`);
  return left;
}

const nothing = Object.fromEntries([...ofBuilds, ...ofWeeks].map(table => [table, 0]));

test('what is older goes with all that hangs on it, and never comes back; the figures of all other weeks stay', async () => {
  await importAll();
  await keepUp(null);
  const before = await figures();
  const held = new WeekSource(db.pool);
  await figures(held);
  expect(await leftOver()).toMatchObject({ build: firstKept - 1, step_log: 2 * (firstKept - 1) });
  expect((await leftOver()).packed_week).toBeGreaterThan(5);

  await keepUp(KEPT_DAYS);
  // Rows of weeks that were emptied go at the look after that.
  await keepUp(KEPT_DAYS);
  expect(await leftOver()).toEqual(nothing);
  expect(await count('build')).toBe(BUILDS - firstKept + 1);
  expect(await rows('select builds_stored from repo_import')).toEqual([
    { builds_stored: BUILDS - firstKept + 1 },
  ]);
  const after = await figures();
  expect({ ...after, historyFrom: null }).toEqual({ ...before, historyFrom: null });
  expect((before.historyFrom ?? '') < firstWeek).toBe(true);
  expect(after.historyFrom).toBe(firstWeek);
  // Whoever had the weeks in memory knows it too.
  expect(await figures(held)).toEqual(after);

  // New builds come, and pages of the list hold old ones beside them; the setting is taken back; the history is listed anew.
  drone.requests.length = 0;
  drone.add(movedTo(aBuild(BUILDS + 1), Date.now() - HOUR_MS / 2));
  await importAll();
  await db.pool.query(
    'update repo_import set history_done = false, newest_listed = null, oldest_listed = null, next_page = 1',
  );
  await importAll();
  await keepUp(null);
  const fetched = drone.requests.filter(request => request.startsWith('build'));
  expect(new Set(fetched)).toEqual(new Set([`build ${BUILDS + 1}`]));
  expect(await count('build')).toBe(BUILDS - firstKept + 2);
  expect(await leftOver()).toEqual(nothing);
  expect(await readImportProgress(db.pool)).toMatchObject({
    buildsToGo: 0,
    logsToGo: 0,
    servers: [{ keptFrom: expect.any(String) }],
  });
});

test('with the setting from the start, what is older is never asked for', async () => {
  const lease = await leaseFake(db.pool, drone);
  await moveKeptFrom(db.pool, 1, KEPT);
  await releaseLease(db.pool, lease, { again: 'now' });
  await importAll();
  await keepUp(KEPT_DAYS);
  expect(await leftOver()).toEqual(nothing);
  const numbers = drone.requests.flatMap(request =>
    request.startsWith('build ') ? Number(request.slice(6)) : [],
  );
  expect(Math.min(...numbers)).toBe(firstKept);
  expect(await rows('select history_done from repo_import')).toEqual([{ history_done: true }]);
  expect(await count('build')).toBe(BUILDS - firstKept + 1);
});

test('a rerun of a build that is gone stays one, and a promotion knows when that was', async () => {
  const kept = firstKept + 3;
  drone.add({ ...movedTo(aBuild(kept), Date.now() - 30 * DAY_MS), afterSha: 'sha5', event: 'push' });
  drone.add({
    ...movedTo(aBuild(kept + 1), Date.now() - 29 * DAY_MS),
    event: 'promote',
    parent: 6,
    deployTo: 'live',
  });
  await importAll();
  await keepUp(null);
  const packed = () =>
    rows(
      `select week::text, build_count, encode(builds, 'hex') as builds from packed_week where week >= '${firstWeek}' order by 1`,
    );
  const before = await packed();
  await keepUp(KEPT_DAYS);
  // Whatever the reason, all is packed anew.
  await db.pool.query(
    `insert into dirty_week (repo_id, week) select repo_id, week from packed_week on conflict do nothing`,
  );
  await keepUp(KEPT_DAYS);
  expect(await packed()).toEqual(before);
  expect(await rows('select number from build where repeats_gone')).toEqual([{ number: kept }]);
});

test('killed at any statement, it goes on where it was: nothing is half gone', async () => {
  await importAll();
  await keepUp(null);
  const before = await figures();
  await moveKeptFrom(db.pool, 1, KEPT);
  const pool = createPool(db.url, { max: 1 });
  let pieces = 0;
  try {
    for (let statements = 1; ; statements += 1) {
      const goesOn = await killedAfter(pool, statements, () => purgeBuilds(pool, ZONE));
      const orphans = await rows(`
        select 1 from step s where not exists (select 1 from build b where b.repo_id = s.repo_id and b.number = s.build_number)
        union all select 1 from step_log s where not exists (select 1 from build b where b.repo_id = s.repo_id and b.number = s.build_number)`);
      expect(orphans).toEqual([]);
      if (goesOn !== null) pieces += 1;
      if (goesOn === false) break;
      if (goesOn === true) statements = pieces % 7;
    }
  } finally {
    await pool.end();
  }
  expect(pieces).toBeGreaterThan(5);
  await keepUp(KEPT_DAYS);
  await keepUp(KEPT_DAYS);
  expect(await leftOver()).toEqual(nothing);
  expect(await figures()).toEqual({ ...before, historyFrom: firstWeek });
});

/** @returns null: it was killed before its end */
async function killedAfter<T>(pool: pg.Pool, statements: number, work: () => Promise<T>): Promise<T | null> {
  const client = await pool.connect();
  let left = statements;
  const query = vi.spyOn(client, 'query').mockImplementation(async (...args: unknown[]) => {
    left -= 1;
    if (left < 0 && args[0] !== 'rollback') throw new Error('killed');
    return Reflect.apply(Object.getPrototypeOf(client).query, client, args);
  });
  client.release();
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.message === 'killed') return null;
    throw error;
  } finally {
    query.mockRestore();
  }
}

test('what is read of a log whose build went meanwhile is stored nowhere', async () => {
  await importAll();
  await keepUp(null);
  await db.pool.query('delete from step_log; delete from step_span; delete from step_cache');
  await db.pool.query(`
    insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at)
    select repo_id, build_number, stage_number, number, stopped_at from step where build_number < ${firstKept}`);
  await moveKeptFrom(db.pool, 1, KEPT);
  let isPurged = false;
  drone.before = request => {
    if (request.startsWith('log')) isPurged ||= true;
  };
  const client = Object.create(drone);
  client.fetchLog = async (step: Parameters<FakeDrone['fetchLog']>[0]) => {
    while (await purgeBuilds(db.pool, ZONE));
    return drone.fetchLog(step);
  };
  await readLogs({ ...context, client, onClaimsLeft: () => undefined }, 1);
  expect(isPurged).toBe(true);
  expect(await leftOver()).toMatchObject({ build: 0, step_log: 0, step_span: 0, step_cache: 0, log_todo: 0 });
});

/** As many that were over a year ago. */
function addPast(builds: number): void {
  drone.builds.clear();
  for (let number = 1; number <= builds; number += 1)
    drone.add(movedTo(aBuild(number), Date.now() - 365 * DAY_MS + number * HOUR_MS));
}

test('where all of the first page is past, nothing below it is listed, and what comes then is', async () => {
  addPast(350);
  // Of the second page an entry cannot be read.
  drone.oddOn = page => (page === 2 ? [{ number: 200, name: 'build 200', reason: 'odd' }] : []);
  const lease = await leaseFake(db.pool, drone);
  await moveKeptFrom(db.pool, 1, KEPT);
  await releaseLease(db.pool, lease, { again: 'now' });
  await importAll();
  expect(drone.requests).toEqual(['list 1']);
  expect(await rows('select newest_listed, history_done from repo_import')).toEqual([
    { newest_listed: 350, history_done: true },
  ]);
  drone.requests.length = 0;
  drone.add(movedTo(aBuild(351), Date.now() - HOUR_MS));
  await importAll();
  // Asked for twice: its logs are those of the build that has its number afterwards.
  expect([...new Set(drone.requests.filter(request => /^(list|build)/.test(request)))]).toEqual([
    'list 1',
    'build 351',
  ]);
  expect(await rows('select number from build')).toEqual([{ number: 351 }]);
});

test('what cannot be read leaves the list where all above it is kept, and comes back only where it is new', async () => {
  const odd = (number: number) => ({ number, name: `build ${number}`, reason: 'odd' });
  const todo = () => rows('select number from build_todo order by 1');
  await importAll();
  await addOddTodo(db.pool, 1, [odd(2), odd(firstKept + 2)]);
  await db.pool.query(`delete from build where number in (2, ${firstKept + 2})`);
  await addOddTodo(db.pool, 1, [odd(2), odd(firstKept + 2)]);
  expect(await todo()).toEqual([{ number: 2 }, { number: firstKept + 2 }]);
  await keepUp(KEPT_DAYS);
  expect(await todo()).toEqual([{ number: firstKept + 2 }]);
  await addOddTodo(db.pool, 1, [odd(2)]);
  expect(await todo()).toEqual([{ number: firstKept + 2 }]);

  // Nothing at all is left of the repository.
  await db.pool.query('delete from build; delete from build_todo');
  await addOddTodo(db.pool, 1, [odd(2), odd(BUILDS), odd(BUILDS + 1)]);
  expect(await todo()).toEqual([{ number: BUILDS + 1 }]);
  while (await purgeBuilds(db.pool, ZONE));
  expect(await todo()).toEqual([{ number: BUILDS + 1 }]);
});

/** A whole poller, with the setting. */
async function pollOnce(): Promise<void> {
  const { pool, timeZone, logPolicy } = context;
  await pollFakeOnce(drone, { pool, timeZone, logPolicy, keepSpansDays: 36_500, keepBuildsDays: KEPT_DAYS });
}

describe('from when on builds are kept', () => {
  const keptFrom = () =>
    rows(
      `select i.builds_kept_from as at from repo_import i join repo r on r.id = i.repo_id order by r.server_id`,
    );

  test('moves for the repositories of one server', async () => {
    await importAll();
    const other = await ensureServer(db.pool, 'drone', 'http://other');
    await storeRepos(db.pool, other, await drone.repos());
    expect(await moveKeptFrom(db.pool, 1, { ...KEPT, keepDays: null })).toBe(false);
    expect(await moveKeptFrom(db.pool, 1, KEPT)).toBe(true);
    expect(await moveKeptFrom(db.pool, 1, KEPT)).toBe(false);
    expect(await keptFrom()).toEqual([{ at: expect.any(Date) }, { at: null }]);
  });

  test('holds for a repository that comes later at once, as for the others of its server alone', async () => {
    await importAll();
    const other = await ensureServer(db.pool, 'drone', 'http://other');
    await storeRepos(db.pool, other, await drone.repos());
    await moveKeptFrom(db.pool, 1, KEPT);
    const [{ at }] = await keptFrom();
    const [repo] = await drone.repos();
    if (repo === undefined) throw new Error('the server has no repository');
    for (const server of [1, other])
      await storeRepos(db.pool, server, [{ ...repo, externalId: 3, slug: 'acme/new', name: 'new' }]);
    expect(await keptFrom()).toEqual([{ at }, { at }, { at: null }, { at: null }]);
  });

  test('is told by a poller for its own server, and the builds of others on the same database stay', async () => {
    await importAll();
    const other = await ensureServer(db.pool, 'drone', 'http://other');
    await storeRepos(db.pool, other, await drone.repos());
    const [{ id }] = await rows(`select id from repo where server_id = ${other}`);
    await db.pool.query(
      `insert into build select (jsonb_populate_record(b, '{"repo_id": ${id}}')).* from build b where repo_id <> ${id}`,
    );
    await pollOnce();
    expect(await rows('select repo_id, count(*)::int as n from build group by 1 order by n')).toEqual([
      { repo_id: 1, n: BUILDS - firstKept + 1 },
      { repo_id: id, n: BUILDS },
    ]);
  });

  test('follows the clock of the CI server, where ours is ahead of it', async () => {
    await leaseFake(db.pool, drone);
    const now = new Date(Date.now() - 365 * DAY_MS);
    await moveKeptFrom(db.pool, 1, { ...KEPT, now });
    const [kept] = await keptFrom();
    const days = (now.getTime() - kept.at.getTime()) / DAY_MS;
    expect(days).toBeGreaterThan(KEPT_DAYS - 1);
    expect(days).toBeLessThan(KEPT_DAYS + 8);
  });

  test('follows the newest build whose times can be, where the clock is ahead of it', async () => {
    // As a clock sees them that stands a year ahead, with one of a runner that stands ahead of that.
    addPast(30);
    drone.add(movedTo(aBuild(31), Date.now() + 30 * DAY_MS));
    await importAll();
    await moveKeptFrom(db.pool, 1, KEPT);
    const newest = Date.now() - 365 * DAY_MS + 30 * HOUR_MS;
    const [kept] = await keptFrom();
    const days = (newest - kept.at.getTime()) / DAY_MS;
    expect(days).toBeGreaterThan(KEPT_DAYS - 2);
    expect(days).toBeLessThan(KEPT_DAYS + 7);
    while (await purgeBuilds(db.pool, ZONE));
    expect(await count('build')).toBe(31);
  });
});

describe('beside findings', () => {
  test('each piece that is removed is followed by a turn of them', async () => {
    await importAll();
    await keepUp(null);
    await moveKeptFrom(db.pool, 1, KEPT);
    let left = firstKept - 1;
    const removed: number[] = [];
    const turn = vi.spyOn(InsightsUpkeep.prototype, 'turn').mockImplementation(async () => {
      const before = left;
      left = await count(`build where number < ${firstKept}`);
      removed.push(before - left);
      return left > 0;
    });
    try {
      await upkeep().finish(NEVER);
    } finally {
      turn.mockRestore();
    }
    expect(left).toBe(0);
    // One a day: a piece is a week of them.
    expect(Math.max(...removed)).toBe(7);
  });

  test('what cannot be removed holds up none of them, is told, and is tried again', async () => {
    await importAll();
    await keepUp(null);
    await moveKeptFrom(db.pool, 1, KEPT);
    await db.pool.query(`
      create function refuse_removal() returns trigger language plpgsql as
        $$ begin raise exception 'this removal is refused'; end $$`);
    await db.pool.query(
      'create trigger refuse_removal before delete on build for each row execute function refuse_removal()',
    );
    const turn = vi.spyOn(InsightsUpkeep.prototype, 'turn');
    const it = upkeep();
    try {
      await expect(it.finish(NEVER)).rejects.toThrow(
        'what is kept no longer cannot be removed: this removal is refused',
      );
      expect(turn).toHaveBeenCalled();
      expect(it.trouble).toBe('what is kept no longer cannot be removed: this removal is refused');
    } finally {
      turn.mockRestore();
      await db.pool.query('drop function refuse_removal cascade');
    }
    it.purgeSoon();
    await it.finish(NEVER);
    expect(it.trouble).toBeNull();
    expect(await leftOver()).toMatchObject({ build: 0 });
  });
});
