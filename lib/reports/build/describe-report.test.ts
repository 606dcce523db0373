import { expect, test } from 'vitest';
import { rangeAround } from '@/lib/insights/changes/change-range';
import { HOUR_MS } from '@/lib/time/units';
import { describeMoves } from './describe-moves';
import { describeReport } from './describe-report';
import { type ReportFigures, reportFiguresSchema, type ToldChange } from './report-figures';

const LOST = { measuredMs: 30 * HOUR_MS, lowMs: 4 * HOUR_MS, lostMs: 40 * HOUR_MS, highMs: 90 * HOUR_MS };
const TOTALS: ReportFigures['totals'] = {
  ...{ period: 'now', builds: 400, n: 350, p50Ms: 300_000, p90Ms: 600_000, queueP50Ms: 0, queueP90Ms: 0 },
  ...{ failedRatio: 0.1, waitedBuilds: 380, developers: 20, ...LOST, stuckMs: 0, stuckBuilds: 0 },
  ...{ lostPerBuildMs: 1, lostPerDeveloperMs: 1, currency: 'EUR', lostMoney: 3000, lowMoney: 300 },
  ...{ highMoney: 6750, runnerMoney: null },
};

/** A week in which nothing happened: 8 h lost on each of five working days, as in those before. */
const WEEK: ReportFigures = {
  ...{ week: '2026-W47', days: { from: '2026-11-16', until: '2026-11-23' }, team: null, timeZone: 'UTC' },
  ...{ isOver: true, builtAt: '2026-11-23T06:00:00.000Z', isMadeAfterwards: false },
  data: { askedAt: null, missing: [], fingerprint: '' },
  settings: { fingerprint: '', ratePerHour: 75, currency: 'EUR', workdays: [1, 2, 3, 4, 5] },
  ...{ workingDays: { now: 5, before: 5 }, totals: TOTALS, totalsBefore: { ...TOTALS, period: 'before' } },
  usual: {
    ...{ weeks: 8, lostMsADay: 8 * HOUR_MS, leastLostMsADay: 6 * HOUR_MS, mostLostMsADay: 10 * HOUR_MS },
    waitP50Ms: 310_000,
  },
  wait: {
    ...{ buildCount: 350, dayCount: 5, p50Ms: 300_000, p50Interval: null, p90Ms: 600_000, p90Interval: null },
  },
  failed: { count: 40, endedCount: 400 },
  where: {
    causes: [{ cause: 'run', lostMs: 20 * HOUR_MS }],
    services: [{ service: 'shop/web', lostMs: 10 * HOUR_MS }],
  },
  trend: {
    ...{ lineFrom: '2026-09-28', days: { from: '2026-10-26', until: '2026-11-23' } },
    ...{ verdict: 'no clear change', sentence: 'No clear change.', lostSentence: null },
  },
  ...{ worse: [], better: [], optimisations: [], caches: [], fixFirst: null, slowBuilds: [] },
  lacksHours: false,
  leftOut: { all: 0, waitedFor: 0, timed: 0, reasons: noneLeftOut() },
};

function noneLeftOut(): ReportFigures['leftOut']['reasons'] {
  return {
    ...{ 'bad-creation': 0, 'ended-early': 0, 'no-end': 0, gone: 0, 'perhaps-approval': 0, cron: 0 },
    ...{ nobody: 0, bot: 0, declined: 0, broken: 0, failed: 0, killed: 0, skipped: 0, unstarted: 0 },
    unclear: 0,
  };
}

const told = (change: Partial<ToldChange['change']> = {}): ToldChange => ({
  change: {
    ...{ id: 'a', kind: 'step', service: 'shop/web', services: ['shop/web'], team: 'shop' },
    ...{ repository: 'shop/web', pipeline: 'ci', step: 'install', hasNamesakes: false },
    ...{ cacheKind: null, tool: null },
    ...{ day: '2026-11-17', ...rangeAround('2026-11-17'), before: 42_000, after: 110_000, effect: 1.6 },
    ...{ isWorse: true, isAlarm: false, hoursAWeek: 1.8, label: null, mark: null, suspectCount: 0 },
    ...change,
  },
  ...{ others: [], isLate: false, suspects: [], logChanges: [] },
});

const verdictOf = (figures: Partial<ReportFigures>) => describeReport({ ...WEEK, ...figures }).lead[0];
const lostADay = (hours: number) => ({ ...TOTALS, lostMs: 5 * hours * HOUR_MS });

test('the first sentence says what kind of week it was, against each of the weeks before', () => {
  expect(verdictOf({})).toBe('An ordinary week: no wait, step or cache clearly changed.');
  expect(verdictOf({ totals: lostADay(5.9) })).toBe(
    'Fewer hours were lost on a working day than in any of the 8 weeks before; no wait, step or cache clearly changed.',
  );
  expect(verdictOf({ totals: lostADay(10.1), worse: [told()] })).toBe(
    'More hours were lost on a working day than in any of the 8 weeks before; one regression, which costs 1.8 h a week.',
  );
  // As many as in one of them are not more.
  expect(verdictOf({ totals: lostADay(10) })).toMatch(/^An ordinary week:/);
});

test('what changed is counted, with what the largest costs, and the trend is in it only where it is clear', () => {
  expect(verdictOf({ worse: [told()] })).toBe(
    'An ordinary week, with one regression, which costs 1.8 h a week.',
  );
  expect(
    verdictOf({ worse: [told(), told({ id: 'b', hoursAWeek: 1 })], better: [told({ isWorse: false })] }),
  ).toBe(
    'An ordinary week, with 2 regressions, of which the largest costs 1.8 h a week, and one improvement.',
  );
  expect(verdictOf({ worse: [told({ hoursAWeek: null })] })).toBe('An ordinary week, with one regression.');
  expect(verdictOf({ trend: { ...WEEK.trend, verdict: 'worse', sentence: 'Worse.' } })).toBe(
    'An ordinary week: no wait, step or cache clearly changed; waits got clearly longer since 28 Sep.',
  );
});

test('a week that is not over, or that nothing is known before, is not called ordinary', () => {
  expect(verdictOf({ isOver: false })).toBe('No wait, step or cache clearly changed.');
  expect(verdictOf({ usual: null, worse: [told()] })).toBe('One regression, which costs 1.8 h a week.');
  expect(verdictOf({ workingDays: { now: 0, before: 5 } })).toBe('No wait, step or cache clearly changed.');
});

test('every large figure, and every row and item with one, leads to a page of its week', () => {
  const caches: ReportFigures['caches'] = [
    { kind: 'packages', hits: 9, misses: 1, hitRatio: 0.9, hitRatioBefore: 0.95, change: null },
  ];
  const reasons = { ...noneLeftOut(), cron: 60, bot: 40, failed: 120 };
  const leftOut = { all: 500, waitedFor: 400, timed: 380, reasons };
  for (const team of [null, 'shop']) {
    const { figures, sections } = describeReport({ ...WEEK, team, caches, leftOut });
    const parts = sections.flatMap(({ items, table }) => [...items, ...(table?.rows ?? [])]);
    expect(parts).toHaveLength(5);
    for (const { href } of [...figures, ...parts]) expect(href).toContain('range=2026-11-16..2026-11-22');
  }
});

test('the lead says that hours lost are an estimate, in which bounds, and what would save the most', () => {
  const finding = {
    ...{ key: 'a', title: '18% of the builds of 12 repositories wait for a runner of eu, most at 09:00' },
    ...{ advice: 'More runners.', service: null, team: null, repository: 'shop/web', pipeline: null },
    ...{ step: null, hoursAWeek: 4.8, lowHoursAWeek: 4.8, highHoursAWeek: 6.1 },
    ...{ moneyAWeek: 360, currency: 'EUR' },
  };
  const weeks = { from: '2026-10-26', until: '2026-11-23' };
  const { lead, sections } = describeReport({
    ...WEEK,
    fixFirst: { weeks, openCount: 1, findings: [finding] },
  });
  expect(lead[1]).toBe(
    'Waiting for builds and coming back to the work cost people an estimated 40.0 h (€\u00a03,000; 4.0 to 90.0 h, depending on assumptions). Half of all builds take up to 5m 00s, one in ten more than 10m 00s.',
  );
  expect(lead[2]).toBe(
    'What would save the most, 4.8 h a week: 18% of the builds of 12 repositories wait for a runner of eu (shop/web).',
  );
  expect(sections.flatMap(({ items }) => items.map(({ text }) => text))).toContain(
    `${finding.title} (shop/web): would save 4.8 h a week (4.8 to 6.1 h, depending on assumptions)`,
  );
});

type Direction = NonNullable<ReportFigures['optimisations'][number]['effect']>['direction'];

/** An optimisation, measured so; null: not measured yet. */
function optimisation(title: string, direction: Direction | null, [value, low, high] = [0.3, 0.1, 0.5]) {
  const week = (day: string) => ({ from: day, until: '2026-11-16' });
  const effect = {
    ...{ before: week('2026-10-19'), after: week('2026-11-02'), isComplete: true, moneyAWeek: null },
    ...{ hoursAWeek: { value, low, high }, currency: 'EUR', worthVerdict: 'material' as const },
    ...{ ratio: 1.2, interval: { low: 1.1, high: 1.3 } },
    ...{ of: 'wait' as const, p50BeforeMs: null, p50Ms: null, sentence: '' },
  };
  return {
    ...{ id: 1, title, day: '2026-11-02', by: null, isLate: false, noDaysBetween: [] },
    scope: { services: ['shop/web'], teams: [], steps: [], runners: [] },
    effect: direction === null ? null : { ...effect, direction },
  };
}

test('an optimisation that made things slower costs hours, and so do the ends of its interval', () => {
  const worthOf = (value: number, low: number, high: number) => {
    const optimisations = [optimisation('Smaller image', 'slower', [value, low, high])];
    const { sections } = describeReport({ ...WEEK, optimisations });
    const texts = sections.flatMap(({ items }) => items.map(({ text }) => text));
    return /; (.+)$/.exec(texts.find(text => text.includes('Smaller image')) ?? '')?.[1];
  };
  expect(worthOf(-0.3, -0.5, 0.04)).toBe('costs 0.3 h a week (−0.04 to 0.5 h)');
  expect(worthOf(0.3, 0.1, 0.5)).toBe('saves 0.3 h a week (0.1 to 0.5 h)');
});

test('only what is clearly faster stands under what got faster, and nothing else is left out', () => {
  const optimisations = [
    optimisation('A', 'faster'),
    optimisation('B', 'slower'),
    optimisation('C', 'no clear change'),
    optimisation('D', 'not enough data'),
    optimisation('E', null),
  ];
  const placesOf = (figures: ReportFigures) =>
    describeReport(figures)
      .sections.slice(0, 3)
      .map(({ title, items, emptyText }) => [
        title,
        items.length === 0 ? emptyText : items.map(({ text }) => /[A-E](?=”)/.exec(text)?.[0]).join(''),
      ]);
  expect(placesOf({ ...WEEK, optimisations })).toEqual([
    ['What got slower', 'B'],
    ['What got faster', 'A'],
    ['Optimisations without a clear effect so far', 'CDE'],
  ]);
  expect(placesOf({ ...WEEK, optimisations: optimisations.slice(2) }).slice(1, 2)).toEqual([
    ['What got faster', 'Nothing clearly did.'],
  ]);
  expect(placesOf(WEEK).slice(1)).toEqual([
    ['What got faster', 'Nothing clearly did, and no optimisation was recorded.'],
    ['Fix first', 'It is not computed yet.'],
  ]);
});

test('hours that are not computed are not called none', () => {
  const nothing = { measuredMs: 0, lowMs: 0, lostMs: 0, highMs: 0 };
  const where = { causes: [], services: [] };
  const totals = { ...WEEK.totals, ...nothing };
  const { title, lead, figures, sections } = describeReport({ ...WEEK, totals, where, lacksHours: true });
  expect(title).toBe('Week 47: hours lost not computed yet; nothing clearly changed');
  expect(lead[1]).toContain('What waiting for builds cost people is not computed yet.');
  expect(figures.slice(0, 2).map(({ value, note }) => [value, note])).toEqual([
    ['–', 'not computed yet'],
    ['–', 'not computed yet'],
  ]);
  expect(JSON.stringify([lead, figures, sections])).not.toMatch(/\b0 h|None were lost|ordinary/);
});

test('what is left out is told with its reasons, the most common first', () => {
  const leftOutOf = (leftOut: ReportFigures['leftOut']) =>
    describeReport({ ...WEEK, leftOut }).sections.find(({ title }) => title === 'Left out');
  const reasons = { ...noneLeftOut(), declined: 1, cron: 9, bot: 60, failed: 29 };
  const told = leftOutOf({ all: 500, waitedFor: 430, timed: 470, reasons });
  expect(told?.items.map(({ text }) => text)).toEqual([
    '70 of 500 builds of all events are not in hours lost, which count what a person waits for: 60 by bots, 9 cron, 1 declined',
    '30 of 500 builds of all events are not in typical waits, which count what succeeded: 29 failed, 1 declined',
  ]);
  const none = leftOutOf({ all: 500, waitedFor: 500, timed: 500, reasons: noneLeftOut() });
  expect(none).toMatchObject({ items: [], emptyText: 'None: all 500 builds are counted.' });
});

test('causes and services add up to what was lost', () => {
  const { sections } = describeReport(WEEK);
  expect(sections.flatMap(({ items }) => items.map(({ text }) => text))).toEqual([
    'By cause: running 20.0 h (50%), all others 20.0 h (50%)',
    'By service: shop/web 10.0 h (25%), all others 30.0 h (75%)',
  ]);
  const causes = [{ cause: 'run', lostMs: 40 * HOUR_MS }] as const;
  const whole = describeReport({ ...WEEK, where: { causes: [...causes], services: [] } }).sections;
  expect(whole.flatMap(({ items }) => items.map(({ text }) => text))).toEqual([
    'By cause: running 40.0 h (100%)',
  ]);
});

test('of a cache that moved is said whether its interval excludes no change', () => {
  const cache = { kind: 'packages', hits: 80, misses: 20, hitRatio: 0.8, hitRatioBefore: 0.9 } as const;
  const said = (change: ReportFigures['caches'][number]['change']) =>
    describeReport({ ...WEEK, caches: [{ ...cache, change }] }).sections.flatMap(({ table }) =>
      (table?.rows ?? []).map(({ cells }) => cells[3]),
    );
  expect(said({ low: -0.2, high: 0.01 })).toEqual(['no clear change']);
  expect(said({ low: -0.2, high: -0.05 })).toEqual(['clearly fewer hits, −5.0 to −20.0 points']);
  expect(said({ low: 0.05, high: 0.2 })).toEqual(['clearly more hits, +5.0 to +20.0 points']);
  expect(said(null)).toEqual(['too few weeks to say']);
});

test('where builds are few, a change is told with the days that it may be of', () => {
  const few = told({ rangeFrom: '2026-11-06', rangeUntil: '2026-11-20' });
  const [news] = describeReport({ ...WEEK, worse: [few] }).lead.slice(2);
  expect(news).toContain('since some day from Fri 6 Nov to Fri 20 Nov');
  expect(describeReport({ ...WEEK, worse: [told()] }).lead[2]).toContain('since Tue 17 Nov');
});

test('a revision tells of each figure that moved, also of a cache that is gone', () => {
  const cache = {
    kind: 'packages',
    hits: 8,
    misses: 2,
    hitRatio: 0.8,
    hitRatioBefore: null,
    change: null,
  } as const;
  const was = { ...WEEK, caches: [cache] };
  expect(describeMoves(was, was)).toEqual([]);
  const nothing = { ...TOTALS, lostMs: 0, measuredMs: 0 };
  expect(describeMoves({ ...WEEK, totals: nothing, lacksHours: true }, WEEK)).toEqual([
    'Hours lost: not known → 40.0 h.',
    expect.stringMatching(/^Measured wait: not known → /),
  ]);
  expect(describeMoves(was, { ...WEEK, totals: { ...TOTALS, failedRatio: 0.2 } })).toEqual([
    'Failed: 10% → 20%.',
    'Hit rate of package managers: 80% → not known.',
  ]);
});

test('a step is the same whether or not others of its name were known, and those are others', () => {
  const alone = { ...WEEK, worse: [told()] };
  const named = { ...WEEK, worse: [told({ hasNamesakes: true })] };
  expect(describeMoves(alone, named)).toEqual([]);
  const other = { ...WEEK, worse: [told({ hasNamesakes: true, pipeline: 'nightly' })] };
  expect(describeMoves(named, other)).toEqual(['No longer found: Step install (ci) of shop/web.']);
});

test('figures that a version before stored are still read, and told without what they lack', () => {
  const { failed: _, where: __, usual: ___, ...rest } = WEEK;
  const usual = { weeks: 8, lostMsADay: 8 * HOUR_MS, waitP50Ms: 310_000 };
  const document = describeReport(reportFiguresSchema.parse({ ...rest, usual }));
  expect(document.lead[0]).toBe('No wait, step or cache clearly changed.');
  const { hasNamesakes: ____, ...change } = told().change;
  const { worse } = reportFiguresSchema.parse({ ...WEEK, worse: [{ ...told(), change }] });
  expect(worse).toEqual([told()]);
  expect(document.figures.map(({ label }) => label)).toEqual(['Hours lost', 'Measured wait', 'Typical wait']);
});
