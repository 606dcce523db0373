import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { addDays, dayNumber, weekdayOf } from '@/lib/time/days';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { addServer, storeBuilds } from '@/tests/world/stored-builds';
import { changesSearchSchema } from './change';
import { listChanges } from './stored-changes';
import { watchNextRepo } from './watch-next';

const ZONE = 'Europe/Berlin';
let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  await db.pool.query('update repo_import set history_done = true');
});
afterAll(() => db.drop());

const at = (now: string): ReaderContext => ({
  source: new WeekSource(db.pool),
  now: new Date(now),
  timeZone: ZONE,
});

function workdays(from: string, until: string): string[] {
  const days: string[] = [];
  for (let day = from; day < until; day = addDays(day, 1)) if (weekdayOf(dayNumber(day)) <= 5) days.push(day);
  return days;
}

test('an alarm of the first hours of a day, which in UTC is still the day before', async () => {
  const usual = workdays('2026-04-06', '2026-05-12').flatMap((day, index) =>
    [6, 7, 8, 9].map(hour => ({
      number: 10 * index + hour,
      created: `${day}T0${hour}:00:00Z`,
      waitS: 300 + ((hour * 7 + index * 3) % 11),
    })),
  );
  const night = [1, 2, 3, 4, 5, 6].map(minute => ({
    number: 1000 + minute,
    created: `2026-05-11T22:0${minute}:00Z`,
    waitS: 900 + minute,
  }));
  await storeBuilds(db.pool, [...usual, ...night]);
  const context = at('2026-05-11T22:40:00Z');
  while (await watchNextRepo(context));
  const { changes } = await listChanges(context, changesSearchSchema.parse({ kind: 'wait' }));
  expect(changes).toMatchObject([{ isAlarm: true, day: '2026-05-12', service: 'acme/api', isWorse: true }]);
});
