import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { addServer, storeBuilds } from '@/tests/world/stored-builds';
import { type Optimisation, optimisationDraftSchema, optimisationsSearchSchema } from './optimisation';
import { measureNextEffect } from './stored-effects';
import { listOptimisations, recordOptimisation } from './stored-optimisations';

const MARCH = ['02', '03', '04', '05', '06', '09', '10', '11', '12', '13', '16', '17', '18', '19', '20'];
let db: TestDatabase;
let context: ReaderContext;

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  await storeBuilds(
    db.pool,
    MARCH.flatMap((day, index) =>
      [6, 7, 8].map(hour => ({
        number: 10 * index + hour,
        created: `2026-03-${day}T0${hour}:00:00Z`,
        waitS: (index < 8 ? 300 : 200) + ((hour * 7 + index * 3) % 11),
      })),
    ),
  );
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query('truncate optimisation restart identity cascade');
  context = {
    source: new WeekSource(db.pool),
    now: new Date('2026-05-20T10:00:00Z'),
    timeZone: 'Europe/Berlin',
  };
});

const record = (title: string, at: string) =>
  recordOptimisation(context, optimisationDraftSchema.parse({ title, at }));

async function listed(): Promise<Map<string, Optimisation>> {
  const all = await listOptimisations(context, optimisationsSearchSchema.parse({}));
  return new Map(all.map(one => [one.title, one]));
}

test('of two on consecutive days each says that the other leaves no days', async () => {
  await record('first', '2026-03-11');
  await record('second', '2026-03-12');
  await record('alone', '2026-05-19');
  while (await measureNextEffect(context));
  const all = await listed();
  expect(all.get('first')).toMatchObject({
    effect: null,
    noDaysBetween: [{ title: 'second', day: '2026-03-12' }],
  });
  expect(all.get('second')).toMatchObject({ effect: null, noDaysBetween: [{ title: 'first' }] });
  // The day after it is not over: that is another reason to have no effect.
  expect(all.get('alone')).toMatchObject({ effect: null, noDaysBetween: null, firstKnownOn: '2026-05-21' });
});
