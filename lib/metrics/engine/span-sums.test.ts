import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillColumns } from '@/lib/weeks/format/fill-columns';
import { TIME_COLUMNS } from '@/lib/weeks/format/span-parts';
import { DurationHistogram } from './span-sums';

const GAMMA = 1.01 / 0.99;

/** Histograms of one duration each, as logs are summed up. */
function timesOf(durationsMs: readonly number[]) {
  const rows = durationsMs.map(ms => ({ bucket: Math.ceil(Math.log(ms) / Math.log(GAMMA)), count: 1 }));
  return fillColumns(TIME_COLUMNS, rows);
}

test('a quantile is within 1 % of the exact one, or as near as it is rounded', () => {
  const aDuration = fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 2 ** 31 - 1 }));
  fc.assert(
    fc.property(fc.array(aDuration, { minLength: 1 }), fc.constantFrom(0.5, 0.9), (durations, quantile) => {
      const histogram = new DurationHistogram();
      histogram.add(timesOf(durations), 0, durations.length);
      const exact = durations.toSorted((a, b) => a - b)[Math.ceil(quantile * durations.length) - 1] ?? 0;
      const roundedBy = exact < 900 ? 0.5 : 50;
      const estimate = histogram.quantileMs(quantile) ?? Number.NaN;
      expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(exact * 0.0101 + roundedBy);
    }),
  );
});

test('only what lies between the two ends is added', () => {
  const times = timesOf([10, 1500, 1500, 99_000]);
  const histogram = new DurationHistogram();
  expect(histogram.quantileMs(0.5)).toBeNull();
  histogram.add(times, 1, 3);
  expect([histogram.quantileMs(0.01), histogram.quantileMs(1)]).toEqual([1500, 1500]);
});
