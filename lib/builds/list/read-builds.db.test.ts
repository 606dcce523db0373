import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '@/lib/db/sql';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { storeSettings } from '@/lib/settings/save-settings';
import { CAUSES } from '@/lib/waiting/waiting-day';
import { emptyColumns } from '@/lib/weeks/format/columns';
import { AMOUNT_COLUMNS, LOST_SUM_COLUMNS } from '@/lib/weeks/format/lost-parts';
import { packParts } from '@/lib/weeks/format/parts';
import { BUILD_FLAG, codeOf } from '@/lib/weeks/reader';
import {
  type AStage,
  addRepo,
  addServer,
  aPage,
  storeBuilds,
  testContext,
} from '@/tests/world/stored-builds';
import type { BuildRow } from './build-row';
import { buildsPageSchema } from './builds-filter';
import { readBuilds } from './read-builds';

let db: TestDatabase;
/** A Tuesday. */
const NOW = '2026-03-31T12:00:00Z';

const read = async (change: Parameters<typeof aPage>[0] = {}) =>
  readBuilds(testContext(db.pool, NOW), aPage({ range: '28d', ...change }));
const named = (rows: readonly BuildRow[]) => rows.map(row => `${row.repository}#${row.number}`);
const list = async (change: Parameters<typeof aPage>[0] = {}) => named((await read(change)).rows);

/** Two services in one repository: api fails after 60 s, web goes on to 100 s. */
const TWO_SERVICES: AStage[] = [
  {
    status: 'failure',
    startS: 10,
    stopS: 100,
    steps: [
      { name: 'clone', startS: 10, stopS: 15, dependsOn: [] },
      { name: 'api-build', startS: 15, stopS: 60, status: 'failure', dependsOn: ['clone'] },
      { name: 'web-build', startS: 15, stopS: 100, dependsOn: ['clone'] },
    ],
  },
];

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  const mono = await addRepo(db.pool, 'shop/mono');
  const rule = { repository: 'shop/mono', step: '<s>-build', service: '<s>', team: 'shop' };
  await storeSettings(db.pool, { rules: [rule] }, {});
  await storeBuilds(db.pool, [
    { number: 1, created: '2026-03-05T08:00:00Z', waitS: 100, title: 'A title', message: 'first line\nmore' },
    { number: 2, created: '2026-03-10T08:00:00Z', waitS: 200, message: 'fix: it\n\nbecause' },
    {
      number: 3,
      created: '2026-03-10T08:00:00Z',
      waitS: 200,
      status: 'failure',
      event: 'pull_request',
      source: 'feature/x',
    },
    { number: 4, created: '2026-03-20T08:00:00Z', waitS: 50, status: 'killed', person: 'renovate' },
    { number: 5, created: '2026-03-20T09:00:00Z', waitS: 100, parent: 4 },
    { number: 6, created: '2026-03-21T08:00:00Z', waitS: 0, startedS: 0, status: 'error', stages: [] },
    { number: 7, created: '2026-03-22T08:00:00Z', waitS: null, status: 'declined', isFinal: true },
    { number: 8, created: '2026-03-31T11:59:00Z', waitS: null, status: 'running' },
    {
      number: 9,
      created: '2026-03-31T11:59:30Z',
      waitS: null,
      startedS: null,
      status: 'pending',
      stages: [],
    },
    {
      repoId: mono,
      number: 1,
      created: '2026-03-25T08:00:00Z',
      waitS: 110,
      status: 'failure',
      stages: TWO_SERVICES,
    },
    // Before the range.
    { repoId: mono, number: 0, created: '2026-02-01T08:00:00Z', waitS: 10 },
  ]);
});
afterAll(() => db.drop());

const ALL = [
  'acme/api#9',
  'acme/api#8',
  'shop/mono#1',
  'acme/api#7',
  'acme/api#6',
  'acme/api#5',
  'acme/api#4',
  'acme/api#3',
  'acme/api#2',
  'acme/api#1',
];

describe('a list of builds', () => {
  test('under way first, then by their end, those declined where they were created', async () => {
    const { rows, nextCursor, days } = await read();
    expect(named(rows)).toEqual(ALL);
    expect(nextCursor).toBeNull();
    expect(days).toEqual({ from: '2026-03-04', until: '2026-04-01' });
  });

  test.each([1, 2, 3, 7])('in pages of %i it is the same, each build once', async limit => {
    const seen: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const { rows, nextCursor } = await read(cursor === null ? { limit } : { limit, cursor });
      seen.push(...named(rows));
      cursor = nextCursor;
      if (cursor === null) break;
      expect(rows).toHaveLength(limit);
    }
    expect(seen).toEqual(ALL);
  });

  test.each([
    [{ status: 'success' }, ['acme/api#5', 'acme/api#2', 'acme/api#1']],
    [{ status: 'failed' }, ['shop/mono#1', 'acme/api#6', 'acme/api#3']],
    [{ status: 'killed' }, ['acme/api#4']],
    [{ status: 'other' }, ['acme/api#7']],
    [{ status: 'running' }, ['acme/api#9', 'acme/api#8']],
    [{ status: 'running', range: '2026-01-01..2026-01-31' }, ['acme/api#9', 'acme/api#8']],
    [{ branch: 'others' }, ['acme/api#3']],
    [{ event: 'pull_request' }, ['acme/api#3']],
    [{ range: '2026-03-20..2026-03-20' }, ['acme/api#5', 'acme/api#4']],
    [{ repository: 'shop/mono' }, ['shop/mono#1']],
    [{ team: 'shop' }, ['shop/mono#1']],
    [{ repository: 'no/such' }, []],
    // Until its steps are known, a build may become one with such a step.
    [{ step: 'test', status: 'running' }, ['acme/api#9', 'acme/api#8']],
    [{ step: 'web-build' }, ['shop/mono#1']],
  ])('of %j', async (change, expected) => {
    expect(await list(change)).toEqual(expected);
  });

  test('the range decides by the organisation’s days, and 4w ends today', async () => {
    expect(await list({ range: '4w' })).toEqual(ALL.slice(0, -1));
  });

  test('a row', async () => {
    const { rows } = await read({ repository: 'acme/api', range: '2026-03-20..2026-03-20' });
    expect(rows[0]).toEqual({
      repository: 'acme/api',
      number: 5,
      services: ['acme/api'],
      status: 'success',
      buildStatus: 'success',
      event: 'push',
      branch: 'main',
      title: 'change 5',
      createdAt: '2026-03-20T09:00:00.000Z',
      startedAt: '2026-03-20T09:00:10.000Z',
      finishedAt: '2026-03-20T09:01:40.000Z',
      waitMs: 100_000,
      queueMs: 10_000,
      approvalMs: 0,
      verdict: 'too-few',
      usualP50Ms: 100_000,
      usualP90Ms: 200_000,
      usualBuilds: 2,
      exclusionReason: null,
      isRerun: true,
      lostMs: null,
      ciServer: 'Drone',
      link: 'https://drone.example.com/acme/api/5',
    });
  });

  test('titles come before first lines; what has not ended has no wait', async () => {
    const { rows } = await read({ repository: 'acme/api' });
    expect(Object.fromEntries(rows.map(row => [row.number, row.title]))).toMatchObject({
      1: 'A title',
      2: 'fix: it',
    });
    expect(rows[0]).toMatchObject({
      number: 9,
      status: 'pending',
      waitMs: null,
      queueMs: null,
      lostMs: null,
    });
  });

  test('tells nothing of people', async () => {
    expect(JSON.stringify(await read())).not.toMatch(/ada|renovate/);
  });
});

describe('a service that shares its repository', () => {
  test('has the status and wait of its own steps, beside that of the build', async () => {
    const [api] = (await read({ service: 'api' })).rows;
    expect(api).toMatchObject({ status: 'failure', waitMs: 60_000, services: ['api', 'web'] });
    const [web] = (await read({ service: 'web' })).rows;
    expect(web).toMatchObject({ status: 'success', buildStatus: 'failure', waitMs: 100_000 });
  });

  test('is asked for by how its own steps ended', async () => {
    expect(await list({ service: 'web', status: 'failed' })).toEqual([]);
    expect(await list({ service: 'web', status: 'success' })).toEqual(['shop/mono#1']);
  });
});

describe('hours lost', () => {
  const lostMs = async () => {
    const { rows } = await read({ repository: 'acme/api', range: '2026-03-09..2026-03-22' });
    return Object.fromEntries(rows.map(row => [row.number, row.lostMs]));
  };

  test('are unknown until computed; who is a bot loses none', async () => {
    expect(await lostMs()).toEqual({ 2: null, 3: null, 4: 0, 5: null, 6: 0, 7: null });
  });

  test('are the amounts of the week, once it is computed and nothing changed since', async () => {
    const amounts = emptyColumns(AMOUNT_COLUMNS, 3);
    const rows: Array<[number: number, cause: string, lostMs: number]> = [
      [2, 'queue', 7_000],
      [2, 'run', 90_000],
      [3, 'failed', 5_000],
    ];
    rows.forEach(([number, cause, lost], i) => {
      amounts.number[i] = number;
      amounts.cause[i] = codeOf(CAUSES, cause);
      amounts.lostMs[i] = lost;
      amounts.day[i] = 1;
      amounts.flags[i] = BUILD_FLAG.onDefaultBranch;
    });
    const parts = packParts({ amounts, sums: emptyColumns(LOST_SUM_COLUMNS, 0) });
    await db.pool.query('delete from dirty_person_day');
    await db.pool.query(sql`
      insert into lost_week (repo_id, week, amounts, sums, sequence)
      values (1, '2026-03-09', ${parts.amounts}, ${parts.sums}, 1000)`);
    await db.pool.query('update week_sequence set sequence = 1000 where repo_id = 1');
    await db.pool.query(`insert into waiting_week values ('2026-03-09', 'x', now())`);
    expect(await lostMs()).toMatchObject({ 2: 97_000, 3: 5_000, 4: 0, 5: null });
    await db.pool.query(`insert into dirty_person_day select id, '2026-03-10' from login where name = 'ada'`);
    expect(await lostMs()).toMatchObject({ 2: null, 3: null });
  });
});

test('a page with several faults names them all', () => {
  const parsed = buildsPageSchema.safeParse({ status: 'green', cursor: 'x', limit: '0', colour: 'red' });
  const problems =
    parsed.error?.issues.map(issue => `${issue.path.join('.')} ${issue.message}`).join('\n') ?? '';
  expect(problems).toMatch(
    /status must be one of all, ended, success[\s\S]*cursor must be[\s\S]*limit must be a whole number from 1/,
  );
  expect(problems).toContain('colour');
});
