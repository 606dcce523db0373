import { expect, test } from 'vitest';
import { lineBuckets } from './line-buckets';

/** From a Friday to a Monday. */
const DAYS = {
  buckets: ['2026-03-06', '2026-03-07', '2026-03-08', '2026-03-09'],
  bucketSize: 'day' as const,
  workdays: [1, 2, 3, 4, 5],
};
const daysOf = (valuesMs: Array<number | null>, of: Parameters<typeof lineBuckets>[1] = DAYS) =>
  lineBuckets(valuesMs, of).map(({ bucket, valueMs }) => [bucket.slice(-2), valueMs]);

test('what never runs on days off has a line through working days, gaps included', () => {
  expect(daysOf([10, null, null, null])).toEqual([
    ['06', 10],
    ['09', null],
  ]);
});

test('what ran on one day off shows all days', () => {
  expect(daysOf([10, null, 20, 30])).toEqual([
    ['06', 10],
    ['07', null],
    ['08', 20],
    ['09', 30],
  ]);
});

test('working days are those of the organisation, and weeks stay whole', () => {
  expect(daysOf([10, null, 20, null], { ...DAYS, workdays: [7] })).toHaveLength(4);
  expect(daysOf([null, null, 20, null], { ...DAYS, workdays: [7] })).toEqual([['08', 20]]);
  expect(daysOf([10, null, null, null], { ...DAYS, bucketSize: 'week' })).toHaveLength(4);
});
