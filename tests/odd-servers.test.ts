import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { checkImport } from '@/lib/operations/doctor/check-import';
import { readImportProgress } from '@/lib/operations/progress';
import { readServers } from '@/lib/operations/servers';
import { runCommand } from './run-command';
import type { TestAnswer } from './world/drone-server';
import { sampleStage, sampleStep } from './world/drone-wire';
import { pollOnce } from './world/one-pass';
import { SmallDrone } from './world/small-drone';

let drone: SmallDrone;
let db: TestDatabase;

beforeEach(async () => {
  [drone, db] = await Promise.all([SmallDrone.start(), createTestDatabase()]);
});
afterEach(async () => {
  await drone.close();
  await db.drop();
});

const rows = async (text: string) => (await db.pool.query(text)).rows;
const numbersOf = async (slug: string) =>
  (
    await rows(
      `select b.number from build b join repo r on r.id = b.repo_id where r.slug = '${slug}' order by 1`,
    )
  ).map(row => row.number);
const KEPT = [
  'repo',
  'repo_import',
  'build',
  'stage',
  'step',
  'build_todo',
  'log_todo',
  'step_log',
  'packed_week',
];

/** Who wrote each row last: any update of a row, one that changes nothing included, has a number of its own. */
async function rowVersions(): Promise<Record<string, string[]>> {
  const entries = KEPT.map(async table => {
    const found = await rows(`select xmin::text as version from ${table} order by ctid`);
    return [table, found.map(({ version }) => version)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** One pass, with all pauses over. */
async function poll(server = drone.url, publicUrl: string | null = null): Promise<string[]> {
  await db.pool.query('update build_todo set due_at = now(); update log_todo set due_at = now()');
  await db.pool.query(
    `update repo_import set due_at = now(), relist_at = least(relist_at, now()) where due_at <> 'infinity' or relist_at is not null`,
  );
  await db.pool.query(
    'update repo_import set due_at = now() where repo_id in (select repo_id from build_todo)',
  );
  const { errors } = await pollOnce({
    pool: db.pool,
    ci: { kind: 'drone', server, token: 'secret', backoffBaseMs: 1, maxAttempts: 2, requestTimeoutMs: 5_000 },
    ciPublicUrl: publicUrl,
    logPolicy: { minStepSeconds: 0, maxAgeDays: null },
    keepSpansDays: 36_500,
  });
  return errors;
}

const bytes =
  (body: Buffer, headers: Record<string, string> = {}): TestAnswer =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
  };

/** What people at night find: health, page and doctor name it. */
async function expectNamed(name: string | RegExp): Promise<void> {
  const { troubled, troubledItems } = await readImportProgress(db.pool);
  expect(troubledItems).toBeGreaterThan(0);
  const findings = (await checkImport(db.pool)).filter(({ level }) => level === 'warn');
  expect(findings.map(({ text }) => text).join('\n')).toMatch(name);
  const { servers } = await readServers(db.pool);
  expect(servers[0]?.troubledItems.length).toBeGreaterThanOrEqual(troubled.length);
  expect(JSON.stringify([troubled, findings, servers])).not.toMatch(/\\u00(0[0-8be-f]|1)/);
}

const NUL = Buffer.alloc(16);
const GZIPPED = gzipSync('{"number":1}');

describe('one bad item costs one item (tried/drone/01, 02, 11, 16, 17)', () => {
  test.each<[string, TestAnswer]>([
    ['sixteen NUL bytes', bytes(NUL)],
    ['compressed though nobody asked', bytes(GZIPPED)],
    ['an error whose text holds NUL', { status: 422, json: { message: 'bad\u0000thing \ud800' } }],
    ['text that is cut off', bytes(Buffer.from('[{"pos":0,"out":"a'))],
    ['another shape', { json: { pos: 1 } }],
  ])('the log of one step is %s', async (_, answer) => {
    drone.addRepo(7, 'acme/odd', 5);
    drone.addRepo(8, 'acme/other', 5);
    drone.instead.set('/api/repos/acme/odd/builds/3/logs/1/2', answer);
    await poll();
    expect(await rows('select count(*)::int as n from step_log')).toEqual([{ n: 19 }]);
    await expectNamed(/acme\/odd #3, log of step test is left out: .+ tried 1 time, again at/);
    for (let pass = 0; pass < 6; pass += 1) await poll();
    expect(await rows(`select outcome, count(*)::int as n from step_log group by 1 order by 1`)).toEqual([
      { outcome: 'read', n: 19 },
      { outcome: 'unreadable', n: 1 },
    ]);
    await expectNamed(/acme\/odd #3, log of step test is left out: .+ tried often enough/);
  });

  test('the log of one step is an error of the server, which may be well again: it is not given up', async () => {
    drone.addRepo(7, 'acme/odd', 5);
    const failure = { status: 500, json: { message: 'bad\u0000thing \ud800' } };
    drone.instead.set('/api/repos/acme/odd/builds/3/logs/1/2', failure);
    for (let pass = 0; pass < 8; pass += 1) await poll();
    await expectNamed(/acme\/odd #3, log of step test is left out: .+ tried 8 times, again at/);
    drone.instead.clear();
    await poll();
    expect(await rows(`select outcome, count(*)::int as n from step_log group by 1 order by 1`)).toEqual([
      { outcome: 'read', n: 10 },
    ]);
  });

  test.each<[string, TestAnswer | 'the fifth']>([
    ['NUL bytes', bytes(NUL)],
    ['compressed', bytes(GZIPPED, { 'content-encoding': 'gzip' })],
    ['an unknown status', { json: { number: 6, id: 70_006, repo_id: 7, status: 'started' } }],
    ['that of another build', 'the fifth'],
    ['500', { status: 500, json: { message: 'database is locked' } }],
  ])('the answer for one build is %s', async (_, answer) => {
    const repo = drone.addRepo(7, 'acme/odd', 10);
    drone.instead.set(
      '/api/repos/acme/odd/builds/6',
      answer === 'the fifth' ? { json: repo.builds.get(5) } : answer,
    );
    await poll();
    expect(await numbersOf('acme/odd')).toEqual(upTo(10).filter(n => n !== 6));
    await expectNamed(/acme\/odd #6 is left out: .+/);
    expect(await rows('select attempts from build_todo')).toEqual([{ attempts: 1 }]);
    await poll();
    await poll();
    expect(await rows('select attempts from build_todo')).toEqual([{ attempts: 3 }]);
    expect(await readImportProgress(db.pool)).toMatchObject({ buildsToGo: 0, lastError: null });
    drone.instead.clear();
    await poll();
    expect(await numbersOf('acme/odd')).toEqual(upTo(10));
    expect(await readImportProgress(db.pool)).toMatchObject({ troubledItems: 0 });
  });

  test.each([
    ['no time of creation', { created: 0, started: 0, finished: 0 }],
    ['milliseconds', { created: 1_795_593_600_000 }],
    ['the zero time of Go', { created: -62_135_596_800 }],
    ['no number', { number: 'seven' }],
    ['a number of which JSON loses digits', { number: 2 ** 53 }],
    ['no event', { event: '' }],
  ])('one build of a list has %s', async (_, change) => {
    const repo = drone.addRepo(7, 'acme/odd', 20);
    drone.addBuild(repo, 7, change);
    await poll();
    expect(await numbersOf('acme/odd')).toEqual(upTo(20).filter(n => n !== 7));
    await expectNamed(/acme\/odd( #7|, list of builds) is left out: /);
  });

  test.each([3_221_225_477, 4_294_967_295, -1, 2 ** 31 - 1, 2 ** 40])(
    'an exit code of %s is stored as it is',
    async exitCode => {
      const repo = drone.addRepo(7, 'acme/windows', 5);
      const failed = { status: 'failure', exit_code: exitCode };
      const stages = [sampleStage({ ...failed, steps: [sampleStep({ ...failed, name: 'test' })] })];
      drone.addBuild(repo, 4, { status: 'failure', stages });
      await poll();
      expect(await numbersOf('acme/windows')).toEqual(upTo(5));
      expect(await rows('select distinct exit_code as code from step where build_number = 4')).toEqual([
        { code: exitCode },
      ]);
    },
  );

  test.each([
    ['unix seconds (18)', [1_795_593_610, 1_795_593_640, 1_795_593_700]],
    ['unix milliseconds', [1_795_593_610_000, 1_795_593_640_000, 1_795_593_700_000]],
    ['beyond all bounds', [0, 1e18, 2e18]],
    ['negative', [-3, 0, 10]],
  ])('the lines of a log have times in %s', async (_, times) => {
    drone.addRepo(7, 'acme/odd', 3);
    const json = times.map((time, pos) => ({ pos, out: `+ make ${pos}\n`, time }));
    drone.instead.set('/api/repos/acme/odd/builds/2/logs/1/2', { json });
    expect(await poll()).toEqual([]);
    expect(await rows(`select outcome, count(*)::int as n from step_log group by 1`)).toEqual([
      { outcome: 'read', n: 6 },
    ]);
    expect(
      await rows(
        'select 1 from step_span where duration_ms < 0 or duration_ms > 120000 or start_ms > 120000',
      ),
    ).toEqual([]);
  });
});

describe('one bad entry of the list of repositories costs one repository (03)', () => {
  test('a counter by date is followed like any other', async () => {
    drone.addRepo(24, 'acme/other', 4);
    drone.addRepo(25, 'acme/big-counter', 3).counter = 20_261_127_001;
    await poll();
    expect(await numbersOf('acme/other')).toEqual(upTo(4));
    expect(await numbersOf('acme/big-counter')).toEqual(upTo(3));
    const repo = drone.repos[0];
    if (repo !== undefined) drone.addBuild(repo, 5);
    await poll();
    expect(await numbersOf('acme/other')).toEqual(upTo(5));
  });

  test.each([
    ['no slug', { slug: undefined }],
    ['a counter that is none', { counter: 'many' }],
    ['a counter below 0', { counter: -1 }],
    ['a name without end', { slug: `acme/${'x'.repeat(3000)}` }],
    ['nothing at all', null],
  ])('an entry with %s is named, and the others go on', async (_, change) => {
    drone.addRepo(24, 'acme/other', 4);
    const entry =
      change === null
        ? null
        : { id: 25, slug: 'acme/odd', namespace: 'acme', name: 'odd', active: true, counter: 3, ...change };
    const good = { id: 24, slug: 'acme/other', namespace: 'acme', name: 'other', active: true, counter: 4 };
    drone.instead.set('/api/repos?page=1&per_page=100000', { json: [entry, good] });
    await poll();
    expect(await numbersOf('acme/other')).toEqual(upTo(4));
    await expectNamed(/(acme\/odd|entry 1|acme\/x+…?) is left out: .*; it is looked at again with the list/);
  });
});

describe('work in proportion to what there is (04, 14)', () => {
  test.each([3_000, 2_000_000, 20_261_127_001])('a counter of %s over three builds', async counter => {
    drone.addRepo(17, 'acme/counter-jump', 3).counter = counter;
    for (let pass = 0; pass < 8; pass += 1) await poll();
    const inRepo = drone.asked.filter(path => path.includes('counter-jump') && !path.includes('/logs/'));
    expect(inRepo.length).toBeLessThan(40);
    expect(await numbersOf('acme/counter-jump')).toEqual([1, 2, 3]);
    expect(await readImportProgress(db.pool)).toMatchObject({ buildsToGo: 0, reposDone: 1 });
  });

  test('before anything is listed, a counter is no number of builds', async () => {
    drone.addRepo(17, 'acme/counter-jump', 3).counter = 2_000_000;
    drone.instead.set('/api/repos/acme/counter-jump/builds', { status: 503, json: {} });
    await poll();
    expect((await readImportProgress(db.pool)).buildsToGo).toBeLessThan(200);
  });

  test('where one page for all repositories cannot be had, smaller ones are asked for', async () => {
    for (let id = 1; id <= 30; id += 1) drone.addRepo(id, `acme/r${id}`, 1);
    drone.instead.set('/api/repos?page=1&per_page=100000', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('[{"id":1,');
      response.destroy();
    });
    await poll();
    expect(await rows('select count(*)::int as n from build')).toEqual([{ n: 30 }]);
    expect(drone.asked).toContain('/api/repos?page=1&per_page=5000');
  });

  test('repositories that have not changed are neither asked for nor written', async () => {
    for (let id = 1; id <= 20; id += 1) drone.addRepo(id, `acme/r${id}`, 2);
    drone.addRepo(21, 'acme/empty', 0);
    await poll();
    const before = await rowVersions();
    expect(before).toMatchObject({ repo: { length: 21 }, build: { length: 40 } });
    drone.asked.length = 0;
    await poll();
    expect(drone.asked.filter(path => path.startsWith('/api/repos/'))).toHaveLength(1);
    expect(await rowVersions()).toEqual(before);
  });
});

describe('the same server, whatever its address (05, 12)', () => {
  test('under another name of this machine it goes on where it was', async () => {
    const repo = drone.addRepo(1, 'acme/control', 11);
    await poll();
    drone.addBuild(repo, 12);
    drone.asked.length = 0;
    await poll(drone.url.replace('127.0.0.1', 'localhost'));
    const { servers } = await readServers(db.pool);
    expect(servers.map(({ url, buildsStored, doubleOf }) => ({ url, buildsStored, doubleOf }))).toEqual([
      { url: drone.url.replace('127.0.0.1', 'localhost'), buildsStored: 12, doubleOf: null },
    ]);
    expect(await numbersOf('acme/control')).toEqual(upTo(12));
    expect(drone.asked.filter(path => /builds\/\d+$/.test(path)).length).toBeLessThan(6);
    await poll();
    expect((await readServers(db.pool)).servers).toHaveLength(1);
  });

  test('with its history half imported, and after builds were purged', async () => {
    const repo = drone.addRepo(1, 'acme/control', 30);
    await poll();
    await rows('delete from step where build_number < 12');
    await rows('delete from stage where build_number < 12');
    await rows('delete from build where number < 12');
    await rows('update repo_import set history_done = false, oldest_listed = 12, next_page = 1');
    for (let number = 25; number <= 30; number += 1) repo.builds.delete(number);
    await poll(drone.url.replace('127.0.0.1', 'localhost'));
    expect((await readServers(db.pool)).servers).toHaveLength(1);
    expect(await numbersOf('acme/control')).toEqual(upTo(30));
  });

  test.each<[string, (repo: ReturnType<SmallDrone['addRepo']>, copy: SmallDrone) => void]>([
    ['has not gone on', () => undefined],
    ['has gone on by itself', (repo, copy) => [10, 11].map(n => copy.addBuild(repo, n, { id: 900 + n }))],
  ])(
    'a copy from a backup that %s is no original that moved, as long as that one is read',
    async (_, goOn) => {
      drone.addRepo(1, 'acme/control', 11);
      await poll();
      await rows(
        `insert into poller (id, host, pid, started_at, heartbeat_at, server_id) values ('p', 'host-7', 42, now(), now(), 1)`,
      );
      await rows(`update server set discovered_at = now() - interval '1 hour'`);
      const copy = await SmallDrone.start();
      goOn(copy.addRepo(1, 'acme/control', 9), copy);
      await poll(copy.url);
      const { servers } = await readServers(db.pool);
      await copy.close();
      expect(servers.map(({ url }) => url)).toEqual([drone.url, copy.url]);
    },
  );

  test('another server with the same ids and names is another server', async () => {
    drone.addRepo(1, 'acme/control', 5);
    await poll();
    const other = await SmallDrone.start();
    const repo = other.addRepo(1, 'acme/control', 0);
    for (const number of upTo(5)) other.addBuild(repo, number, { id: 900 + number });
    await poll(other.url);
    await other.close();
    const { servers } = await readServers(db.pool);
    expect(servers.map(({ buildsStored, doubleOf }) => ({ buildsStored, doubleOf }))).toEqual([
      { buildsStored: 5, doubleOf: null },
      { buildsStored: 5, doubleOf: null },
    ]);
  });

  test('a new server at a known address leaves the old history alone', async () => {
    const old = drone.addRepo(1, 'acme/old', 5);
    drone.addBuild(old, 5, { status: 'running', finished: 0, version: 2 });
    drone.addRepo(2, 'acme/both', 5);
    await poll();
    await rows(`update repo_import set lease_owner = 'p', lease_until = now() + interval '1 minute',
      failed_turns = 3, last_error = 'answered 500', last_error_at = now(), relist_at = now()`);
    drone.repos.length = 0;
    const [first, second] = [drone.addRepo(1, 'acme/both', 0), drone.addRepo(2, 'acme/new', 0)];
    for (const number of upTo(3)) drone.addBuild(first, number, { id: 900 + number });
    for (const number of upTo(2)) drone.addBuild(second, number, { id: 950 + number });
    await poll();
    const { servers } = await readServers(db.pool);
    expect(servers.map(({ buildsStored }) => buildsStored)).toEqual([10, 5]);
    expect(servers[0]?.url).toContain('#until-');
    expect(
      await rows(`select distinct i.due_at::text as due, i.lease_owner, i.failed_turns, i.last_error_at, i.relist_at
        from repo_import i join repo r on r.id = i.repo_id where r.server_id = 1`),
    ).toEqual([
      { due: 'infinity', lease_owner: null, failed_turns: 0, last_error_at: null, relist_at: null },
    ]);
    expect(await rows('select 1 from build where not is_final')).toEqual([]);
    expect(await numbersOf('acme/old')).toEqual(upTo(5));
    expect(await numbersOf('acme/new')).toEqual(upTo(2));
  });

  test('two that were stored before are told to be doubled; one can be removed, and the other moved', async () => {
    drone.addRepo(1, 'acme/control', 11);
    await poll();
    await rows(
      `insert into server (url, discovered_at) values ('http://old.example', now() - interval '1 day')`,
    );
    await rows(`insert into repo (server_id, drone_id, slug, namespace, name, active)
      select 2, drone_id, slug, namespace, name, active from repo where server_id = 1`);
    await rows('insert into repo_import (repo_id, builds_stored) values (2, 11)');
    await rows(`create temp table copied as select * from build; update copied set repo_id = 2;
      insert into build select * from copied`);
    const texts = (await checkImport(db.pool)).map(({ text }) => text).join('\n');
    expect(texts).toMatch(/127.* and http:\/\/old\.example hold the same builds/);
    const env = { DATABASE_URL: db.url };
    const list = await runCommand(['servers', 'list'], { env });
    expect(list).toMatchObject({ code: 0, output: expect.stringContaining('holds the same builds as') });
    const asked = await runCommand(['servers', 'remove', 'http://old.example'], { env });
    expect(asked.code).toBe(2);
    expect(asked.output).toContain('1 repository with 11 builds, which cannot be undone');
    const taken = await runCommand(['servers', 'move', '1', 'http://old.example'], { env });
    expect(taken.output).toContain('is known as server 2');
    const removed = await runCommand(['servers', 'remove', '2', '--confirm'], { env });
    expect(removed).toMatchObject({ code: 0, output: expect.stringContaining('11 builds') });
    const moved = await runCommand(['servers', 'move', drone.url, 'https://ci.example.com/'], { env });
    expect(moved).toMatchObject({
      code: 0,
      output: expect.stringContaining('at https://ci.example.com now'),
    });
    expect((await readServers(db.pool)).servers).toMatchObject([
      { url: 'https://ci.example.com', buildsStored: 11 },
    ]);
    await poll();
    expect(await rows('select count(*)::int as n from build')).toEqual([{ n: 11 }]);
  });

  test('a server that a poller reads is not removed under it', async () => {
    drone.addRepo(1, 'acme/control', 1);
    await poll();
    await rows(
      `insert into poller (id, host, pid, started_at, heartbeat_at, server_id) values ('p', 'host-7', 42, now(), now(), 1)`,
    );
    const refused = await runCommand(['servers', 'remove', '1', '--confirm'], {
      env: { DATABASE_URL: db.url },
    });
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('being read by the poller on host-7 (process 42)');
    expect(await numbersOf('acme/control')).toEqual([1]);
  });

  test('links lead to the public address', async () => {
    drone.addRepo(1, 'acme/control', 1);
    await poll(drone.url, 'https://ci.example.com');
    expect((await readServers(db.pool)).servers).toMatchObject([
      { url: drone.url, publicUrl: 'https://ci.example.com' },
    ]);
    await poll();
    expect((await readServers(db.pool)).servers).toMatchObject([{ publicUrl: null }]);
  });
});

describe('a repository that is gone, or another under its name (06, 13)', () => {
  test('made again while builds of the old one were to be fetched: nothing of the new one is taken for it', async () => {
    const old = drone.addRepo(4, 'acme/recreated', 6);
    drone.addBuild(old, 6, { status: 'running', finished: 0, version: 2 });
    for (const n of [1, 2, 3])
      drone.instead.set(`/api/repos/acme/recreated/builds/${n}`, { status: 500, json: {} });
    await poll();
    expect(await numbersOf('acme/recreated')).toEqual([4, 5, 6]);
    drone.instead.clear();
    drone.repos.length = 0;
    drone.addRepo(104, 'acme/recreated', 4);
    // The list still has the old one: only the answers tell.
    drone.instead.set('/api/repos?page=1&per_page=100000', {
      json: [
        { id: 4, slug: 'acme/recreated', namespace: 'acme', name: 'recreated', active: true, counter: 6 },
      ],
    });
    await poll();
    drone.instead.clear();
    await poll();
    expect(
      await rows(
        `select r.drone_id as repo, b.number, b.status from build b join repo r on r.id = b.repo_id order by 1, 2`,
      ),
    ).toEqual([
      { repo: 4, number: 4, status: 'success' },
      { repo: 4, number: 5, status: 'success' },
      { repo: 4, number: 6, status: 'running' },
      ...upTo(4).map(number => ({ repo: 104, number, status: 'success' })),
    ]);
    expect(await rows('select 1 from build_todo')).toEqual([]);
    expect(await readImportProgress(db.pool)).toMatchObject({
      lastError: null,
      troubledItems: 0,
      buildsToGo: 0,
    });
    expect(await rows(`select ended_reason from repo where drone_id = 4`)).toEqual([
      { ended_reason: 'replaced' },
    ]);
  });

  test('made again before the logs of the old one were read: none of the new one is stored as its', async () => {
    drone.addRepo(4, 'acme/recreated', 3);
    for (const n of [1, 2, 3])
      for (const step of [1, 2])
        drone.instead.set(`/api/repos/acme/recreated/builds/${n}/logs/1/${step}`, { status: 503, json: {} });
    await poll();
    drone.instead.clear();
    drone.repos.length = 0;
    drone.addRepo(104, 'acme/recreated', 3);
    drone.instead.set('/api/repos?page=1&per_page=100000', {
      json: [
        { id: 4, slug: 'acme/recreated', namespace: 'acme', name: 'recreated', active: true, counter: 3 },
      ],
    });
    await poll();
    expect(await rows('select 1 from step_log')).toEqual([]);
    expect(await rows('select 1 from log_todo')).toEqual([]);
  });

  test('deleted on purpose: told once, its builds are no longer under way, its history stays, nobody asks again', async () => {
    const gone = drone.addRepo(6, 'acme/gone', 4);
    drone.addBuild(gone, 4, { status: 'running', finished: 0, version: 2 });
    drone.addRepo(7, 'acme/here', 2);
    await poll();
    drone.repos.splice(0, 1);
    await poll();
    drone.asked.length = 0;
    await poll();
    expect(drone.asked.filter(path => path.includes('gone'))).toEqual([]);
    expect(await numbersOf('acme/gone')).toEqual(upTo(4));
    expect(await readImportProgress(db.pool)).toMatchObject({ lastError: null, troubledItems: 0 });
    expect(await rows(`select active, ended_reason from repo where drone_id = 6`)).toEqual([
      { active: false, ended_reason: 'gone' },
    ]);
    // It was not gone after all.
    drone.repos.push(gone);
    drone.addBuild(gone, 4);
    drone.addBuild(gone, 5);
    await poll();
    expect(await numbersOf('acme/gone')).toEqual(upTo(5));
    expect(
      await rows(
        `select status from build b join repo r on r.id = b.repo_id where r.drone_id = 6 and number = 4`,
      ),
    ).toEqual([{ status: 'success' }]);
  });

  test('a list that lacks what answers to its name ends nothing', async () => {
    drone.addRepo(6, 'acme/there', 2);
    await poll();
    drone.instead.set('/api/repos?page=1&per_page=100000', { json: [] });
    await poll();
    drone.instead.clear();
    expect(await rows('select ended_at, active from repo')).toEqual([{ ended_at: null, active: true }]);
  });

  test('renamed, and another one made under its old name', async () => {
    const renamed = drone.addRepo(5, 'acme/before', 3);
    await poll();
    renamed.slug = 'acme/after';
    drone.addRepo(50, 'acme/before', 2);
    drone.addBuild(renamed, 4);
    await poll();
    expect(await numbersOf('acme/after')).toEqual(upTo(4));
    expect(await numbersOf('acme/before')).toEqual(upTo(2));
    expect(await rows('select ended_at from repo where ended_at is not null')).toEqual([]);
  });
});

describe('the server as a whole (15, 16)', () => {
  test.each<[string, TestAnswer, RegExp]>([
    ['compressed', bytes(GZIPPED, { 'content-encoding': 'gzip' }), /does not fit the API of Drone/],
    ['cut off while compressed', bytes(GZIPPED.subarray(0, 15)), /compressed bytes that cannot be unpacked/],
    ['NUL', bytes(NUL), /not JSON/],
    [
      'a failure with NUL',
      { status: 500, json: { message: 'a\u0000b\u001b[31m' } },
      /answered 500 "a b \[31m"/,
    ],
  ])('what it answers is %s: the page can say so', async (_, answer, message) => {
    drone.instead.set('/api/user', answer);
    await poll();
    const { lastError } = await readImportProgress(db.pool);
    expect(lastError).toMatch(message);
    expect(lastError).not.toMatch(/\p{Cc}/u);
  });

  test('Woodpecker is named by doctor', async () => {
    drone.version = { source: 'https://github.com/woodpecker-ci/woodpecker', version: '3.17.0' };
    const env = { DRONE_SERVER: drone.url, DRONE_TOKEN: 'secret', DATABASE_URL: db.url };
    const { output, code } = await runCommand(['doctor'], { env });
    expect(output).toMatch(/fail {2}drone +.*this is Woodpecker 3\.17\.0: its API is another one/);
    expect(code).not.toBe(0);
  });
});
