import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { readSettings } from '@/lib/settings/read-settings';
import { storeSettings } from '@/lib/settings/save-settings';
import { addDays, dayNumber, weekdayOf } from '@/lib/time/days';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { type ABuild, type AStage, addRepo, addServer, storeBuilds } from '@/tests/world/stored-builds';
import { hoursAWeekOf } from './hours-a-week';

const API = { id: 1, slug: 'acme/api' };
/** Wednesday: the minute more that each build takes since. */
const DAY = '2026-05-06';
let db: TestDatabase;
let [seriesId, pairId, rowId] = [0, 0, 0];

/** On each working day one build an hour, four in all. */
function builds(repoId: number, stagesOf: (stepS: number) => AStage[]): ABuild[] {
  const all: ABuild[] = [];
  for (let day = '2026-04-01'; day < '2026-05-19'; day = addDays(day, 1)) {
    if (weekdayOf(dayNumber(day)) > 5) continue;
    const stages = stagesOf(day < DAY ? 60 : 120);
    const waitS = Math.max(...stages.map(({ stopS }) => stopS ?? 0));
    // Each repository has people of its own.
    const person = `ada-${repoId}`;
    for (const hour of [6, 7, 8, 9]) {
      const created = `${day}T0${hour}:00:00Z`;
      all.push({ repoId, number: 10 * dayNumber(day) + hour, created, waitS, stages, person });
    }
  }
  return all;
}

/** Nothing runs beside the step. */
function alone(stepS: number): AStage[] {
  const steps = [{ name: 'install', startS: 10, stopS: 10 + stepS, dependsOn: [] }];
  return [{ startS: 10, stopS: 20 + stepS, steps }];
}

/** Two services side by side: the one that grows ends first, and then half a minute after the other. */
function sideBySide(stepS: number): AStage[] {
  const stage = (service: string, seconds: number) => {
    const steps = [{ name: `${service}-build`, startS: 10, stopS: 10 + seconds, dependsOn: [] }];
    return { name: service, startS: 10, stopS: 10 + seconds, steps };
  };
  return [stage('shop', stepS), stage('cart', 90)];
}

/** Two services in a row: what the first takes longer, the second begins later. */
function inARow(stepS: number): AStage[] {
  const steps = [
    { name: 'first-build', startS: 10, stopS: 10 + stepS, dependsOn: [] },
    { name: 'second-build', startS: 10 + stepS, stopS: 40 + stepS, dependsOn: ['first-build'] },
  ];
  return [{ startS: 10, stopS: 40 + stepS, steps }];
}

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  const { revisions } = await readSettings(db.pool);
  const split = ['acme/pair', 'acme/row'].map(repository => {
    return { repository, step: '<service>-build', service: '<service>' };
  });
  await storeSettings(db.pool, { rules: split }, revisions);
  pairId = await addRepo(db.pool, 'acme/pair');
  rowId = await addRepo(db.pool, 'acme/row');
  await storeBuilds(db.pool, [
    ...builds(API.id, alone),
    ...builds(pairId, sideBySide),
    ...builds(rowId, inARow),
  ]);
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

test('a service that shares its repository costs what builds end later, not what its own steps do', async () => {
  const hoursOf = (id: number, slug: string, service: string) =>
    hoursAWeekOf(at('2026-05-19T10:00:00Z'), { id, slug }, { kind: 'wait', service }, DAY, {
      before: 70_000,
      after: 130_000,
    });
  expect(await hoursOf(pairId, 'acme/pair', 'shop')).toBeCloseTo(A_WEEK / 2);
  expect(await hoursOf(pairId, 'acme/pair', 'cart')).toBeCloseTo(0);
  expect(await hoursOf(rowId, 'acme/row', 'first')).toBeCloseTo(A_WEEK);
  // The last of a row holds up no more than its own half minute.
  expect(await hoursOf(rowId, 'acme/row', 'second')).toBeCloseTo(A_WEEK / 2);
});
