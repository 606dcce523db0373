import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { DAY_MS, HOUR_MS } from '@/lib/time/units';
import { aBuild, FakeDrone, leaseFake } from '@/tests/world/fake-drone';
import { pollFakeOnce } from '@/tests/world/one-pass';
import { moveKeptFrom } from './kept-builds';
import { purgeSpans } from './purge-spans';
import { readLogs } from './read-logs';
import { rollUpLogWeek } from './roll-up-logs';
import { ensureServer } from './server-row';
import { storeBuilds } from './store-builds';

const ZONE = 'UTC';
const KEPT_DAYS = 90;
const LOGS = { minStepSeconds: 0, maxAgeDays: null };

let db: TestDatabase;
/** The server that was read before, whose builds are of March; and the one that is read since. */
let old: number;
let current: number;
const rows = async (text: string) => (await db.pool.query(text)).rows;
const buildsByServer = () =>
  rows(`select r.server_id as server, count(*)::int as n from build b join repo r on r.id = b.repo_id
    group by 1 order by 1`);
const keptFrom = async () =>
  Object.fromEntries(
    (
      await rows(
        'select r.server_id, i.builds_kept_from as at from repo_import i join repo r on r.id = i.repo_id',
      )
    ).map(({ server_id, at }) => [server_id, at]),
  );
const move = (now = new Date()) =>
  moveKeptFrom(db.pool, current, { keepDays: KEPT_DAYS, timeZone: ZONE, now });

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

beforeEach(async () => {
  await db.pool.query(
    `truncate server, stage, step, poller, dirty_week, build_todo, log_todo, series, step_log, step_span, step_cache, span_label,
       span_week, dirty_log_week, packed_span_week, dirty_span_week, packed_week, todo_count restart identity cascade`,
  );
  const drone = new FakeDrone();
  drone.add(aBuild(1), aBuild(2));
  for (const number of [1, 2]) drone.logs.set(`${number}/1/2`, [{ pos: 0, time: 0, out: '+ make\n' }]);
  const lease = await leaseFake(db.pool, drone);
  old = lease.serverId;
  const now = new Date();
  await storeBuilds(db.pool, lease, [...drone.builds.values()], { now, timeZone: ZONE, logPolicy: LOGS });
  const { signal } = new AbortController();
  await db.pool.query('update log_todo set due_at = now() + $1 * $2::interval where build_number = 1', [
    1,
    '1 hour',
  ]);
  await readLogs(
    { pool: db.pool, client: drone, timeZone: ZONE, signal, onClaimsLeft: () => undefined },
    old,
  );
  while (await rollUpLogWeek(db.pool, ZONE, true));
  // The address was given to another server.
  await db.pool.query(`update server set url = 'http://old', discovered_at = now() - interval '8 days'`);
  await db.pool.query(`update server_address set url = 'http://old'`);
  current = await ensureServer(db.pool, 'drone', 'http://fake');
});

/** One repository of the server that is read now, with a build that was created then. */
async function buildOnCurrent(createdAt: Date): Promise<void> {
  await db.pool.query(
    `insert into repo (server_id, drone_id, slug, namespace, name, active) values ($1, 7, 'acme/new', 'acme', 'new', true)`,
    [current],
  );
  await db.pool.query('insert into repo_import (repo_id) select max(id) from repo');
  const build = `jsonb_build_object('repo_id', (select max(id) from repo), 'created_at', $1::timestamptz, 'started_at', $1::timestamptz, 'finished_at', $1::timestamptz)`;
  await db.pool.query(
    `insert into build select (jsonb_populate_record(b, ${build})).* from build b where number = 1`,
    [createdAt],
  );
}

describe('builds of a server that nobody reads any more', () => {
  test('go with their age: another server tells how late it is', async () => {
    await buildOnCurrent(new Date(Date.now() - HOUR_MS));
    expect(await move()).toBe(true);
    const kept = await keptFrom();
    expect(kept[old]).toEqual(kept[current]);
    expect(Date.now() - kept[old].getTime()).toBeLessThan((KEPT_DAYS + 8) * DAY_MS);
    expect(await move()).toBe(false);
  });

  test('are removed by the poller of the other one', async () => {
    await buildOnCurrent(new Date(Date.now() - HOUR_MS));
    const drone = new FakeDrone();
    drone.add(aBuild(3, { createdAt: new Date(Date.now() - HOUR_MS), finishedAt: new Date() }));
    await db.pool.query(`delete from repo where server_id = ${current}`);
    const polled = { pool: db.pool, timeZone: ZONE, keepSpansDays: 36_500, keepBuildsDays: KEPT_DAYS };
    await pollFakeOnce(drone, polled);
    // From when on is told before builds of a list come in; the first ones tell how late it is.
    await pollFakeOnce(drone, polled);
    expect(await buildsByServer()).toEqual([{ server: current, n: 1 }]);
    expect(await rows('select 1 from step_log union all select 1 from log_todo')).toEqual([]);
  });

  test.each([
    [
      'while another poller reads them',
      'insert into poller (id, host, pid, started_at, heartbeat_at, server_id) values ($1, $1, 1, now(), now(), $2)',
    ],
    [
      'for a week, since a poller may be stopped',
      `update server set discovered_at = now() - interval '6 days' where $1 <> '' and id = $2`,
    ],
  ])('stay %s', async (_, begin) => {
    await buildOnCurrent(new Date(Date.now() - HOUR_MS));
    await db.pool.query(begin, ['other', old]);
    await move();
    expect((await keptFrom())[old]).toBeNull();
  });

  test.each([
    ['the clock of the CI server', new Date(Date.now() - 365 * DAY_MS), new Date(Date.now() - HOUR_MS)],
    ['the newest build of all', new Date(), new Date(Date.now() - 365 * DAY_MS)],
  ])('go no sooner than %s tells', async (_, now, newest) => {
    await db.pool.query(`update build set created_at = $1, started_at = $1, finished_at = $1`, [newest]);
    await buildOnCurrent(newest);
    await move(now);
    const days = (Date.now() - 365 * DAY_MS - (await keptFrom())[old].getTime()) / DAY_MS;
    expect(days).toBeGreaterThan(KEPT_DAYS - 2);
    expect(days).toBeLessThan(KEPT_DAYS + 8);
  });
});

describe('single commands of what nobody reads any more', () => {
  const purge = (now = new Date()) => purgeSpans(db.pool, { keepDays: KEPT_DAYS, timeZone: ZONE, now });
  const spans = () => rows('select build_number from step_span');

  test.each([
    ['a server', ''],
    [
      'a repository that its list lacks',
      `update server set discovered_at = now(); update repo set missing_since = now() - interval '8 days'`,
    ],
  ])('%s: they go, whatever was still to be read, and their sums stay', async (_, begin) => {
    await db.pool.query(
      `${begin || 'select 1'}; insert into build_todo (repo_id, number, reason) values (1, 9, 'new')`,
    );
    const sums = await rows('select * from span_week order by label_id');
    expect(sums).not.toEqual([]);
    expect(await spans()).not.toEqual([]);
    expect(await purge()).toBeGreaterThan(0);
    expect(await spans()).toEqual([]);
    // A log that is read later would have the week summed up anew, of what is left.
    expect(await rows('select 1 from log_todo')).toEqual([]);
    expect(await rows('select * from span_week order by label_id')).toEqual(sums);
  });

  test('stay where the server is read, until all of its week was', async () => {
    await db.pool.query('update server set discovered_at = now()');
    expect(await purge()).toBe(0);
    expect(await rows('select 1 from log_todo')).not.toEqual([]);
  });

  test('go no sooner than the clock of the CI server tells', async () => {
    expect(await purge(new Date('2026-03-20T00:00:00Z'))).toBe(0);
    expect(await spans()).not.toEqual([]);
  });
});
