import { QueryClient } from '@tanstack/react-query';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { metricContext } from '@/app/metric-context';
import { sharedPool } from '@/lib/db/shared-pool';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { changesSearchSchema } from '@/lib/insights/changes/change';
import { packDuration } from '@/lib/insights/changes/series-state';
import { compareSearchSchema } from '@/lib/insights/compare/compare-search';
import { fixFirstSearchSchema } from '@/lib/insights/fix-first/finding';
import { optimisationsSearchSchema } from '@/lib/insights/optimisations/optimisation';
import {
  type Change,
  changePointsQuery,
  changesQuery,
  compareQuery,
  deleteOptimisation,
  editOptimisation,
  type Finding,
  fixFirstQuery,
  markChange,
  type Optimisation,
  type OptimisationsSearch,
  optimisationsQuery,
  recordOptimisation,
  restoreOptimisation,
  setFindingAside,
  suggestionsQuery,
  trendAddress,
  trendQuery,
  trendSentence,
  waitSentence,
} from '@/lib/insights/query';
import { trendSchema } from '@/lib/insights/trend/trend-answer';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { parseCsv } from '@/tests/parse-csv';
import { problemsWith } from '@/tests/world/api-contract';
import { type ABuild, addRepo, addServer, storeBuilds } from '@/tests/world/stored-builds';
import * as points from './v1/changes/points/route';
import * as changes from './v1/changes/route';
import * as compared from './v1/compare/route';
import * as exported from './v1/export/route';
import * as fixFirst from './v1/fix-first/route';
import * as restored from './v1/optimisations/[id]/restore/route';
import * as one from './v1/optimisations/[id]/route';
import * as optimisations from './v1/optimisations/route';
import * as suggestions from './v1/optimisations/suggestions/route';
import * as trend from './v1/trend/route';

let db: TestDatabase;
/** Of two weeks each, from Monday. */
const WORKDAYS = [2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 25, 26, 27].map(
  day => `2026-03-${String(day).padStart(2, '0')}`,
);
const AFTER = '2026-03-16..2026-03-29';
const HOST = 'http://127.0.0.1:3000';

/** What the browser fetches is answered by the routes, and held against the document. */
async function answerBrowser(address: string, init: RequestInit = {}): Promise<Response> {
  const request = new Request(HOST + address, init);
  const { pathname } = new URL(request.url);
  const [, id = ''] = /optimisations\/(\d+)/.exec(pathname) ?? [];
  const place = { params: Promise.resolve({ id }) };
  const path = id === '' ? pathname : pathname.replace(`/${id}`, '/{id}');
  const routes: Record<string, () => Promise<Response>> = {
    'GET /api/v1/optimisations': () => optimisations.GET(request),
    'POST /api/v1/optimisations': () => optimisations.POST(request),
    'GET /api/v1/optimisations/{id}': () => one.GET(request, place),
    'PUT /api/v1/optimisations/{id}': () => one.PUT(request, place),
    'DELETE /api/v1/optimisations/{id}': () => one.DELETE(request, place),
    'POST /api/v1/optimisations/{id}/restore': () => restored.POST(request, place),
    'GET /api/v1/compare': () => compared.GET(request),
    'GET /api/v1/trend': () => trend.GET(request),
    'GET /api/v1/changes/points': () => points.GET(request),
    'GET /api/v1/optimisations/suggestions': () => suggestions.GET(request),
    'GET /api/v1/changes': () => changes.GET(request),
    'PUT /api/v1/changes': () => changes.PUT(request),
    'GET /api/v1/fix-first': () => fixFirst.GET(request),
    'PUT /api/v1/fix-first': () => fixFirst.PUT(request),
  };
  const answer = await routes[`${request.method} ${path}`]?.();
  if (answer === undefined) throw new Error(`nothing answers ${request.method} ${path}`);
  const { method } = request;
  expect(problemsWith(method.toLowerCase(), path, answer.status, await answer.clone().json())).toEqual([]);
  return answer;
}

const list = (search: Partial<OptimisationsSearch> = {}): Promise<Optimisation[]> =>
  new QueryClient().fetchQuery(optimisationsQuery({ ...optimisationsSearchSchema.parse({}), ...search }));

/** What the file of a page has under a title; null: nothing stands under it. */
async function readExported(page: string, title: string): Promise<Array<Record<string, string>> | null> {
  const answer = await exported.GET(new Request(`${HOST}/api/v1/export?page=${page}&range=${AFTER}`));
  const tables = (await answer.text()).split('\r\n\r\n');
  const found = tables.find(table => table.startsWith(`${title}\r\n`) || table.startsWith(`"${title}`));
  return found === undefined ? null : parseCsv(`${found.slice(found.indexOf('\r\n') + 2).trimEnd()}\r\n`);
}

/** Ten working days of six builds at 300 s, then as many at 200 s. */
function builds(): ABuild[] {
  return WORKDAYS.flatMap((day, index) =>
    [1, 2, 3, 4, 5, 6].map(hour => ({
      number: 10 * index + hour,
      created: `${day}T0${hour + 2}:00:00Z`,
      waitS: (index < 10 ? 300 : 200) + ((hour * 7 + index * 3) % 11),
    })),
  );
}

beforeAll(async () => {
  db = await createTestDatabase();
  process.env.DATABASE_URL = db.url;
  process.env.TIME_ZONE = 'Europe/Berlin';
  await addServer(db.pool);
  await addRepo(db.pool, 'shop/web');
  await storeBuilds(db.pool, builds());
  await db.pool.query(
    `insert into waiting_week (week, fingerprint, computed_at) select distinct week, '', now() from packed_week`,
  );
  vi.stubGlobal('fetch', answerBrowser);
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await sharedPool().end();
  await db.drop();
});
beforeEach(async () => {
  await db.pool.query(
    'truncate optimisation, change_mark, set_aside, found_change, watched_series, fix_finding, fix_first_run cascade',
  );
  metricContext().source.expire();
});

describe('optimisations', () => {
  test('are recorded with what is given; a day is a local one', async () => {
    const recorded = await recordOptimisation({
      title: ' Small base image ',
      at: '2026-03-02',
      scope: { services: ['shop/web', 'shop/web'], teams: [], steps: ['publish'], runners: [] },
      hoursSpent: 4,
    });
    expect(recorded).toMatchObject({
      title: 'Small base image',
      at: '2026-03-01T23:00:00.000Z',
      day: '2026-03-02',
      scope: { services: ['shop/web'], teams: [], steps: ['publish'], runners: [] },
      hoursSpent: 4,
      by: null,
      effect: null,
    });
    expect(await list()).toEqual([recorded]);
  });

  test('a title is enough: it concerns everything, and took effect now', async () => {
    const before = Date.now();
    const { at, scope } = await recordOptimisation({ title: 'More runners' });
    expect(Date.parse(at)).toBeGreaterThanOrEqual(before);
    expect(Object.values(scope).flat()).toEqual([]);
  });

  test('are listed where their scope meets the filter, the newest first', async () => {
    const scope = { services: [], teams: [], steps: [], runners: [] };
    const titles = async (search: Partial<OptimisationsSearch>) =>
      (await list(search)).map(({ title }) => title);
    await recordOptimisation({ title: 'all', at: '2026-01-01' });
    await recordOptimisation({ title: 'web', at: '2026-01-02', scope: { ...scope, services: ['shop/web'] } });
    await recordOptimisation({ title: 'tests', at: '2026-01-03', scope: { ...scope, steps: ['test'] } });
    expect(await titles({})).toEqual(['tests', 'web', 'all']);
    expect(await titles({ service: 'shop/web' })).toEqual(['tests', 'web', 'all']);
    expect(await titles({ service: 'shop/api', step: 'publish' })).toEqual(['all']);
  });

  test('are edited, but nothing that somebody else saved is overwritten', async () => {
    const { id, revision, at } = await recordOptimisation({ title: 'one', at: '2026-01-01', hoursSpent: 2 });
    const whole = {
      id,
      revision,
      at: null,
      by: null,
      note: null,
      expectedHoursAWeek: null,
      findingKey: null,
    };
    const scope = { services: [], teams: ['shop'], steps: [], runners: [] };
    const edited = await editOptimisation({ ...whole, title: 'two', scope, hoursSpent: null });
    expect(edited).toMatchObject({ title: 'two', at, scope, hoursSpent: null });
    await expect(
      editOptimisation({ ...whole, title: 'three', scope, hoursSpent: null }),
    ).rejects.toMatchObject({
      status: 409,
    });
    expect(await list()).toEqual([edited]);
  });

  test('are deleted, and come back', async () => {
    const recorded = await recordOptimisation({ title: 'one' });
    await deleteOptimisation(recorded.id);
    expect(await list()).toEqual([]);
    await expect(deleteOptimisation(recorded.id)).rejects.toMatchObject({ status: 404 });
    expect(await restoreOptimisation(recorded.id)).toMatchObject({ id: recorded.id, title: 'one' });
    expect(await list()).toHaveLength(1);
  });

  test.each([
    [{ title: ' ' }, 'title: is empty: say what was done'],
    [{ title: 'a', at: '2026-02-30' }, 'at: must be a day such as'],
    [{ title: 'a', hoursSpent: -1 }, 'hoursSpent: must be hours from 0'],
    [{ title: 'a', scope: { service: ['x'] } }, 'scope.service: takes services, teams, steps and runners'],
  ])('refuse %j', async (draft, problem) => {
    await expect(recordOptimisation(Object(draft))).rejects.toThrow(problem);
    expect(await list()).toEqual([]);
  });
});

describe('compare', () => {
  const ask = (search: object) =>
    new QueryClient().fetchQuery(compareQuery(compareSearchSchema.parse({ range: AFTER, ...search })));

  test('two weeks with the two before', async () => {
    const found = await ask({});
    expect(found).toMatchObject({
      of: 'wait',
      direction: 'faster',
      before: { from: '2026-03-02', until: '2026-03-16', workingDays: 10, buildCount: 60 },
      after: { from: '2026-03-16', until: '2026-03-30', workingDays: 10, buildCount: 60 },
      method: 'Welch on daily log-medians',
      leftOutCount: 0,
      control: null,
    });
    expect(found.ratio).toBeCloseTo(205 / 305, 2);
    expect(found.interval?.low).toBeLessThan(found.ratio ?? 0);
    expect(found.interval?.high).toBeGreaterThan(found.ratio ?? 1);
    expect(found.atSameWeekdays).toBeCloseTo(found.ratio ?? 0, 2);
    expect(found.days).toHaveLength(20);
    expect(found.sentence).toMatch(/^Faster by 33% \(−3\d% to −3\d%\), [\d.]+ h a week: /);
  });

  test('a part that is too short says so', async () => {
    const found = await ask({ range: '2026-03-16..2026-03-18', against: '2026-03-02..2026-03-13' });
    expect(found).toMatchObject({ direction: 'not enough data', interval: null, worth: null });
    expect(found.ratio).toBeLessThan(0.7);
    expect(found.sentence).toMatch(
      /^Not enough data: the side after has 3 of 7 working days and 18 of 30 builds /,
    );
  });

  test('a day that is left out belongs to neither side', async () => {
    const found = await ask({ without: '2026-03-16' });
    expect(found.after.workingDays).toBe(9);
    expect(found.days.map(({ day }) => day)).not.toContain('2026-03-16');
  });

  test('filters that differ are compared over the same days', async () => {
    const found = await ask({ branch: 'default', againstBranch: 'others' });
    expect(found.before).toMatchObject({ from: '2026-03-16', buildCount: 0 });
    expect(found).toMatchObject({ direction: 'not enough data', ratio: null, control: null });
  });
});

test('the trend is told with what moved it', async () => {
  const filter = metricFilterSchema.parse({ range: AFTER });
  const found = await new QueryClient().fetchQuery(trendQuery(filter));
  expect(found).toMatchObject({ from: '2026-03-02', until: '2026-03-30' });
  expect(found.ratio).toBeLessThan(0.8);
  expect(found.before.buildCount).toBe(60);
});

test('the trend names both ends of its line', async () => {
  const filter = metricFilterSchema.parse({ range: AFTER });
  const { ratio, firstMs, lastMs } = await new QueryClient().fetchQuery(trendQuery(filter));
  expect((lastMs ?? 0) / (firstMs ?? 1)).toBeCloseTo(ratio ?? 0, 10);
});

test('the file of the Overview says what the headlines say, with their figures', async () => {
  const found = await new QueryClient().fetchQuery(trendQuery(metricFilterSchema.parse({ range: AFTER })));
  const said = await readExported('overview', 'In words');
  expect(said).toContainEqual({ Question: 'How long do we wait?', Answer: waitSentence(found) });
  expect(said).toContainEqual({ Question: 'Is it getting worse?', Answer: trendSentence(found) });
  const [trend] = (await readExported('overview', 'Is it getting worse?')) ?? [];
  expect(Number(trend?.['Wait at its end (s)'])).toBeCloseTo((found.lastMs ?? 0) / 1000, 1);
  expect(Number(trend?.['Change 99.9 % high (%)'])).toBeCloseTo(((found.interval?.high ?? 0) - 1) * 100, 1);
  expect(await readExported('teams', 'In words')).toBeNull();
});

test('a long range has a line of its own, though no history lies before it', async () => {
  const filter = metricFilterSchema.parse({ range: '2026-02-02..2026-03-29' });
  const found = await new QueryClient().fetchQuery(trendQuery(filter));
  expect(found.days).toHaveLength(WORKDAYS.length);
  expect(found.verdict).not.toBe('not enough data');
  expect([found.lostChangeMsADay, found.lostInterval]).toEqual([null, null]);
});

test('of days to come nothing is told', async () => {
  const filter = metricFilterSchema.parse({ range: '2126-03-04..2126-03-10' });
  const found = await new QueryClient().fetchQuery(trendQuery(filter));
  expect(found).toMatchObject({ wait: null, days: [], before: { from: '2126-02-25', until: '2126-03-04' } });
  expect(found.sentence).toBe('Not enough data: no day of this range is over.');
});

test('by day or by week is the same question about the trend', () => {
  const [day, week] = (['day', 'week'] as const).map(
    bucket => trendQuery(metricFilterSchema.parse({ range: AFTER, bucket })).queryKey,
  );
  expect(day).toEqual(week);
});

test('the CSV of the trend has what the answer has', async () => {
  const address = trendAddress(metricFilterSchema.parse({ range: AFTER }));
  const found = trendSchema.parse(await (await trend.GET(new Request(HOST + address))).json());
  const answer = await trend.GET(new Request(HOST + address, { headers: { accept: 'text/csv' } }));
  expect(answer.headers.get('content-disposition')).toContain('trend_2026-03-16_2026-03-29.csv');
  const [header, line, lost, ...rest] = (await answer.text()).trim().split('\r\n');
  expect(header).toBe('figure,service,beforeMs,afterMs,changeMs');
  expect(line).toBe(
    `wait by the line,,${found.firstMs},${found.lastMs},${(found.lastMs ?? 0) - (found.firstMs ?? 0)}`,
  );
  expect(lost).toBe(
    `lost a working day,,${found.before.lostMsADay},${found.after.lostMsADay},${found.lostChangeMsADay}`,
  );
  expect(rest[0]).toBe(`volume,,,,${found.volumeMsADay}`);
  expect(rest).toHaveLength(3 + found.services.length);
});

describe('changes', () => {
  const change = {
    kind: 'step',
    service: 'shop/web',
    team: 'shop',
    repository: 'shop/web',
    pipeline: 'ci',
    step: 'test',
    cacheKind: null,
    tool: null,
    rangeFrom: '2026-03-13',
    rangeUntil: '2026-03-19',
    before: 300_000,
    after: 200_000,
    effect: -0.33,
    isWorse: false,
    pValue: 1e-9,
    hoursAWeek: -2,
    isDrifting: false,
    label: null,
    suspects: [],
    suspectCount: 0,
    logChanges: [],
  };
  const store = (day: string, more = {}) =>
    db.pool.query(
      `insert into found_change (repo_id, subject, day, change, found_at) values (1, 'step 7', $1, $2, now())`,
      [day, JSON.stringify({ ...change, ...more })],
    );
  const find = async (search = {}): Promise<Change[]> =>
    (await new QueryClient().fetchQuery(changesQuery(changesSearchSchema.parse(search)))).changes;

  test('are listed, narrowed by who they concern', async () => {
    await store('2026-03-16');
    await store('2026-01-05', { isWorse: true });
    expect((await find()).map(({ day }) => day)).toEqual(['2026-03-16', '2026-01-05']);
    expect(await find({ direction: 'worse' })).toHaveLength(1);
    expect(await find({ since: '2026-02-01' })).toHaveLength(1);
    expect(await find({ service: 'shop/api' })).toEqual([]);
  });

  test('are in the file of a page, those of its range, with hours and rates in columns of their own', async () => {
    await store('2026-03-16');
    await store('2026-03-10');
    await db.pool.query(
      `insert into found_change (repo_id, subject, day, change, found_at) values (1, 'cache 7', $1, $2, now())`,
      ['2026-03-20', JSON.stringify({ ...change, kind: 'cache', before: 0.9, after: 0.1, effect: -0.8 })],
    );
    for (const page of ['overview', 'services', 'service', 'step']) {
      const rows = await readExported(page, 'Changes');
      expect(rows?.map(row => row.Since)).toEqual(['2026-03-20', '2026-03-16']);
      expect(rows?.[0]).toMatchObject({ 'Before (s)': '', 'Cache hit rate after (%)': '10' });
      expect(rows?.[1]).toMatchObject({
        ...{ What: 'Step test of shop/web', 'Before (s)': '300', 'Change (%)': '-33' },
        ...{ 'Costs (h a week)': '-2', 'Cache hit rate after (%)': '' },
      });
    }
    expect(await readExported('steps', 'Changes')).toBeNull();
  });

  test('what is said of one holds when it moves by a day or two, and can be taken back', async () => {
    await store('2026-03-16');
    const [first] = await find();
    const id = first?.id ?? '';
    expect(first?.state).toBe('new');
    expect(await markChange({ id, state: 'acknowledged', by: 'ada', note: 'known' })).toMatchObject({
      state: 'acknowledged',
      mark: { by: 'ada', note: 'known', optimisation: null },
    });
    await db.pool.query(`update found_change set day = '2026-03-18'`);
    const [moved] = await find({ state: 'acknowledged' });
    expect(moved?.mark?.by).toBe('ada');
    await expect(markChange({ id, state: 'new' })).rejects.toMatchObject({ status: 404 });
    expect(await markChange({ id: moved?.id ?? '', state: 'new' })).toMatchObject({
      state: 'new',
      mark: null,
    });
  });

  test('are shown in the points in which they were found', async () => {
    await store('2026-03-16');
    const points = [
      { fromDay: '2026-03-13', untilDay: '2026-03-13', buildCount: 6, logMedian: Math.log(300) },
      { fromDay: '2026-03-16', untilDay: '2026-03-16', buildCount: 6, logMedian: Math.log(200) },
    ];
    const packed = packDuration({ points, settled: [], recent: [] });
    await db.pool.query(`insert into watched_series values (1, 'step 7', $1, $2)`, [
      packed.points,
      packed.settled,
    ]);
    const [first] = await find();
    const shown = await new QueryClient().fetchQuery(changePointsQuery(first?.id ?? ''));
    expect(shown).toMatchObject({ unit: 'ms', changes: [{ day: '2026-03-16', before: 300_000 }] });
    expect(shown.points.map(({ value }) => Math.round(value))).toEqual([300_000, 200_000]);
    const none = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    await expect(none.fetchQuery(changePointsQuery('1~2026-03-17~step 7'))).rejects.toMatchObject({
      status: 404,
    });
  });

  test('gains that nobody explains are suggested as optimisations', async () => {
    await store('2026-03-16', { hoursAWeek: -3 });
    const day = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 10);
    await store(day, {
      rangeFrom: day,
      rangeUntil: day,
      hoursAWeek: -2,
      suspects: [
        {
          number: 1,
          createdAt: `${day}T08:00:00.000Z`,
          commit: 'a',
          title: 'ci: cache layers of docker',
          branch: 'main',
        },
      ],
    });
    const suggested = await new QueryClient().fetchQuery(suggestionsQuery());
    expect(suggested).toMatchObject([
      {
        reason: 'gain',
        day,
        hoursAWeek: 2,
        draft: { title: 'ci: cache layers of docker', at: day, scope: { steps: ['test'] } },
      },
    ]);
    await recordOptimisation(suggested[0]?.draft ?? {});
    expect(await new QueryClient().fetchQuery(suggestionsQuery())).toEqual([]);
  });

  test('a gain is explained by an optimisation in its range; a loss is not', async () => {
    await store('2026-03-16');
    const { id } = await recordOptimisation({ title: 'Layers', at: '2026-03-17' });
    expect(await find()).toMatchObject([{ state: 'explained', mark: { at: null, optimisation: { id } } }]);
    await db.pool.query(`update found_change set change = change || '{"isWorse": true}'`);
    expect(await find()).toMatchObject([{ state: 'new' }]);
  });
});

describe('fix first', () => {
  const finding = {
    remedy: 'reinstalls packages',
    title: 'pip install runs in every build',
    advice: 'Install in a layer.',
    service: 'shop/web',
    team: 'shop',
    repository: 'shop/web',
    pipeline: 'ci',
    step: 'test',
    lowHoursAWeek: 1,
    highHoursAWeek: 9,
    nowMs: 100_000,
    expectedMs: 50_000,
    isWorthIt: true,
    evidence: { runs: 9, p50Ms: 100_000, onPathRatio: 1, hitRatio: 0, missMsARun: 40_000, labels: [] },
  };
  const store = (key: string, hoursAWeek: number, more = {}) =>
    db.pool.query(`insert into fix_finding (repo_id, key, hours_a_week, finding) values (1, $1, $2, $3)`, [
      key,
      hoursAWeek,
      JSON.stringify({ ...finding, ...more }),
    ]);
  const find = async (search = {}): Promise<Finding[]> =>
    (await new QueryClient().fetchQuery(fixFirstQuery(fixFirstSearchSchema.parse(search)))).findings;

  test('is ranked by hours, each with the optimisation to record once it is done', async () => {
    await store('a', 2);
    await store('b', 5);
    expect((await find()).map(({ key }) => key)).toEqual(['b', 'a']);
    expect(await find({ limit: '1' })).toMatchObject([
      { moneyAWeek: 375, draft: { expectedHoursAWeek: 5, findingKey: 'b', scope: { steps: ['test'] } } },
    ]);
    expect(await find({ team: 'depot' })).toEqual([]);
  });

  test('is in the file of the Overview, hours a week in their columns', async () => {
    await store('a', 2);
    await store('b', 5, { title: '=SUM(A1)' });
    const rows = await readExported('overview', 'What to fix first');
    expect(rows?.map(row => [row.What, row['Saves (h a week)'], row['Takes (s)']])).toEqual([
      ["'=SUM(A1)", '5', '100'],
      ['pip install runs in every build', '2', '100'],
    ]);
  });

  test('a saving that is not known is no 0, and comes after those that are', async () => {
    await store('a', 0, { isSavingKnown: false });
    await store('b', 0, { isWorthIt: false });
    expect(await find()).toMatchObject([
      { key: 'b', hoursAWeek: 0, moneyAWeek: 0 },
      {
        ...{ key: 'a', hoursAWeek: null, lowHoursAWeek: null, highHoursAWeek: null, moneyAWeek: null },
        draft: { expectedHoursAWeek: null },
      },
    ]);
    const set = await setFindingAside({ key: 'a', reason: 'not this month' });
    expect(set.setAside).toMatchObject({ hoursAWeek: null });
    expect(await find()).toMatchObject([{ key: 'b' }, { key: 'a', cameBack: false }]);
  });

  test('a limit hides none that is set aside, and is told', async () => {
    await store('a', 2);
    await store('b', 5);
    await store('c', 1);
    await setFindingAside({ key: 'c', reason: 'not this month' });
    const search = fixFirstSearchSchema.parse({ limit: '1' });
    const answer = await new QueryClient().fetchQuery(fixFirstQuery(search));
    expect(answer).toMatchObject({
      ...{ findings: [{ key: 'b' }, { key: 'c' }], openCount: 2 },
      timeZone: 'Europe/Berlin',
    });
  });

  test('a finding is set aside with a reason, and comes back when it costs twice as much', async () => {
    await store('a', 2);
    await store('b', 1);
    const set = await setFindingAside({ key: 'a', reason: 'not this month', by: 'ada' });
    expect(set.setAside).toMatchObject({ reason: 'not this month', by: 'ada', hoursAWeek: 2 });
    expect((await find()).map(({ key }) => key)).toEqual(['b', 'a']);
    await db.pool.query(`update fix_finding set hours_a_week = 4 where key = 'a'`);
    expect(await find()).toMatchObject([{ key: 'a', setAside: null, cameBack: true }, { key: 'b' }]);
    expect(await setFindingAside({ key: 'a', reason: null })).toMatchObject({ cameBack: false });
    await expect(setFindingAside({ key: 'a', reason: ' ' })).rejects.toThrow('reason: is empty: say why');
    await expect(setFindingAside({ key: 'x', reason: 'no' })).rejects.toMatchObject({ status: 404 });
  });
});
