import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { packAll } from '@/tests/world/packed-weeks';
import { addRepo, addServer, storeBuilds } from '@/tests/world/stored-builds';
import { countServiceBuilds } from './rule-builds';

let db: TestDatabase;
let context: ReaderContext;

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  const repoId = await addRepo(db.pool, 'acme/mono');
  const step = (name: string) => ({ name, startS: 0, stopS: 60, dependsOn: [] });
  const build = (number: number, created: string, names: string[]) => {
    return { repoId, number, created, waitS: 60, stages: [{ startS: 0, stopS: 60, steps: names.map(step) }] };
  };
  await storeBuilds(db.pool, [
    build(1, '2026-05-11T09:00:00Z', ['api-build', 'web-build']),
    build(2, '2026-05-12T09:00:00Z', ['api-build']),
    // Before the 28 days.
    build(3, '2026-03-12T09:00:00Z', ['api-build']),
  ]);
  await packAll(db.pool, 'UTC');
  context = { source: new WeekSource(db.pool), now: new Date('2026-05-20T10:00:00Z'), timeZone: 'UTC' };
});
afterAll(() => db.drop());

test('a build counts for each service that has steps in it, under the rules in force and under others', async () => {
  const split = { repository: 'acme/mono', step: '<service>-build', service: '<service>' };
  const { before, after } = await countServiceBuilds(context, [split]);
  expect([...before]).toEqual([['acme/mono', 2]]);
  expect([...after].sort()).toEqual([
    ['api', 2],
    ['web', 1],
  ]);
  const { book } = await context.source.open();
  expect([...book.teamOfService.keys()]).toEqual(['acme/mono']);
});
