import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as metricRoute from '@/app/api/v1/metrics/[name]/route';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { isMetricName, METRICS } from '@/lib/metrics/registry';
import { runMetric } from '@/lib/metrics/run-metric';
import { Upkeep } from '@/lib/poller/upkeep';
import type { Settings } from '@/lib/settings/settings';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { rollUpAll } from '@/tests/world/lost-table';
import { createMetricWorld, WORLD_ZONE } from '@/tests/world/metric-world';
import { packAllAs, packVersionOne, packWithAnotherColumn } from '@/tests/world/other-formats';
import { aBuildAt, aRepo, packAll, storeFacts } from '@/tests/world/packed-weeks';
import { storeRandomSpans } from '@/tests/world/random-spans';
import { beginningOf, TABLES, type WeekTable } from '../format/parts';
import { markStaleWeeks } from '../pack/find-stale-weeks';
import { markOtherZones } from '../pack/mark-other-zones';
import { packNextWeek } from '../pack/pack-week';
import { WeekSource } from './week-source';

const NOW = new Date('2026-05-12T10:00:00Z');
const RANGE = '2026-03-02..2026-05-10';
const QUESTIONS = ['', 'team=blue', 'event=pull_request&bucket=day'].map(
  narrow => `range=${RANGE}&${narrow}`,
);
/** How fresh figures are is told of the packing itself. */
const FIGURES = Object.keys(METRICS)
  .filter(isMetricName)
  .filter(name => name !== 'freshness');
const WEEK_MS = 7 * 86_400_000;

type Answers = Record<string, unknown>;

let db: TestDatabase;
let expected: Answers;
/** Has more weeks than are packed at a time. */
let longRepoId: number;

beforeAll(async () => {
  db = await createTestDatabase();
  process.env.DATABASE_URL = db.url;
  process.env.TIME_ZONE = WORLD_ZONE;
  const settings: Settings = await createMetricWorld(db.pool, 15);
  // Whoever packs as versions before did has seen no approvals.
  await db.pool.query('update stage set blocked_from = null, blocked_until = null, released_at = null');
  const { rows } = await db.pool.query<{ repoId: number; week: string }>(
    'select repo_id as "repoId", week::text as week from packed_week',
  );
  await markStaleWeeks(db.pool, rows);
  longRepoId = await aRepo(db.pool, 'acme/long');
  const builds = Array.from({ length: 28 }, (_, index) =>
    aBuildAt(index + 1, new Date(Date.parse('2026-05-06T10:00:00Z') - index * WEEK_MS).toISOString()),
  );
  await storeFacts(db.pool, longRepoId, builds, WORLD_ZONE);
  await packAll(db.pool, WORLD_ZONE);
  await rollUpAll(db.pool, settings, WORLD_ZONE);
  await storeRandomSpans(db.pool);
  expected = await askAll(new WeekSource(db.pool));
}, 120_000);
afterAll(() => db.drop());

/** Rows of every metric to every question. */
async function askAll(source: WeekSource, names = FIGURES, questions = QUESTIONS): Promise<Answers> {
  source.expire();
  const context = { source, now: NOW, timeZone: WORLD_ZONE };
  const answers: Answers = {};
  for (const question of questions) {
    const filter = metricFilterSchema.parse(Object.fromEntries(new URLSearchParams(question)));
    for (const name of names) answers[`${name}?${question}`] = (await runMetric(context, name, filter)).rows;
  }
  return answers;
}

/** One question to each kind of part: asked often. */
const askSome = (source: WeekSource) =>
  askAll(source, ['wait', 'lost', 'steps', 'runners', 'cache-rates', 'step-spans'], QUESTIONS.slice(0, 1));

async function askApi(): Promise<Answers> {
  const answers: Answers = {};
  for (const question of QUESTIONS) {
    for (const name of FIGURES) {
      const request = new Request(`http://127.0.0.1:3000/api/v1/metrics/${name}?${question}`);
      const answer = await metricRoute.GET(request, { params: Promise.resolve({ name }) });
      answers[`${name}?${question}`] = answer.status === 200 ? (await answer.json()).rows : answer.status;
    }
  }
  return answers;
}

/** Mondays of the weeks of a table that another version packed, newest first. */
async function weeksOfOthers(table: WeekTable, repoId: number | null = null): Promise<string[]> {
  const { name, first } = TABLES[table];
  const { rows } = await db.pool.query<{ week: string }>(
    `select week::text as week from ${name}
     where substring(${first} from 1 for 8) <> $1 and ($2::int is null or repo_id = $2) order by ${name}.week desc`,
    [beginningOf(table), repoId],
  );
  return rows.map(({ week }) => week);
}

const countOthers = async () =>
  (await Promise.all((['packed', 'lost', 'spans'] as const).map(table => weeksOfOthers(table)))).flat()
    .length;

describe.each([
  ['version 1', packVersionOne],
  ['a version with another column', packWithAnotherColumn],
] as const)('weeks that %s packed', (_, pack) => {
  beforeAll(async () => {
    await packAllAs(db.pool, pack);
    // Hours lost of another version are known by their settings: its format is one of them.
    await db.pool.query(`update waiting_week set fingerprint = 'of another version'`);
    await db.pool.query('update packed_week set sequence = 0');
    await db.pool.query('update lost_week set sequence = 0');
    await db.pool.query('update packed_span_week set sequence = 0');
    await db.pool.query('update week_sequence set sequence = 0');
  });

  test('are read at once, by a question and through the API', async () => {
    expect(await countOthers()).toBeGreaterThan(100);
    expect(await askAll(new WeekSource(db.pool))).toEqual(expected);
    expect(await askApi()).toEqual(expected);
  });

  test('are packed anew, the newest first, and no figure changes on the way', async () => {
    const held = new WeekSource(db.pool);
    await askAll(held);
    const before = await weeksOfOthers('packed', longRepoId);
    const context = { pool: db.pool, timeZone: WORLD_ZONE, calendar: createLocalCalendar(WORLD_ZONE) };
    await markOtherZones(db.pool, WORLD_ZONE);
    const packed: string[] = [];
    const left: number[] = [];
    for (;;) {
      const week = await packNextWeek(context, true);
      if (week === null) break;
      packed.push(week.week);
      const others = await weeksOfOthers('packed', longRepoId);
      expect(others).toEqual(before.slice(before.length - others.length));
      left.push(others.length);
      expect(expected).toMatchObject(await askSome(held));
    }
    expect(packed).toEqual(packed.toSorted().toReversed());
    expect(left.at(-1)).toBe(0);
    expect(await weeksOfOthers('packed')).toEqual([]);
    expect(await askAll(new WeekSource(db.pool))).toEqual(expected);
  });

  test('are all packed anew by the poller beside questions, which see no figure change', async () => {
    const held = new WeekSource(db.pool);
    let isDone = false;
    const upkeep = new Upkeep({ pool: db.pool, timeZone: WORLD_ZONE, keepSpansDays: 36_500 });
    const done = upkeep.finish(new AbortController().signal).then(() => {
      isDone = true;
    });
    while (!isDone) expect(expected).toMatchObject(await askSome(held));
    await done;
    expect(await countOthers()).toBe(0);
    expect(await askAll(held)).toEqual(expected);
    expect(await askApi()).toEqual(expected);
  }, 120_000);
});
