import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDay, formatDuration, formatExactDuration } from '@/lib/format';
import { evenLimits, formatLimit } from './heat-scale';
import { axisTop, distinctFormat, durationTicks, ratioScale, valueScale } from './value-scale';

const HOUR = 3_600_000;

test('hours have round marks', () => {
  const { ticks, formatTick } = valueScale('hours', 23 * HOUR);
  expect(ticks.map(formatTick)).toEqual(['0', '5 h', '10 h', '15 h', '20 h', '25 h']);
  expect(valueScale('hours', 0.9 * HOUR).ticks.map(formatTick)).toEqual([
    '0',
    '0.2 h',
    '0.4 h',
    '0.6 h',
    '0.8 h',
    '1 h',
  ]);
  expect(valueScale('hours', 0).ticks.length).toBeGreaterThan(1);
});

test('few minutes lost have marks in minutes', () => {
  const marksOf = (max: number) => {
    const { ticks, formatTick } = valueScale('hours', max);
    return ticks.map(formatTick);
  };
  expect(marksOf(0.2 * HOUR)).toEqual(['0', '5m', '10m', '15m']);
  expect(marksOf(0.5 * HOUR)).toEqual(['0', '0.1 h', '0.2 h', '0.3 h', '0.4 h', '0.5 h']);
  expect(marksOf(4_000)).toEqual(['0', '15s', '30s', '45s', '1m']);
});

test('no axis of any kind has two marks that read alike', () => {
  const areDistinct = (labels: readonly string[]) => expect(labels).toEqual([...new Set(labels)]);
  const marks = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.constantFrom('duration', 'hours', 'count'),
      marks,
      fc.integer({ min: 0, max: 11 }),
      (unit, part, power) => {
        const max = part * 10 ** power;
        const { ticks, formatTick } = valueScale(unit, max);
        areDistinct(ticks.map(formatTick));
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * 0.999);
      },
    ),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.double({ min: 0.0001, max: 1, noNaN: true }), top => {
      const { ticks, formatTick } = ratioScale(top);
      areDistinct(ticks.map(formatTick));
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 * HOUR }), { minLength: 1 }), values => {
      areDistinct(evenLimits(values).map(formatLimit));
    }),
  );
});

test('edges beyond an hour, and days of two years, are told apart where they must be', () => {
  const edge = (values: number[]) =>
    values.map(distinctFormat(values, [formatDuration, formatExactDuration]));
  expect(edge([3_900_000, 3_960_000])).toEqual(['1h 05m', '1h 06m']);
  expect(edge([3_900_000, 3_907_000])).toEqual(['1h 05m 00s', '1h 05m 07s']);
  const day = (values: string[]) =>
    values.map(distinctFormat(values, [of => formatDay(of), of => formatDay(of, true)]));
  expect(day(['2026-03-02', '2026-03-03'])).toEqual(['2 Mar', '3 Mar']);
  expect(day(['2025-03-02', '2026-03-02'])).toEqual(['2 Mar 2025', '2 Mar 2026']);
});

test('counts have whole marks', () => {
  expect(valueScale('count', 3).ticks).toEqual([0, 1, 2, 3]);
  expect(valueScale('count', 0).ticks).toEqual([0, 1]);
  expect(valueScale('count', 870).ticks).toEqual([0, 200, 400, 600, 800, 1000]);
});

test('durations are short at round marks', () => {
  const { ticks, formatTick } = valueScale('duration', 700_000);
  expect(ticks.map(formatTick)).toEqual(['0', '5m', '10m', '15m']);
  expect([90_000, 5_400_000].map(formatTick)).toEqual(['1m 30s', '1h 30m']);
});

test.each([
  [0, [0, 1_000]],
  [4_200, [0, 1_000, 2_000, 3_000, 4_000, 5_000]],
  [260_000, [0, 60_000, 120_000, 180_000, 240_000, 300_000]],
  [3_000_000, [0, 600_000, 1_200_000, 1_800_000, 2_400_000, 3_000_000]],
])('%s ms', (maxMs, ticks) => expect(durationTicks(maxMs)).toEqual(ticks));

test('a week still has six marks at most', () => {
  expect(durationTicks(7 * 86_400_000).length).toBeLessThanOrEqual(6);
});

test('an axis reaches to the largest value, unless a few stand out', () => {
  expect(axisTop([300, 310, 320, 700])).toBe(700);
  expect(axisTop([300, 300, 310, 310, 310, 320, 320, 320, 18_000, 20_000])).toBe(400);
  expect(axisTop([])).toBe(0);
});
