import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { addRepo, addServer, aFilter, aPage, storeBuilds, testContext } from '@/tests/world/stored-builds';
import { readBuild } from '../detail/read-build';
import { listLogins } from '../exclusions';
import { readBuilds } from './read-builds';

let db: TestDatabase;
/** What the statements compare with is the clock of the database. */
const NOW = new Date(Math.floor(Date.now() / 1000) * 1000);
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000).toISOString();
const inYears = (years: number) => daysAgo(-365 * years);
const context = () => testContext(db.pool, NOW.toISOString());
const named = async (change: Parameters<typeof aPage>[0]) => {
  const { rows, nextCursor } = await readBuilds(context(), aPage({ range: '28d', ...change }));
  return { names: rows.map(row => `${row.repository}#${row.number} ${row.exclusionReason}`), nextCursor };
};

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  const [web, old, gone] = [
    await addRepo(db.pool, 'acme/web'),
    await addRepo(db.pool, 'acme/old'),
    await addRepo(db.pool, 'acme/gone'),
  ];
  const unset = (repoId: number, number: number, year: number) => ({
    ...{ repoId, number, waitS: 60, created: `${year}-01-01T00:00:00Z` },
  });
  await storeBuilds(db.pool, [
    { number: 1, created: daysAgo(2), waitS: 60 },
    // By their creation in another order than by their numbers.
    ...[2001, 2007, 2003, 2005, 2002].map((year, i) => unset(1, 2 + i, year)),
    ...[2009, 2000].map((year, i) => unset(web, 1 + i, year)),
    { number: 7, created: inYears(1), waitS: 60 },
    { number: 8, created: daysAgo(3), waitS: 365 * 86_400 },
    { number: 9, created: daysAgo(4), waitS: null, status: 'killed', isFinal: true },
    { number: 10, created: daysAgo(4.5), waitS: null, status: 'declined', isFinal: true },
    { repoId: old, number: 1, created: daysAgo(5), waitS: null, status: 'running' },
    { repoId: gone, number: 1, created: daysAgo(6), waitS: null, status: 'running' },
    { repoId: web, number: 3, created: daysAgo(7), waitS: null, status: 'running' },
  ]);
  await db.pool.query(`
    update repo set is_current = false where id = ${old};
    update repo set active = false, ended_at = now() - interval '5 days', ended_reason = 'gone' where id = ${gone};
    update stage set status = 'killed' where repo_id = 1 and build_number = 9;
    update stage set status = 'declined' where repo_id = 1 and build_number = 10;
    update stage set status = 'running' where repo_id = any(array[${old}, ${gone}, ${web}]) and stopped_at is null`);
});
afterAll(() => db.drop());

const LISTED = [
  'acme/web#3 null',
  'acme/api#1 null',
  'acme/api#8 no-end',
  'acme/api#9 no-end',
  'acme/api#10 declined',
  'acme/old#1 gone',
  'acme/gone#1 gone',
  'acme/web#2 bad-creation',
  'acme/web#1 bad-creation',
  ...[7, 6, 5, 4, 3, 2].map(number => `acme/api#${number} bad-creation`),
];

describe('builds in no figure', () => {
  test('stand in the list with their reason: those ahead of now, without an end, and never seen to end', async () => {
    expect((await named({})).names).toEqual(LISTED);
    expect((await named({ status: 'running' })).names).toEqual(['acme/web#3 null']);
  });

  test.each([1, 2, 3, 5])(
    'in pages of %i each is there once, however many were created at no time',
    async limit => {
      const seen: string[] = [];
      for (let cursor: string | null = null; ; ) {
        const page = await named(cursor === null ? { limit } : { limit, cursor });
        seen.push(...page.names);
        cursor = page.nextCursor;
        if (cursor === null) break;
        expect(page.names).toHaveLength(limit);
      }
      expect(seen).toEqual(LISTED);
    },
  );

  test('are counted by their reason', async () => {
    const { builds } = await listLogins(context(), aFilter({ range: '28d' }));
    expect(builds.leftOut).toMatchObject({ 'bad-creation': 8, 'no-end': 2, gone: 2, declined: 1 });
  });

  test.each([
    ['acme/api', 9, 'no-end'],
    ['acme/api', 8, 'no-end'],
    ['acme/api', 10, 'declined'],
    ['acme/api', 7, 'bad-creation'],
  ])('%s #%i is %s on its page, too', async (slug, number, reason) => {
    expect(await readBuild(context(), slug, number)).toMatchObject({ nobodyWaits: reason });
  });
});
