import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordStory } from '@/lib/cli/demo-story';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { dayOf } from '@/lib/demo/calendar';
import { storyOf } from '@/lib/demo/story';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { importStory } from './demo-effects';
import {
  askOverview,
  dayOfEvent,
  falseClaims,
  lineOf,
  mondaysBefore,
  type OverviewSays,
  workingDaysFrom,
} from './overview-weeks';

const NOW = new Date('2026-05-20T15:30:00Z');
const DEVELOPERS = 12;
const STORY = storyOf(dayOf(NOW.getTime() / 1000));
const REGRESSION = STORY.filter(({ kind }) => kind === 'regression');
/** Working days after the one on which it began, by when it has to be told. */
const LATEST = 3;
/** A change that lasts is settled by then; until it is, the alarm of its first day stays. */
const DAYS_WATCHED = 6;
let db: TestDatabase;
let context: ReaderContext;

beforeAll(async () => {
  db = await createTestDatabase();
  await importStory(db.pool, NOW, DEVELOPERS);
  context = { source: new WeekSource(db.pool), now: NOW, timeZone: 'UTC' };
  await recordStory(
    context,
    STORY.filter(({ kind }) => kind === 'optimisation'),
  );
}, 900_000);
afterAll(() => db.drop());

function print(said: readonly OverviewSays[]): void {
  process.stdout.write(`${said.map(lineOf).join('\n')}\n`);
}

test('of 26 weeks, no Overview of a Monday claims what is not so', async () => {
  const said: OverviewSays[] = [];
  for (const day of mondaysBefore(NOW, 26))
    said.push(await askOverview(context, new Date(`${day}T08:00:00Z`)));
  print(said);
  expect(said.map(one => [one.day, falseClaims(one, STORY)]).filter(([, claims]) => claims?.length)).toEqual(
    [],
  );
}, 900_000);

test('the regression is told on the first working day on which its interval excludes no change', async () => {
  const [regression] = REGRESSION;
  if (regression === undefined) throw new Error('the story has no regression');
  const said: OverviewSays[] = [];
  for (const day of workingDaysFrom(dayOfEvent(regression.at), DAYS_WATCHED))
    said.push(await askOverview(context, new Date(`${day}T20:00:00Z`)));
  print(said);
  const isTold = ({ news }: OverviewSays) =>
    news.some(({ change }) => regression.repos.includes(change.repository));
  const first = said.findIndex(isTold);
  expect(first).toBeGreaterThanOrEqual(0);
  expect(first).toBeLessThanOrEqual(LATEST);
  expect(said.slice(first).every(isTold)).toBe(true);
  const own = said[first]?.news.find(({ change }) => regression.repos.includes(change.repository));
  expect(own?.change).toMatchObject({ step: 'install', isWorse: true });
  const settled = said.at(-1)?.news.find(({ change }) => regression.repos.includes(change.repository));
  expect(settled?.change.isAlarm).toBe(false);
}, 900_000);
