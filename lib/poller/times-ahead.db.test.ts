import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createPool } from '@/lib/db/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { ensureServer } from '@/lib/import/server-row';
import { HOUR_MS, SECOND_MS } from '@/lib/time/units';
import { aBuild, FakeDrone } from '@/tests/world/fake-drone';
import { pollFakeOnce } from '@/tests/world/one-pass';
import { SteadyClock } from './steady-clock';
import { AWAITED_TIMES, bringBackTimes, TimesAhead } from './times-ahead';

/** Of these tables nothing waits for a time: it is a fact of the CI server, or what people wrote. */
const FACTS = ['_prisma_migrations', 'api_token', 'access_person', 'build', 'stage', 'step', 'step_log'];
/** Facts as well, or no more than shown. */
const SHOWN = [
  'alert.acknowledged_at',
  'build_todo.created_at',
  'change_mark.marked_at',
  'log_todo.finished_at',
  'optimisation.created_at',
  'optimisation.happened_at',
  'optimisation.updated_at',
  'packed_week.packed_at',
  'poller.started_at',
  'repo.ended_at',
  'repo_hint.hinted_at',
  'repo_import.oldest_listed_at',
  'report.built_at',
  'set_aside.set_aside_at',
  'setting.updated_at',
  'subscription.created_at',
  'subscription.deleted_at',
  'subscription.updated_at',
  'waiting_week.computed_at',
];
/** What lies ahead counts as long ago where it is read: `passedMs`, or `timesOfOpenSession`. */
const READ_SO = [
  'access_session.created_at',
  'access_session.expires_at',
  'access_session.last_used_at',
  'optimisation_effect.computed_at',
  'report_week.checked_at',
  'report_week.failed_at',
  'watched_repo.failed_at',
  'watched_repo.looked_at',
  'watched_repo.searched_at',
];

let db: TestDatabase;
const rows = async (text: string) => (await db.pool.query(text)).rows;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test('of each column of the database that holds a time it is decided whether somebody waits for it', async () => {
  const columns = await rows(`
    select table_name as table, table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and data_type like 'timestamp%' order by 2`);
  const awaited = AWAITED_TIMES.map(({ table, column }) => `${table}.${column}`);
  const decided = [...awaited, ...SHOWN, ...READ_SO];
  expect(columns.filter(({ table }) => !FACTS.includes(table)).map(({ name }) => name)).toEqual(
    decided.sort(),
  );
});

describe.each(AWAITED_TIMES)('$column of $table', ({ table, column, longestMs, becomes }) => {
  const beyond = 5 * 60 * SECOND_MS;

  test('is brought back where it lies further ahead than it may, and left alone elsewhere', async () => {
    const pool = createPool(db.url, { max: 1 });
    try {
      // It takes the place of the true one, whose other columns want values.
      for (const name of new Set(AWAITED_TIMES.map(time => time.table)))
        await pool.query(`create temp table "${name}" as select * from public."${name}" limit 0`);
      const at = (ms: number) => `now() + ${ms} * interval '1 millisecond'`;
      const kept = [at(longestMs - beyond), at(longestMs), `'infinity'`, 'null'];
      const ahead = [HOUR_MS, 24 * HOUR_MS, 365 * 24 * HOUR_MS].map(ms => at(longestMs + beyond + ms));
      await pool.query(
        `insert into "${table}" ("${column}") values ${[...kept, ...ahead].map(value => `(${value})`).join(', ')}`,
      );
      const left = async () =>
        (await pool.query(`select ctid::text as row, "${column}" as at from "${table}" order by ctid`)).rows;
      const before = await left();
      const now = new Date();
      const found = await bringBackTimes(pool, { now, wasPutBack: false });
      expect(Object.fromEntries(found)).toEqual({ [`${table}.${column}`]: 3 });
      const after = await left();
      expect(after.filter(one => before.some(({ row }) => row === one.row))).toEqual(before.slice(0, 4));
      const nowMs = now.getTime() + (becomes === 'lease' ? longestMs : 0);
      const brought = after.slice(4).map(({ at: time }) => time);
      expect(brought).toEqual(Array(3).fill(becomes === 'unknown' ? null : new Date(nowMs)));
      expect(await bringBackTimes(pool, { now, wasPutBack: false })).toEqual(new Map());
    } finally {
      await pool.end();
    }
  });
});

describe('a database whose clock was ahead', () => {
  afterEach(async () => {
    await db.pool.query(
      'truncate server, stage, step, poller, build_todo, log_todo, step_log, dirty_week, packed_week, todo_count restart identity cascade',
    );
  });

  test.each([
    ['1 hour, and is put right while a poller looks', '1 hour', true],
    ['2 days, and was put right while none did', '2 days', false],
    ['a year, and was put right while none did', '1 year', false],
  ])('by %s: what was to be done is done', async (_, ahead, isSeen) => {
    const drone = new FakeDrone();
    drone.add(aBuild(1), aBuild(2));
    drone.logs.set('1/1/2', [{ pos: 0, time: 0, out: '+ make\n' }]);
    const once = { pool: db.pool, logPolicy: { minStepSeconds: 0, maxAgeDays: null } };
    await ensureServer(db.pool, 'drone', 'http://fake');
    // One build cannot be read, and the log of another: both are tried again after a while.
    let isIll = true;
    drone.before = request => {
      if (isIll && ['build 2', 'log 1/1/2'].includes(request)) throw new Error('ill');
    };
    await pollFakeOnce(drone, once);
    isIll = false;
    await db.pool.query(`
      update repo_import set lease_owner = 'dead', lease_until = now() + interval '1 minute';
      insert into poller (id, host, pid, started_at, heartbeat_at, server_id) select 'dead', 'there', 1, now(), now(), id from server;
      insert into dirty_week (repo_id, week) values (1, '2026-03-02') on conflict do nothing`);
    // As that clock would have had it stored.
    for (const { table, column } of AWAITED_TIMES)
      await db.pool.query(
        `update "${table}" set "${column}" = greatest("${column}", now()) + interval '${ahead}' where "${column}" <> 'infinity'`,
      );
    expect(await rows('select number from build')).toEqual([{ number: 1 }]);
    const clock = new SteadyClock();
    clock.tell('database', new Date(Date.now() + HOUR_MS));
    clock.tell('database', new Date());
    if (isSeen)
      expect(await new TimesAhead(db.pool, clock).look()).toMatch(/ahead: .*build_todo\.due_at \(1\)/);
    // Its lease would be the dead one's for as long as that one seems to live.
    await pollFakeOnce(drone, once);
    await db.pool.query(
      `update poller set heartbeat_at = heartbeat_at - interval '1 minute' where id = 'dead'`,
    );
    await pollFakeOnce(drone, once);
    expect(await rows('select number from build order by 1')).toEqual([{ number: 1 }, { number: 2 }]);
    expect(await rows('select count(*)::int as n from step_log')).toEqual([{ n: 4 }]);
    expect(
      await rows(
        'select 1 from build_todo union all select 1 from log_todo union all select 1 from dirty_week',
      ),
    ).toEqual([]);
    expect(await rows('select build_count from packed_week')).toEqual([{ build_count: 2 }]);
  });
});
