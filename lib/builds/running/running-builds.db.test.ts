import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { storeSettings } from '@/lib/settings/save-settings';
import {
  type ABuild,
  type AStage,
  addRepo,
  addServer,
  aFilter,
  storeBuilds,
  testContext,
} from '@/tests/world/stored-builds';
import { readRunningBuilds, runningBuildsSchema } from './running-builds';

let db: TestDatabase;
const NOW = '2026-03-31T12:00:00Z';
const read = (change: Record<string, string> = {}) =>
  readRunningBuilds(testContext(db.pool, NOW), aFilter({ range: '4w', ...change }));

const twoServices = (apiS: number | null, webS: number | null): AStage[] => [
  {
    status: webS === null ? 'running' : 'success',
    startS: 10,
    stopS: webS,
    steps: [
      { name: 'api-build', startS: 10, stopS: apiS, status: apiS === null ? 'running' : 'success' },
      { name: 'web-build', startS: 10, stopS: webS, status: webS === null ? 'running' : 'success' },
    ],
  },
];

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  const mono = await addRepo(db.pool, 'shop/mono');
  const gone = await addRepo(db.pool, 'shop/gone');
  await db.pool.query('update repo set active = false where id = $1', [gone]);
  const rule = { repository: 'shop/mono', step: '<s>-build', service: '<s>', team: 'shop' };
  await storeSettings(db.pool, { rules: [rule] }, {});
  const past = (repoId: number, number: number, waitS: number, rest: Partial<ABuild> = {}): ABuild => ({
    repoId,
    number,
    created: `2026-03-${String(10 + number).padStart(2, '0')}T08:00:00Z`,
    waitS,
    ...rest,
  });
  await storeBuilds(db.pool, [
    // Waits of 100 … 600 s; a failure and one that is too old say nothing.
    ...[1, 2, 3, 4, 5, 6].map(n => past(1, n, n * 100)),
    past(1, 7, 9_000, { status: 'failure' }),
    { number: 0, created: '2026-02-01T08:00:00Z', waitS: 9_000 },
    ...[1, 2, 3, 4, 5].map(n => past(mono, n, 1_000, { stages: twoServices(100 + n, 1_000) })),
    {
      number: 20,
      created: '2026-03-31T11:57:30Z',
      waitS: null,
      status: 'running',
      stages: [
        {
          steps: [
            { name: 'db', startS: 10, stopS: null, status: 'running', detached: true },
            { name: 'test', startS: 15, stopS: null, status: 'running' },
          ],
        },
      ],
    },
    {
      number: 21,
      created: '2026-03-31T11:00:00Z',
      waitS: null,
      status: 'running',
      event: 'pull_request',
      source: 'x',
    },
    {
      number: 22,
      created: '2026-03-30T11:00:00Z',
      waitS: null,
      startedS: null,
      status: 'pending',
      stages: [{ status: 'blocked', steps: [] }],
    },
    {
      repoId: mono,
      number: 20,
      created: '2026-03-31T11:59:00Z',
      waitS: null,
      status: 'running',
      stages: twoServices(null, null),
    },
    { repoId: gone, number: 1, created: '2026-03-31T11:59:00Z', waitS: null, status: 'running' },
  ]);
});
afterAll(() => db.drop());

test('builds under way, oldest first, with what they may still take', async () => {
  const { rows } = runningBuildsSchema.parse(await read());
  expect(rows.map(row => [row.repository, row.number, row.status])).toEqual([
    ['acme/api', 22, 'blocked'],
    ['acme/api', 21, 'running'],
    ['acme/api', 20, 'running'],
    ['shop/mono', 20, 'running'],
  ]);
  // Of 100 … 600 s those of 150 s and more: 200 … 600.
  expect(rows[2]).toMatchObject({
    elapsedMs: 150_000,
    left: { n: 5, p50Ms: 250_000, p90Ms: 450_000, isOverdue: false },
    link: 'https://drone.example.com/acme/api/20',
  });
  const nothing = { n: 0, p50Ms: null, p90Ms: null, since: null };
  expect(rows[1]?.left).toEqual({ ...nothing, isOverdue: true });
  expect(rows[0]?.left).toEqual({ ...nothing, isOverdue: false });
});

test('the steps that run now, and since when', async () => {
  const { rows } = await read({ repository: 'shop/mono' });
  expect(rows[0]?.runningSteps).toEqual([
    { pipeline: 'default', step: 'api-build', elapsedMs: 50_000 },
    { pipeline: 'default', step: 'web-build', elapsedMs: 50_000 },
  ]);
  expect(rows[0]?.left.p50Ms).toBe(940_000);
});

test('a step that runs beside the others says nothing of where a build is', async () => {
  const { rows } = await read({ repository: 'acme/api' });
  const build = rows.find(row => row.number === 20);
  expect(build?.runningSteps).toEqual([{ pipeline: 'default', step: 'test', elapsedMs: 135_000 }]);
});

test('a service that shares its repository ends with its own steps', async () => {
  const { rows } = await read({ service: 'api' });
  expect(rows.map(row => [row.repository, row.left.p50Ms, row.services])).toEqual([
    ['shop/mono', 43_000, ['api', 'web']],
  ]);
});

test('branch and event narrow what runs, never what it is compared with', async () => {
  const { rows } = await read({ branch: 'default', repository: 'acme/api' });
  expect(rows.map(row => row.number)).toEqual([22, 20]);
  expect(rows[1]?.left.n).toBe(5);
  expect((await read({ event: 'pull_request' })).rows.map(row => row.number)).toEqual([21]);
});

test('what the wait was before it changed is expected no longer, unless too few took as long since', async () => {
  const jobs = await addRepo(db.pool, 'acme/jobs');
  const daily = Array.from({ length: 24 }, (_, i) => ({
    ...{ repoId: jobs, number: i + 1, waitS: i < 12 ? 900 : 300 },
    created: `2026-03-${String(i + 5).padStart(2, '0')}T08:00:00Z`,
  }));
  const running = (number: number, created: string) => {
    return { repoId: jobs, number, created, waitS: null, status: 'running' };
  };
  await storeBuilds(db.pool, [
    ...daily,
    running(30, '2026-03-31T11:58:00Z'),
    running(31, '2026-03-31T11:50:00Z'),
  ]);
  await db.pool.query(
    `insert into found_change (repo_id, subject, day, change, found_at)
     values ($1, 'wait acme/jobs', '2026-03-17', '{"kind": "wait", "before": 900000, "after": 300000}', now())`,
    [jobs],
  );
  const { rows } = await read({ repository: 'acme/jobs' });
  expect(rows.map(({ number, left }) => [number, left.n, left.p50Ms, left.since])).toEqual([
    [31, 12, 300_000, null],
    [30, 12, 180_000, '2026-03-17'],
  ]);
});

test('says when a poller polled last', async () => {
  expect((await read()).polledAt).toBeNull();
  await db.pool.query(
    `insert into poller (id, host, pid, started_at, heartbeat_at) values ('p', 'h', 1, $1, $1)`,
    ['2026-03-31T11:59:58Z'],
  );
  expect((await read()).polledAt).toBe('2026-03-31T11:59:58.000Z');
});
