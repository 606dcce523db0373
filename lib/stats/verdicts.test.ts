import { describe, expect, test } from 'vitest';
import { type CompareOptions, compareDurations } from './compare-durations';
import { type DayOfBuilds, dailyLogMedians } from './daily-medians';
import { differenceInDifferences } from './difference-in-differences';
import { hodgesLehmannRatio } from './hodges-lehmann';
import { seededRandom } from './random';
import { findTrend } from './trend';
import { welch } from './welch';

const OPTIONS: CompareOptions = { seed: 1, draws: 400 };

function days(count: number, factor: number, seed: number, buildCount = 6, first = 0): DayOfBuilds[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, day) => {
    const ofDay = 0.95 + random() / 10;
    const durationsMs = Array.from(
      { length: buildCount },
      () => 300_000 * factor * ofDay * (0.9 + random() / 5),
    );
    return { day: `d${first + day}`, durationsMs };
  });
}

describe('did it help?', () => {
  test('under twenty days: Hodges–Lehmann in the interval of Welch on daily log-medians', () => {
    const [before, after] = [days(10, 1, 1), days(12, 0.8, 2)];
    const compared = compareDurations(before, after, OPTIONS);
    const { interval, pValue } = welch(dailyLogMedians(before), dailyLogMedians(after));
    const { ratio } = hodgesLehmannRatio(
      before.flatMap(day => [...day.durationsMs]),
      after.flatMap(day => [...day.durationsMs]),
    );
    expect(compared).toMatchObject({
      direction: 'faster',
      method: 'Welch on daily log-medians',
      ratio: expect.closeTo(ratio, 12),
      interval: {
        low: expect.closeTo(Math.exp(interval.low), 12),
        high: expect.closeTo(Math.exp(interval.high), 12),
      },
      pValue,
      seed: null,
      draws: null,
      worth: null,
    });
    expect(compared.before).toMatchObject({ buildCount: 60, workingDays: 10 });
  });

  test('from twenty days on: the bootstrap, with its seed', () => {
    const compared = compareDurations(days(20, 1, 1), days(21, 1.1, 2), OPTIONS);
    expect(compared).toMatchObject({
      direction: 'slower',
      method: 'bootstrap of working days',
      seed: 1,
      draws: 400,
    });
    expect(compareDurations(days(20, 1, 1), days(21, 1.1, 2), OPTIONS)).toEqual(compared);
    expect(compareDurations(days(19, 1, 1), days(40, 1, 2), OPTIONS).method).toBe(
      'Welch on daily log-medians',
    );
  });

  test.each([
    [6, 20],
    [7, 4],
  ])('never a verdict on %i days of %i builds, but what would be detectable', (dayCount, buildCount) => {
    const compared = compareDurations(days(dayCount, 1, 1, buildCount), days(20, 0.2, 2), OPTIONS);
    expect(compared).toMatchObject({
      direction: 'not enough data',
      interval: null,
      pValue: null,
      worth: null,
      method: null,
    });
    expect(compared.ratio).toBeCloseTo(0.2, 1);
    expect(compared.detectable?.faster).toBeLessThan(1);
    expect((compared.detectable?.faster ?? 0) * (compared.detectable?.slower ?? 0)).toBeCloseTo(1, 12);
  });

  test('no builds on one side are no figures', () => {
    const compared = compareDurations(days(10, 1, 1), [{ day: 'd', durationsMs: [] }], OPTIONS);
    expect(compared).toMatchObject({
      ratio: null,
      interval: null,
      detectable: null,
      direction: 'not enough data',
    });
    expect(compared.after).toEqual({ buildCount: 0, workingDays: 0, p50Ms: null, p90Ms: null });
  });

  test('all builds alike: nothing changed, or all of it did', () => {
    const alike = (ms: number) =>
      Array.from({ length: 10 }, (_, day) => ({ day: `d${day}`, durationsMs: Array(4).fill(ms) }));
    expect(compareDurations(alike(60_000), alike(60_000), OPTIONS)).toMatchObject({
      ratio: 1,
      direction: 'no clear change',
    });
    expect(compareDurations(alike(60_000), alike(30_000), OPTIONS).direction).toBe('faster');
  });

  test.each([
    [0.8, 20, 'material'],
    [0.8, 1, 'no material change'],
    [0.98, 40, 'not enough data'],
    [1.3, 20, 'material'],
  ])('× %d at %d hours a week: %s', (factor, hoursAWeek, verdict) => {
    const { worth, ratio } = compareDurations(days(10, 1, 1), days(10, factor, 2), {
      ...OPTIONS,
      hoursAWeek,
    });
    expect(worth?.verdict).toBe(verdict);
    expect(worth?.hoursAWeek).toBeCloseTo(hoursAWeek * (1 - (ratio ?? 0)), 12);
    expect(worth?.interval.low).toBeLessThan(worth?.hoursAWeek ?? 0);
    expect(worth?.interval.high).toBeGreaterThan(worth?.hoursAWeek ?? 0);
  });
});

describe('difference in differences', () => {
  test('takes out what happened to both, days of both only', () => {
    const [before, after] = [days(10, 1, 1), days(10, 1.4 * 0.8, 2, 6, 50)];
    const control = { before: days(9, 2, 3), after: days(10, 2 * 1.4, 4, 6, 50) };
    const change = differenceInDifferences({ before, after }, control);
    expect(change).toMatchObject({ beforeDays: 9, afterDays: 10 });
    expect(change?.ratio).toBeCloseTo(0.8, 1);
    expect(change?.interval.high).toBeLessThan(1);
  });

  test('the same days share what the runners did', () => {
    const random = seededRandom(9);
    const pair = (first: number, factor: number) =>
      Array.from({ length: 8 }, (_, i) => {
        const runner = Math.exp(2 * random());
        return {
          day: `d${first + i}`,
          treated: 1e5 * runner * factor * (1 + random() / 50),
          control: 2e5 * runner,
        };
      });
    const [before, after] = [pair(0, 1), pair(20, 0.9)];
    const of = (side: typeof before, which: 'treated' | 'control') =>
      side.map(({ day, ...ms }) => ({ day, durationsMs: [ms[which]] }));
    const change = differenceInDifferences(
      { before: of(before, 'treated'), after: of(after, 'treated') },
      { before: of(before, 'control'), after: of(after, 'control') },
    );
    expect(change?.ratio).toBeCloseTo(0.9, 1);
    expect(change?.pValue).toBeLessThan(0.001);
  });

  test('no days of both are no answer', () => {
    const side = { before: days(5, 1, 1), after: days(5, 1, 2) };
    expect(differenceInDifferences(side, { before: days(5, 1, 3, 6, 90), after: side.after })).toBeNull();
  });
});

describe('trend', () => {
  const line = (rise: number, noise: number) => {
    const random = seededRandom(4);
    return Array.from({ length: 60 }, (_, day) => rise * day + noise * (random() - 0.5));
  };

  test('better, worse, no clear change', () => {
    expect(findTrend(line(0.01, 0.2), 'lower').verdict).toBe('worse');
    expect(findTrend(line(0.01, 0.2), 'higher').verdict).toBe('better');
    expect(findTrend(line(-0.01, 0.2), 'lower').verdict).toBe('better');
    expect(findTrend(line(0, 0.2), 'lower').verdict).toBe('no clear change');
  });

  test('the change is that from the first to the last day, missing days or not', () => {
    const values = line(0.01, 0).map((value, day) => (day % 7 === 3 ? null : value));
    const trend = findTrend(values, 'lower');
    expect(trend.change).toBeCloseTo(0.59, 10);
    expect(trend.dayCount).toBe(51);
    expect(trend.ends?.first).toBeCloseTo(0, 10);
    expect(trend.ends?.last).toBeCloseTo(0.59, 10);
  });

  test('days that resemble their neighbours are fewer', () => {
    const random = seededRandom(6);
    const wander = line(0.002, 0.2).map((value, day) => value + Math.sin(day / 5) / 5 + random() / 100);
    const width = (values: number[]) => {
      const { interval } = findTrend(values, 'lower');
      return (interval?.high ?? 0) - (interval?.low ?? 0);
    };
    expect(width(wander)).toBeGreaterThan(2 * width(line(0.002, 0.4)));
  });

  test('says nothing under twenty days', () => {
    expect(findTrend(line(1, 0).slice(0, 19), 'lower')).toMatchObject({
      verdict: 'not enough data',
      change: null,
      dayCount: 19,
    });
    expect(findTrend(Array(60).fill(5), 'lower')).toMatchObject({ verdict: 'no clear change', change: 0 });
  });
});
