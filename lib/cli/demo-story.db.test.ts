import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '@/lib/db/sql';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { storyOf } from '@/lib/demo/story';
import { optimisationsSearchSchema } from '@/lib/insights/optimisations/optimisation';
import { deleteOptimisation, listOptimisations } from '@/lib/insights/optimisations/stored-optimisations';
import { DAY_MS } from '@/lib/time/units';
import { WeekSource } from '@/lib/weeks/reader';
import { addServer } from '@/tests/world/stored-builds';
import { recordDemoStory } from './demo-story';

const ORIGIN = new Date('2026-05-20T15:30:00Z');
const ALL = optimisationsSearchSchema.parse({});

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test('a new demo has the optimisations of its story; those that are deleted stay so', async () => {
  const context = { source: new WeekSource(db.pool, 16), now: ORIGIN, timeZone: 'UTC' };
  const told = storyOf(Math.floor(ORIGIN.getTime() / DAY_MS)).filter(({ kind }) => kind === 'optimisation');
  await recordDemoStory(context, ORIGIN);
  // It was stopped before the import began.
  await db.pool.query(sql`delete from optimisation where title like 'Own small base image%'`);
  await recordDemoStory(context, ORIGIN);
  const recorded = await listOptimisations(context, ALL);
  expect(recorded).toHaveLength(4);
  expect(
    new Map(recorded.map(({ title, at, scope, hoursSpent, by }) => [title, { at, scope, hoursSpent, by }])),
  ).toEqual(
    new Map(
      told.map(({ title, at, repos, steps, hoursSpent, by }) => [
        title,
        {
          at: at.toISOString(),
          scope: { services: [...repos], teams: [], steps: [...steps], runners: [] },
          ...{ hoursSpent, by },
        },
      ]),
    ),
  );
  await addServer(db.pool);
  for (const { id } of recorded) await deleteOptimisation(context, id);
  await db.pool.query(sql`delete from optimisation where deleted_at is not null`);
  await recordDemoStory(context, ORIGIN);
  expect(await listOptimisations(context, ALL)).toEqual([]);
});
