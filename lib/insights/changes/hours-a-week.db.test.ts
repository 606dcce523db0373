import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { addDays, dayNumber, weekdayOf } from '@/lib/time/days';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { type ABuild, addServer, storeBuilds } from '@/tests/world/stored-builds';
import { hoursAWeekOf } from './hours-a-week';

const API = { id: 1, slug: 'acme/api' };
/** Wednesday: the minute more that each build takes since. */
const DAY = '2026-05-06';
let db: TestDatabase;
let seriesId = 0;

/** On each working day one build an hour, four in all, in which nothing runs beside the step. */
function builds(): ABuild[] {
  const all: ABuild[] = [];
  for (let day = '2026-04-01'; day < '2026-05-19'; day = addDays(day, 1)) {
    if (weekdayOf(dayNumber(day)) > 5) continue;
    const stepS = day < DAY ? 60 : 120;
    for (const hour of [6, 7, 8, 9]) {
      const steps = [{ name: 'install', startS: 10, stopS: 10 + stepS, dependsOn: [] }];
      const stages = [{ startS: 10, stopS: 20 + stepS, steps }];
      const created = `${day}T0${hour}:00:00Z`;
      all.push({ number: 10 * dayNumber(day) + hour, created, waitS: 20 + stepS, stages });
    }
  }
  return all;
}

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  await storeBuilds(db.pool, builds());
  const { rows } = await db.pool.query<{ id: number }>(`select id from series where step = 'install'`);
  seriesId = rows[0]?.id ?? 0;
});
afterAll(() => db.drop());

const at = (now: string): ReaderContext => ({
  source: new WeekSource(db.pool),
  now: new Date(now),
  timeZone: 'Europe/Berlin',
});
/** Four builds a day, a minute each. */
const A_WEEK = (5 * 4 * 60) / 3600;

test('a loss costs what people would wait less as it was before, at the rate of working days', async () => {
  const size = { before: 60_000, after: 120_000 };
  // Wednesday to Friday, the weekend behind them, or four days of which one is under way: the rate is the same.
  for (const now of ['2026-05-08T22:30:00Z', '2026-05-10T10:00:00Z', '2026-05-11T07:30:00Z'])
    expect(await hoursAWeekOf(at(now), API, { kind: 'step', seriesId }, DAY, size), now).toBeCloseTo(A_WEEK);
  const wait = { kind: 'wait', service: 'acme/api' } as const;
  const ofBuilds = { before: 80_000, after: 140_000 };
  expect(await hoursAWeekOf(at('2026-05-19T10:00:00Z'), API, wait, DAY, ofBuilds)).toBeCloseTo(A_WEEK);
});

test('a gain saves what people would have waited less before it', async () => {
  const size = { before: 60_000, after: 30_000 };
  const saved = await hoursAWeekOf(at('2026-05-08T10:00:00Z'), API, { kind: 'step', seriesId }, DAY, size);
  expect(saved).toBeCloseTo(-A_WEEK / 2);
});

test('of days off alone nothing is known', async () => {
  const size = { before: 60_000, after: 120_000 };
  const sunday = at('2026-05-10T10:00:00Z');
  expect(await hoursAWeekOf(sunday, API, { kind: 'step', seriesId }, '2026-05-10', size)).toBeNull();
});
