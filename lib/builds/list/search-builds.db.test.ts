import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { storeSettings } from '@/lib/settings/save-settings';
import {
  type ABuild,
  addRepo,
  addServer,
  aPage,
  storeBuilds,
  testContext,
} from '@/tests/world/stored-builds';
import { readBuild } from '../detail/read-build';
import { readBuilds } from './read-builds';

let db: TestDatabase;
/** A Tuesday. */
const NOW = '2026-03-31T12:00:00Z';

const read = (change: Parameters<typeof aPage>[0] = {}) =>
  readBuilds(testContext(db.pool, NOW), aPage({ range: '28d', event: 'all', ...change }));
const list = async (change: Parameters<typeof aPage>[0] = {}) =>
  (await read(change)).rows.map(row => `${row.repository}#${row.number}`);

/** One build each hour, so that what is usual moves with them. */
const hourly = (number: number, waitS: number, rest: Partial<ABuild> = {}): ABuild => ({
  number,
  waitS,
  created: new Date(Date.UTC(2026, 2, 20, number)).toISOString(),
  ...rest,
});

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  const web = await addRepo(db.pool, 'acme/web');
  await storeSettings(db.pool, { people: { aliases: { 'ada.l': 'ada' }, bots: [] } }, {});
  await storeBuilds(db.pool, [
    ...Array.from({ length: 20 }, (_, i) => hourly(i + 1, 100 + i)),
    hourly(21, 300, { title: 'Fix 100% of pools', person: 'Grace' }),
    hourly(22, 400, { status: 'killed', sha: 'abcdef0123456789', source: 'feature/pool_size' }),
    hourly(23, 90, { source: 'feature/poolXsize', person: 'ADA.L', title: 'Rename 21 fields' }),
    { repoId: web, number: 21, created: '2026-03-25T08:00:00Z', waitS: 60, person: null },
    {
      repoId: web,
      number: 22,
      created: '2026-03-26T08:00:00Z',
      waitS: null,
      status: 'declined',
      isFinal: true,
    },
    {
      repoId: web,
      number: 23,
      created: '2026-03-31T11:59:00Z',
      waitS: null,
      status: 'running',
      title: 'Fix it',
      person: 'grace',
    },
  ]);
});
afterAll(() => db.drop());

describe('a list of builds is searched', () => {
  test.each([
    ['FIX', ['acme/web#23', 'acme/api#21']],
    ['fix pools', ['acme/api#21']],
    ['100%', ['acme/api#21']],
    ['pool_size', ['acme/api#22']],
    ['#21', ['acme/web#21', 'acme/api#21']],
    ['21', ['acme/web#21', 'acme/api#23', 'acme/api#21']],
    ['ABCDEF01', ['acme/api#22']],
    ['#99999999999', []],
    ["'; drop table build; --", []],
  ])('by %o', async (text, found) => {
    expect(await list({ text })).toEqual(found);
  });

  test('by the branch, in full', async () => {
    expect(await list({ branchName: 'feature/pool_size' })).toEqual(['acme/api#22']);
    expect(await list({ branchName: 'feature/pool' })).toEqual([]);
  });

  test('by who waits, whatever the case, logins that are joined as one', async () => {
    expect(await list({ author: 'GRACE' })).toEqual(['acme/web#23', 'acme/api#21']);
    expect(await list({ author: 'ada', limit: 2, status: 'success' })).toEqual([
      'acme/api#23',
      'acme/api#20',
    ]);
    expect(await list({ author: 'nobody' })).toEqual([]);
  });

  test('and among those that nobody saw end; pages go on behind each other', async () => {
    expect(await list({ text: '#22' })).toEqual(['acme/web#22', 'acme/api#22']);
    const first = await read({ text: 'change', limit: 5 });
    const second = await read({ text: 'change', limit: 500, cursor: first.nextCursor ?? '' });
    const seen = [...first.rows, ...second.rows].map(row => `${row.repository}#${row.number}`);
    expect(seen).toEqual(await list({ text: 'change', limit: 500 }));
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('slower than usual', () => {
  test('is marked as on the page of each build', async () => {
    const { rows } = await read();
    expect(rows).toHaveLength(26);
    for (const row of rows) {
      const page = await readBuild(testContext(db.pool, NOW), row.repository, row.number);
      if (row.finishedAt === null) expect(row.verdict).toBeNull();
      else {
        expect([row.number, row.verdict]).toEqual([row.number, page?.verdict]);
        expect(row).toMatchObject({
          usualP50Ms: page?.usualWait.p50Ms,
          usualP90Ms: page?.usualWait.p90Ms,
          usualBuilds: page?.usualWait.n,
        });
      }
    }
    const verdicts = new Set(rows.map(row => row.verdict));
    expect(verdicts).toEqual(new Set(['above-p90', 'too-few', 'within', null]));
  });

  test('alone: those that the marks name, in pages too', async () => {
    const marked = (await read()).rows.filter(row => row.verdict === 'above-p90');
    const names = marked.map(row => `${row.repository}#${row.number}`);
    expect(names).toContain('acme/api#21');
    expect(await list({ pace: 'slower' })).toEqual(names);
    const first = await read({ pace: 'slower', limit: 3 });
    expect([
      ...first.rows.map(row => row.number),
      ...(await read({ pace: 'slower', cursor: first.nextCursor ?? '' })).rows.map(row => row.number),
    ]).toEqual(marked.map(row => row.number));
  });
});

describe('the hour of the week in which they were pushed', () => {
  test('is told by the local clock', async () => {
    // 20 March is a Friday, an hour before UTC; daylight saving began on the 29th.
    expect(await list({ weekHour: '5-03' })).toEqual(['acme/api#2']);
    expect(await list({ weekHour: '6-03' })).toEqual([]);
  });

  test('holds for what is under way and for what was declined', async () => {
    expect(await list({ weekHour: '2-13', status: 'running' })).toEqual(['acme/web#23']);
    expect(await list({ weekHour: '2-12', status: 'running' })).toEqual([]);
    expect(await list({ weekHour: '4-09', leftOut: 'declined' })).toEqual(['acme/web#22']);
    expect(await list({ weekHour: '4-08', leftOut: 'declined' })).toEqual([]);
  });
});
