import { expect, test } from 'vitest';
import type { Change } from '../changes/change';
import type { News } from '../changes/news';
import { lostChangeSentence, waitSentence, worsePartSentence } from './headlines';
import type { TrendAnswer } from './trend-answer';

const HOUR_MS = 3_600_000;
const side = { from: '2026-03-02', until: '2026-03-30', workingDays: 20, buildCount: 400, p50Ms: 300_000 };

const ANSWER: TrendAnswer = {
  ...{ verdict: 'no clear change', ratio: null, interval: null, firstMs: null, lastMs: null, pValue: null },
  ...{ from: side.from, until: side.until, sentence: 'No clear change.' },
  before: { ...side, lostMsADay: 4 * HOUR_MS },
  after: { ...side, lostMsADay: 5 * HOUR_MS },
  ...{ lostChangeMsADay: HOUR_MS, volumeMsADay: HOUR_MS, speedMsADay: 0, mixMsADay: 0 },
  ...{ services: [], steps: [], days: [], movers: [], servicesTested: 0 },
  wait: {
    ...{ buildCount: 400, dayCount: 20, p50Ms: 312_000, p90Ms: 843_000 },
    ...{ p50Interval: { low: 300_000, high: 320_000 }, p90Interval: null },
  },
  lostAWeek: { measuredMs: 0, lowMs: 7 * HOUR_MS, lostMs: 25 * HOUR_MS, highMs: 61 * HOUR_MS },
  lostInterval: { low: -HOUR_MS, high: 2 * HOUR_MS },
};

test('the wait is told by its middle and its tail', () => {
  expect(waitSentence(ANSWER)).toBe('Half of all builds take up to 5m 12s, one in ten more than 14m 03s.');
  expect(waitSentence({ ...ANSWER, wait: null })).toBeNull();
});

test('a change of the hours has a size only where its interval excludes none', () => {
  expect(lostChangeSentence(ANSWER)).toBe('Hours lost on a working day: no clear change.');
  const clear = { ...ANSWER, lostInterval: { low: 0.5 * HOUR_MS, high: 1.5 * HOUR_MS } };
  expect(lostChangeSentence(clear)).toBe(
    'Hours lost on a working day: 5.0 h against 4.0 h before, clearly more (by 0.5 to 1.5 h).',
  );
  expect(lostChangeSentence({ ...ANSWER, lostInterval: null })).toBeNull();
});

test('parts that got worse are told as far as they did so in the days of the line, where the whole did not', () => {
  const news = (step: string, day: string, isAlarm = false): News => {
    const change: Change = {
      ...{ kind: 'step', service: 'shop/web', team: 'shop', services: ['shop/web'], repository: 'shop/web' },
      ...{ pipeline: 'ci', step, cacheKind: null, tool: null, before: 1, after: 2, effect: 1, isWorse: true },
      hasNamesakes: false,
      ...{
        pValue: 0,
        hoursAWeek: 1,
        isDrifting: false,
        label: null,
        suspectCount: 1,
        id: step,
        day,
        isAlarm,
      },
      ...{ rangeFrom: day, rangeUntil: day, mark: null, state: 'new' },
    };
    return { change, others: [] };
  };
  const [test, lint, old] = [
    news('test', '2026-03-29'),
    news('lint', '2026-03-02'),
    news('old', '2026-03-01'),
  ];
  const alarm = news('push', '2026-03-20', true);
  expect(worsePartSentence([alarm, test, old], ANSWER)).toBe(
    'One part got worse all the same, as said above: Step test of shop/web.',
  );
  expect(worsePartSentence([test, lint], ANSWER)).toBe(
    'Some parts got worse all the same, as said above: Step test of shop/web and 1 other.',
  );
  expect(worsePartSentence([old, news('next', ANSWER.until)], ANSWER)).toBeNull();
  expect(worsePartSentence([test], { ...ANSWER, verdict: 'worse' })).toBeNull();
});
