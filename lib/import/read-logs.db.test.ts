import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  CiAnswerError,
  CiHttpError,
  CiNotReadableError,
  CiTokenError,
  CiUnreachableError,
} from '@/lib/ci/ci-errors';
import { createPool } from '@/lib/db/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { BuildFact } from '@/lib/facts/build-fact';
import { packMarkedSpanWeeks } from '@/lib/weeks/upkeep';
import { aBuild, FakeDrone, leaseFake, T0 } from '@/tests/world/fake-drone';
import { readSpanParts } from '@/tests/world/packed-weeks';
import { applyLogPolicy, type LogPolicy } from './log-policy';
import { claimLogs, relistLogs, wakeLogs } from './log-todo';
import { purgeSpans } from './purge-spans';
import { readLogs } from './read-logs';
import type { RepoLease } from './repo-lease';
import { rollUpLogWeek } from './roll-up-logs';
import { storeBuilds } from './store-builds';

const TIME_ZONE = 'Europe/Berlin';
const ALL: LogPolicy = { minStepSeconds: 0, maxAgeDays: null };
let db: TestDatabase;
let drone: FakeDrone;
let lease: RepoLease;
const rows = async (text: string) => (await db.pool.query(text)).rows;
const read = (signal = new AbortController().signal) =>
  readLogs(
    { pool: db.pool, client: drone, timeZone: TIME_ZONE, signal, onClaimsLeft: () => undefined },
    lease.serverId,
  );

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query(
    `truncate server, stage, step, poller, dirty_week, build_todo, log_todo, series, step_log, step_span, step_cache, span_label,
       span_week, dirty_log_week, packed_span_week, dirty_span_week restart identity cascade`,
  );
  drone = new FakeDrone();
  drone.add(aBuild(1), aBuild(2));
  lease = await leaseFake(db.pool, drone);
});

async function store(logPolicy: LogPolicy): Promise<void> {
  const now = new Date(T0.getTime() + 86_400_000);
  await storeBuilds(db.pool, lease, [...drone.builds.values()], { now, timeZone: TIME_ZONE, logPolicy });
  await applyLogPolicy(db.pool, lease.serverId, logPolicy);
}

async function sumUp(): Promise<void> {
  while (await rollUpLogWeek(db.pool, TIME_ZONE, true));
}

const readPacked = () => readSpanParts(db.pool, lease.repoId, '2026-03-02');

function log(...lines: Array<[number, string]>) {
  return lines.map(([time, text], pos) => ({ pos, time, out: `${text}\n` }));
}

const DOCKER = log(
  [0, '+ docker build .'],
  [1, 'Step 1/3 : FROM alpine'],
  [1, ' ---> 0123456789ab'],
  [2, 'Step 2/3 : RUN apk add git'],
  [2, ' ---> Using cache'],
  [2, ' ---> 1123456789ab'],
  [2, 'Step 3/3 : COPY . .'],
  [9, ' ---> 2123456789ab'],
  [9, 'Successfully built 2123456789ab'],
);

test('who claims some logs of many goes through those alone, before Postgres knows how many there are', async () => {
  for (let number = 3; number <= 2_000; number += 1) drone.add(aBuild(number));
  await store(ALL);
  const pool = createPool(db.url, { max: 1 });
  await pool.query('begin');
  const claimed = await claimLogs(pool, lease.serverId, 20);
  const { rows: visited } = await pool.query<{ table: string; tuples: number }>(
    `select relname as table, (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as tuples
     from pg_stat_xact_user_tables where relname in ('log_todo', 'step', 'stage', 'repo')`,
  );
  await pool.query('rollback');
  await pool.end();
  expect(claimed).toHaveLength(20);
  expect(visited).toHaveLength(4);
  expect(visited.filter(({ tuples }) => tuples > 200)).toEqual([]);
});

describe('which logs are read', () => {
  test('by the policy, newest builds first, each once', async () => {
    await store(ALL);
    expect(await read()).toMatchObject({ read: 4, failed: 0 });
    const asked = drone.requests.filter(request => request.startsWith('log'));
    expect(asked.slice(0, 2).every(request => request.startsWith('log 2/'))).toBe(true);
    expect(await read()).toBeNull();
    await store(ALL);
    expect(await read()).toBeNull();
  });

  test('only longer steps, or none, and the list follows a change of the setting', async () => {
    await store({ minStepSeconds: 30, maxAgeDays: null });
    expect(await rows('select step_number from log_todo')).toEqual([{ step_number: 2 }, { step_number: 2 }]);
    await applyLogPolicy(db.pool, lease.serverId, { minStepSeconds: null, maxAgeDays: null });
    expect(await rows('select 1 from log_todo')).toEqual([]);
    await applyLogPolicy(db.pool, lease.serverId, ALL);
    expect(await rows('select 1 from log_todo')).toHaveLength(4);
    await applyLogPolicy(db.pool, lease.serverId, { minStepSeconds: 0, maxAgeDays: 1 });
    expect(await rows('select 1 from log_todo')).toEqual([]);
  });
});

/** The same builds once more, in another repository. */
async function addSecondRepo(): Promise<void> {
  await rows(`insert into repo (server_id, drone_id, slug, namespace, name, active)
    select server_id, 8, 'acme/two', namespace, 'two', active from repo`);
  for (const table of ['build', 'stage', 'step', 'log_todo'])
    await rows(
      `insert into ${table} select (json_populate_record(t, '{"repo_id": 2}')).* from ${table} t where repo_id = 1`,
    );
}

test('who claims logs has those of few repositories, though others have newer ones than the last of them', async () => {
  for (let number = 3; number <= 10; number += 1) drone.add(aBuild(number));
  await store(ALL);
  await addSecondRepo();
  await rows(`update log_todo set finished_at = finished_at - interval '5 minutes' where repo_id = 2`);
  const claimed = await claimLogs(db.pool, lease.serverId, 14);
  expect(claimed.map(({ repoId, buildNumber }) => [repoId, buildNumber])).toEqual(
    [10, 10, 9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4].map(number => [1, number]),
  );
  expect((await claimLogs(db.pool, lease.serverId, 40)).length).toBe(26);
});

test('repositories whose logs were read are confirmed side by side, each by its newest build', async () => {
  await store(ALL);
  await addSecondRepo();
  const waiting: Array<() => void> = [];
  drone.fetchBuild = (_, number) =>
    new Promise(resolve => {
      waiting.push(() => resolve(drone.builds.get(number) ?? null));
      if (waiting.length === 2) for (const goOn of waiting) goOn();
    });
  expect(await read()).toMatchObject({ read: 8, failed: 0 });
  expect(waiting).toHaveLength(2);
});

describe('a server that was restored while logs were read', () => {
  const logsOf = (number: number) => rows(`select outcome from step_log where build_number = ${number}`);

  test.each<[string, Partial<BuildFact>]>([
    ['another id', { externalId: 9002 }],
    ['the same id', { createdAt: new Date('2026-03-03T10:00:00Z') }],
  ])('gives the number to a build of %s: what it printed is not the old one', async (_, other) => {
    await store(ALL);
    drone.logs.set('2/1/2', log([0, '+ make\n']));
    drone.before = request => {
      if (request === 'log 2/1/2') drone.add(aBuild(2, other));
    };
    expect(await read()).toMatchObject({
      read: 2,
      errors: ['acme/api #2 is another build than before: the server was restored from a backup'],
    });
    expect(await logsOf(2)).toEqual([]);
    expect(await logsOf(1)).toHaveLength(2);
    expect(await rows('select 1 from log_todo')).toEqual([]);
    expect(await rows('select hints from repo_import')).toEqual([{ hints: 1 }]);
  });

  test('has given the number to none yet: what was read is stored', async () => {
    await store(ALL);
    drone.before = request => {
      if (request === 'log 2/1/2') drone.builds.delete(2);
    };
    expect(await read()).toMatchObject({ read: 4, failed: 0 });
  });

  test.each<[string, () => void]>([
    ['is another', () => drone.add(aBuild(3, { externalId: 9003 }))],
    ['is gone', () => drone.builds.delete(3)],
    [
      'cannot be read now',
      () => {
        const { before } = drone;
        drone.before = request => {
          before(request);
          const asked = { method: 'GET', url: 'http://fake' };
          if (request === 'build 3') throw new CiHttpError(asked, 503, 'ill', 'it may pass by itself');
        };
      },
    ],
  ])(
    'says nothing of its other builds by the newest one, which %s: each is asked for',
    async (_, restore) => {
      drone.add(aBuild(3));
      await store(ALL);
      drone.logs.set('2/1/2', log([0, '+ make\n']));
      drone.before = request => {
        if (request !== 'log 2/1/2') return;
        drone.add(aBuild(2, { externalId: 9002 }));
        restore();
      };
      await read();
      expect(await logsOf(2)).toEqual([]);
      expect(await logsOf(1)).toHaveLength(2);
      expect(drone.requests.filter(request => request.startsWith('build'))).toEqual([
        'build 3',
        'build 2',
        'build 1',
      ]);
    },
  );
});

describe('when nothing gets through', () => {
  const asked = { method: 'GET', url: 'http://fake/log' };
  const dropped = new CiUnreachableError(asked, 'dropped', 'the connection was dropped');
  const failing = (isFailing: (request: string) => boolean, error: Error = dropped) => {
    drone.before = request => {
      if (isFailing(request)) throw error;
    };
  };
  const attempts = () =>
    rows(
      'select attempts, due_at <= now() as due, count(*)::int as n from log_todo group by 1, 2 order by 1',
    );
  beforeEach(() => store(ALL));

  test.each<[string, (request: string) => boolean]>([
    ['at all', () => true],
    ['once the logs are there', request => !request.startsWith('log')],
  ])('%s, no log is at fault, and all are due again', async (_, isFailing) => {
    failing(isFailing);
    await expect(read()).rejects.toBe(dropped);
    expect(await attempts()).toEqual([{ attempts: 0, due: true, n: 4 }]);
    failing(() => false);
    expect(await read()).toMatchObject({ read: 4, failed: 0 });
  });

  test('but for the repository itself, or other logs, it is a matter of these logs', async () => {
    failing(request => request.startsWith('log'));
    expect(await read()).toMatchObject({ read: 0, failed: 4 });
    expect(await attempts()).toEqual([{ attempts: 1, due: false, n: 4 }]);
    await db.pool.query('update log_todo set due_at = now()');
    failing(request => request === 'log 1/1/2');
    expect(await read()).toMatchObject({ read: 3, failed: 1 });
    expect(await attempts()).toEqual([{ attempts: 2, due: false, n: 1 }]);
  });

  test('a repository that may not be read puts off all its logs, and brings none nearer to its end', async () => {
    for (let number = 3; number <= 60; number += 1) drone.add(aBuild(number));
    await store(ALL);
    const forbidden = new CiNotReadableError(asked, 404, 'Not Found', 'its rights');
    failing(() => true, forbidden);
    drone.requests.length = 0;
    expect(await read()).toMatchObject({
      read: 0,
      failed: 40,
      errors: [expect.stringContaining('its rights')],
    });
    expect(await read()).toBeNull();
    expect(drone.requests.length).toBe(40);
    expect(await attempts()).toEqual([{ attempts: 0, due: false, n: 120 }]);
    failing(() => false);
    await wakeLogs(db.pool, lease.serverId);
    for (let batch = 0; batch < 3; batch += 1) expect(await read()).toMatchObject({ read: 40, failed: 0 });
  });

  test.each<[string, Error]>([
    ['a token that is refused', new CiTokenError(asked, 401, null, 'give another')],
    ['the end of the poller', new Error('stopped')],
  ])('for %s, no log is at fault', async (_, error) => {
    const abort = new AbortController();
    drone.before = () => {
      if (!(error instanceof CiTokenError)) abort.abort(error);
      throw error;
    };
    await expect(read(abort.signal)).rejects.toBe(error);
    expect(await attempts()).toEqual([{ attempts: 0, due: true, n: 4 }]);
  });
});

describe('what is stored', () => {
  test('spans, counts and the first layer that misses', async () => {
    drone.logs.set('1/1/2', DOCKER);
    await store(ALL);
    await read();
    expect(
      await rows(`select l.kind, l.label, s.start_ms, s.duration_ms, s.cache, s.parent
        from step_span s join span_label l on l.id = s.label_id order by s.number`),
    ).toEqual([
      {
        kind: 'command',
        label: 'docker build .',
        start_ms: 0,
        duration_ms: 55_000,
        cache: 'unknown',
        parent: null,
      },
      { kind: 'layer', label: 'FROM alpine', start_ms: 1000, duration_ms: 1000, cache: 'unknown', parent: 1 },
      { kind: 'layer', label: 'RUN apk add git', start_ms: 2000, duration_ms: 0, cache: 'hit', parent: 1 },
      { kind: 'layer', label: 'COPY . .', start_ms: 2000, duration_ms: 7000, cache: 'miss', parent: 1 },
    ]);
    expect(await rows('select tool, hits, misses, miss_ms from step_cache')).toEqual([
      { tool: 'docker-classic', hits: 1, misses: 1, miss_ms: 7000 },
    ]);
    expect(
      await rows(`select l.label, s.lines from step_log s join span_label l on l.id = s.first_miss_id`),
    ).toEqual([{ label: 'COPY . .', lines: 9 }]);
  });

  test('the week of the build is to be packed anew, where a log held something', async () => {
    drone.logs.set('1/1/2', DOCKER);
    drone.logs.set('2/1/2', []);
    await store(ALL);
    await db.pool.query('delete from dirty_week');
    await db.pool.query('delete from log_todo where build_number = 1');
    await read();
    expect(await rows('select 1 from dirty_week')).toEqual([]);
    await db.pool.query('delete from step_log');
    await applyLogPolicy(db.pool, lease.serverId, { minStepSeconds: 1, maxAgeDays: null });
    await read();
    expect(await rows('select week::text from dirty_week')).toEqual([{ week: '2026-03-02' }]);
    expect(await rows('select week::text from dirty_log_week')).toEqual([{ week: '2026-03-02' }]);
  });

  test('what could not be read, and why', async () => {
    drone.logs.set('1/1/1', []);
    drone.before = request => {
      const asked = { method: 'GET', url: 'http://fake/log' };
      if (request === 'log 1/1/2') throw new CiAnswerError(asked, 200, 'what is broken');
    };
    await store(ALL);
    for (let look = 0; look < 6; look += 1) {
      await db.pool.query('update log_todo set due_at = now()');
      await read();
    }
    expect(await rows('select 1 from log_todo')).toEqual([]);
    expect(
      await rows(
        'select build_number as build, step_number as step, outcome, reason from step_log order by 1, 2',
      ),
    ).toEqual([
      { build: 1, step: 1, outcome: 'silent', reason: 'the step printed nothing' },
      { build: 1, step: 2, outcome: 'unreadable', reason: expect.stringContaining('broken') },
      { build: 2, step: 1, outcome: 'missing', reason: 'the server has no log of this step' },
      { build: 2, step: 2, outcome: 'missing', reason: 'the server has no log of this step' },
    ]);
  });

  test('a server that is ill for days costs no log, and one given up for that is tried again', async () => {
    const asked = { method: 'GET', url: 'http://fake/log' };
    let isIll = true;
    drone.before = request => {
      if (isIll && request.startsWith('log'))
        throw new CiHttpError(asked, 503, 'down', 'it may pass by itself');
    };
    await store(ALL);
    for (let look = 0; look < 20; look += 1) {
      await db.pool.query('update log_todo set due_at = now()');
      expect(await read()).toMatchObject({ read: 0, failed: 4 });
    }
    expect(await read()).toBeNull();
    expect(await rows('select attempts from log_todo')).toEqual(Array(4).fill({ attempts: 20 }));
    isIll = false;
    await wakeLogs(db.pool, lease.serverId);
    expect(await read()).toMatchObject({ read: 4, failed: 0 });
    await rows(`update step_log set outcome = 'unreadable', reason = case build_number
      when 1 then 'GET http://fake/log answered 503 "down": it may pass by itself'
      else 'GET http://fake/log answered 200 with what is broken' end`);
    await relistLogs(db.pool, lease.serverId, ALL);
    expect(await rows('select build_number as build from log_todo')).toEqual([{ build: 1 }, { build: 1 }]);
    expect(await read()).toMatchObject({ read: 2, failed: 0 });
    expect(await rows(`select 1 from step_log where outcome = 'unreadable'`)).toHaveLength(2);
  });

  test('whoever wakes logs leaves what is claimed, and the looks at what cannot be understood', async () => {
    await store(ALL);
    await rows(
      `update log_todo set last_error = 'GET http://fake/log answered 503 "down": it may pass by itself'`,
    );
    const claimed = await claimLogs(db.pool, lease.serverId, 1);
    await rows(`update log_todo set attempts = 3, due_at = now() + interval '1 hour' where due_at <= now()`);
    await rows(`update log_todo set last_error = 'GET http://fake/log answered 200 with what is broken'
      where build_number = 1 and step_number = 1`);
    await wakeLogs(db.pool, lease.serverId);
    expect(claimed).toHaveLength(1);
    expect(await claimLogs(db.pool, lease.serverId, 40)).toHaveLength(2);
  });

  test.each<[string, string, LogPolicy]>([
    ['whose single commands were removed', '', ALL],
    [
      'whose number another build has now',
      `update repo_import set spans_kept_from = null;
       insert into repo (server_id, drone_id, epoch, first_number, slug, namespace, name, active)
       select server_id, drone_id, epoch + 1, 1, slug, namespace, name, active from repo`,
      ALL,
    ],
    [
      'that no log is read of any more',
      'update repo_import set spans_kept_from = null',
      { minStepSeconds: null, maxAgeDays: null },
    ],
    [
      'that are older than what is read',
      'update repo_import set spans_kept_from = null',
      { minStepSeconds: 0, maxAgeDays: 1 },
    ],
  ])('a log that was given up is not tried again for builds %s', async (_, begin, policy) => {
    drone.logs.set('1/1/2', DOCKER);
    drone.logs.set('2/1/2', DOCKER);
    await store(ALL);
    await read();
    await sumUp();
    const sums = await rows('select * from span_week order by series_id, label_id');
    await rows('update repo_import set history_done = true; delete from build_todo');
    expect(await purgeSpans(db.pool, { keepDays: 1, timeZone: TIME_ZONE, now: new Date() })).toBe(8);
    await rows(`update step_log set outcome = 'unreadable',
      reason = 'GET http://fake/log answered 503 "down": it may pass by itself' where build_number = 1 and step_number = 2`);
    if (begin !== '') await rows(begin);
    await relistLogs(db.pool, lease.serverId, policy);
    expect(await read()).toBeNull();
    await sumUp();
    expect(sums).toHaveLength(4);
    expect(await rows('select * from span_week order by series_id, label_id')).toEqual(sums);
  });

  test('a log with characters that Postgres refuses does not hold up the others', async () => {
    drone.logs.set('1/1/2', log([0, `+ echo \u0000 ${'x'.repeat(290)}\u{1f680}\ud83d`]));
    drone.logs.set('2/1/2', DOCKER);
    await store(ALL);
    expect(await read()).toMatchObject({ read: 4, failed: 0 });
    expect(await rows(`select 1 from step_log where outcome = 'read'`)).toHaveLength(2);
  });

  test('a log whose own statement takes too much does not hold up the others', async () => {
    await store(ALL);
    await rows(`create function refuse_log() returns trigger language plpgsql as $$ begin
        raise exception 'out of memory' using errcode = '53200'; end $$;
      create trigger refuse before insert on step_log for each row
        when (new.build_number = 1 and new.step_number = 2) execute function refuse_log()`);
    expect(await read()).toMatchObject({
      read: 3,
      failed: 1,
      errors: [expect.stringContaining('out of memory')],
    });
    await rows('drop function refuse_log cascade; update log_todo set due_at = now()');
    expect(await read()).toMatchObject({ read: 1, failed: 0 });
  });

  test('commands without a stable name do not fill the tables', async () => {
    const many = Array.from({ length: 1900 }, (_, n): [number, string] => [
      n,
      `+ run job-${n.toString(36)}-x`,
    ]);
    drone.logs.set('1/1/2', log(...many));
    drone.logs.set('2/1/2', log(...many.map(([time, text]): [number, string] => [time, `${text}-again`])));
    await store(ALL);
    await read();
    expect(await rows('select 1 from step_span')).toHaveLength(3800);
    await read();
    await sumUp();
    const [sums] = await rows(`select count(*)::int as labels, sum(n)::int as n from span_week`);
    expect(sums).toEqual({ labels: 201, n: 3800 });
  });

  test('the sums of a week are packed with it, and anew when another of its logs is read', async () => {
    drone.logs.set('1/1/2', DOCKER);
    drone.logs.set('2/1/2', DOCKER);
    await store(ALL);
    await db.pool.query(`update log_todo set due_at = 'infinity' where build_number = 1`);
    await read();
    await sumUp();
    expect((await readPacked())?.spans.runs).toEqual(new Uint32Array([1, 1, 1, 1]));
    await db.pool.query('update log_todo set due_at = now()');
    await read();
    await sumUp();
    const packed = await readPacked();
    expect(packed?.spans.runs).toEqual(new Uint32Array([2, 2, 2, 2]));
    expect(packed?.times.count).toEqual(new Uint32Array([2, 2, 2, 2]));
    expect(await rows('select 1 from span_week')).toHaveLength(packed?.cellCount ?? 0);
  });

  test('sums outlive single commands, and are packed as they were, whoever marks them', async () => {
    drone.logs.set('1/1/2', DOCKER);
    await store(ALL);
    await read();
    await sumUp();
    const packed = await readPacked();
    await db.pool.query('update repo_import set history_done = true');
    await db.pool.query('delete from build_todo');
    expect(await purgeSpans(db.pool, { keepDays: 1, timeZone: TIME_ZONE, now: new Date() })).toBe(4);
    await db.pool.query(`update packed_span_week set spans = '', times = ''`);
    await db.pool.query(
      'insert into dirty_span_week (repo_id, week) select repo_id, week from span_week limit 1',
    );
    expect(await packMarkedSpanWeeks(db.pool)).toBe(1);
    await sumUp();
    expect(packed?.spans.n).toBe(4);
    expect(await readPacked()).toEqual(packed);
  });
});

describe('single commands are kept', () => {
  beforeEach(async () => {
    drone.logs.set('1/1/2', DOCKER);
    await store(ALL);
    await read();
    await sumUp();
    await db.pool.query('update repo_import set history_done = true');
    await db.pool.query('delete from build_todo');
  });
  const purge = () => purgeSpans(db.pool, { keepDays: 1, timeZone: TIME_ZONE, now: new Date() });
  const spans = () => rows('select 1 from step_span');

  test.each([
    [
      'a week of theirs is not summed up',
      `insert into dirty_log_week (repo_id, week) values (1, '2026-03-02')`,
      'delete from dirty_log_week',
    ],
    [
      'a log of that time is to be read',
      `insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at)
       values (1, 9, 1, 1, '2026-03-02T09:00:00Z')`,
      'delete from log_todo',
    ],
    [
      'a build of that time is to be stored',
      `insert into build_todo (repo_id, number, reason, created_at) values (1, 9, 'new', '2026-03-02T09:00:00Z')`,
      'delete from build_todo',
    ],
    [
      'a build of an unknown time is to be stored',
      `insert into build_todo (repo_id, number, reason) values (1, 9, 'hole')`,
      'delete from build_todo',
    ],
    [
      'the history is not all there',
      'update repo_import set history_done = false',
      'update repo_import set history_done = true',
    ],
  ])('as long as %s', async (_, begin, end) => {
    await db.pool.query(begin);
    expect(await purge()).toBe(0);
    expect(await spans()).toHaveLength(4);
    await db.pool.query(end);
    expect(await purge()).toBe(4);
    expect(await spans()).toEqual([]);
  });

  test('no longer because of what goes on today', async () => {
    await db.pool.query(
      `insert into dirty_log_week (repo_id, week) select 1, date_trunc('week', now())::date`,
    );
    await db.pool.query(
      `insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at) values (1, 9, 1, 1, now())`,
    );
    await db.pool.query(
      `insert into build_todo (repo_id, number, reason, created_at) values (1, 9, 'new', now())`,
    );
    expect(await purge()).toBe(4);
  });
});
