import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '@/lib/db/test-database';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { runMetric } from '@/lib/metrics/run-metric';
import { reportFiguresSchema } from '@/lib/reports/build/report-figures';
import { findReport, listReports, storeReport } from '@/lib/reports/store/stored-reports';
import { ReportsUpkeep } from '@/lib/reports/upkeep';
import { addDays } from '@/lib/time/days';
import { DAY_MS, HOUR_MS } from '@/lib/time/units';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { createDemoDatabase, STORY } from '@/tests/demo-database';
import { sampleReport } from '@/tests/world/sample-report';

let db: TestDatabase;
let context: ReaderContext;

async function makeAll(now: Date): Promise<void> {
  const upkeep = new ReportsUpkeep({ source: context.source, timeZone: 'UTC' });
  while (await upkeep.turn(now));
}

const all = async () => (await listReports(db.pool, { team: null, limit: 1000 })).reports;

beforeAll(async () => {
  db = await createDemoDatabase('story');
  // The import made some by the clock, of weeks in which nothing was built.
  await db.pool.query('truncate report, report_week cascade');
  context = { source: new WeekSource(db.pool), now: STORY.origin, timeZone: 'UTC' };
  await makeAll(context.now);
}, 240_000);
afterAll(() => db.drop());

test('each whole week has a report for the organisation and each team, with the figures of the API', async () => {
  const { book } = await context.source.open();
  const reports = await all();
  const weeks = new Set(reports.map(({ week }) => week));
  expect(weeks.size).toBeGreaterThan(4);
  expect(reports).toHaveLength(weeks.size * (1 + book.teams.length));
  for (const { week, team, from, until } of reports) {
    const stored = await findReport(db.pool, { week, team, revision: null });
    const figures = reportFiguresSchema.parse(stored?.figures);
    const filter = metricFilterSchema.parse({ range: `${from}..${addDays(until, -1)}`, team });
    const { rows } = await runMetric(context, 'totals', filter);
    expect(figures.totals).toEqual(rows.find(({ period }) => period === 'now'));
    const { count = 0, endedCount = 0 } = figures.failed ?? {};
    expect(endedCount === 0 ? null : count / endedCount).toBe(figures.totals.failedRatio);
    const hours = figures.where?.services.reduce((sum, { lostMs }) => sum + lostMs, 0) ?? 0;
    expect(hours).toBeLessThanOrEqual(figures.totals.lostMs);
  }
});

test('the regression is told in one week, and by the team that it concerns', async () => {
  const told = (await all()).flatMap(({ week, team, lead }) =>
    lead.some(sentence => sentence.toLowerCase().includes('install of storefront/checkout-web got slower'))
      ? [{ week, team }]
      : [],
  );
  expect(new Set(told.map(({ week }) => week)).size).toBe(1);
  expect(told.map(({ team }) => team)).toEqual([null, 'storefront']);
});

test('looking again stores nothing; other settings are a revision that says so, and the first stays', async () => {
  const before = await all();
  await makeAll(new Date(context.now.getTime() + 2 * DAY_MS));
  expect((await all()).every(({ revision }) => revision === 1)).toBe(true);
  const [newest] = before.filter(({ team, figures }) => team === null && figures.length > 0);
  if (newest === undefined) throw new Error('there is no report');
  const { week, team } = newest;
  const first = await findReport(db.pool, { week, team, revision: 1 });
  // As if fewer hours had been lost when it was made.
  await db.pool.query(
    `update report set figures = jsonb_set(figures, '{totals,lostMs}', '3600000') where week = $1::date and team = ''`,
    [newest.from],
  );
  await db.pool.query(`update report_week set fingerprint = 'other' where week = $1::date`, [newest.from]);
  await makeAll(new Date(context.now.getTime() + 4 * DAY_MS));
  const second = await findReport(db.pool, { week, team, revision: null });
  expect(second).toMatchObject({ revision: 2, moved: [expect.stringMatching(/^Hours lost: 1\.0 h → /)] });
  expect(second?.document.notices[0]).toMatch(/^Revision 2: Hours lost/);
  expect((await findReport(db.pool, { week, team, revision: 1 }))?.document).toEqual(first?.document);
});

test('a week whose logs are still being read is waited for; then its report says so, and a revision that they are', async () => {
  const week = (await all())[0];
  if (week === undefined) throw new Error('there is no report');
  await db.pool.query('delete from report where week = $1::date', [week.from]);
  await db.pool.query('delete from report_week where week = $1::date', [week.from]);
  await db.pool.query(
    `insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at)
     select id, 1000000, 1, 1, $1::date from repo limit 1`,
    [week.from],
  );
  const upkeep = new ReportsUpkeep({ source: context.source, timeZone: 'UTC' });
  const look = async (afterMs: number) => {
    while (await upkeep.turn(new Date(context.now.getTime() + afterMs)));
    return findReport(db.pool, { week: week.week, team: null, revision: null });
  };
  expect(await look(0)).toBeNull();
  expect(await look(5 * HOUR_MS)).toBeNull();
  const unfinished = await look(7 * HOUR_MS);
  expect(unfinished).toMatchObject({ revision: 1, isComplete: false });
  expect(unfinished?.document.notices).toContainEqual(
    expect.stringMatching(/^1 log of the week is not read/),
  );
  await db.pool.query('delete from log_todo where build_number = 1000000');
  expect(await look(9 * HOUR_MS)).toMatchObject({
    ...{ revision: 2, isComplete: true },
    moved: ['What was missing is there by now.'],
  });
});

test('a week of which some reports were made of other data than there is now is looked at again', async () => {
  const [newest] = (await all()).filter(({ team }) => team === null);
  if (newest === undefined) throw new Error('there is no report');
  await db.pool.query('delete from report_week where week = $1::date', [newest.from]);
  await db.pool.query(`delete from report where week = $1::date and team = 'storefront'`, [newest.from]);
  await db.pool.query(
    `update report set figures = jsonb_set(figures, '{data,fingerprint}', '"before"') where week = $1::date and team = ''`,
    [newest.from],
  );
  const fingerprint = async () =>
    (await db.pool.query('select fingerprint from report_week where week = $1::date', [newest.from])).rows;
  const now = context.now.getTime() + 10 * HOUR_MS;
  await makeAll(new Date(now));
  expect(await fingerprint()).toEqual([{ fingerprint: 'unfinished' }]);
  await makeAll(new Date(now + DAY_MS));
  expect(await fingerprint()).not.toEqual([{ fingerprint: 'unfinished' }]);
});

test('words that were cut in the middle of an emoji are stored', async () => {
  const key = { week: '2020-W10', team: null, revision: 1 };
  await storeReport(db.pool, {
    ...{ ...key, builtAt: context.now, isMadeAfterwards: true, isComplete: true, settingsFingerprint: '' },
    ...{ figures: { title: '🚀'.slice(0, 1) }, document: { ...sampleReport(), title: '🚀'.slice(0, 1) } },
    moved: [],
  });
  expect((await findReport(db.pool, key))?.document.title).toBe('\uFFFD');
});
