import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { WeekSource } from '@/lib/weeks/reader';
import { SMALL_ZONE, storeSmallWorld } from '@/tests/world/small-world';
import { findByText } from './find-by-text';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  await storeSmallWorld(db.pool, 'acme/checkout', [
    { number: 1, finished: '2026-03-09T10:00:00Z', waitS: 100, step: { name: 'lint' } },
    { number: 2, finished: '2026-03-11T10:00:00Z', waitS: 900, step: { name: 'install-all' } },
  ]);
});
afterAll(() => db.drop());

const stepsOf = async (text: string) => {
  const context = {
    source: new WeekSource(db.pool),
    now: new Date('2026-03-20T12:00:00Z'),
    timeZone: SMALL_ZONE,
  };
  return (await findByText(context, text)).steps.map(({ step }) => step);
};

test('the steps of a service are those that cost the most first, whatever they are called', async () => {
  expect((await stepsOf('checkout'))[0]).toBe('install-all');
});

test('a step that is called so comes before others that hold the word', async () => {
  expect((await stepsOf('lint'))[0]).toBe('lint');
});
