import { expect, test } from 'vitest';
import { rangeOfBuckets } from './range-of-buckets';

const days = { from: '2026-03-04', until: '2026-04-01' };

test('weeks are whole, but never beyond the range', () => {
  expect(rangeOfBuckets('2026-03-09', '2026-03-16', 'week', days)).toBe('2026-03-09..2026-03-22');
  expect(rangeOfBuckets('2026-03-02', '2026-03-30', 'week', days)).toBe('2026-03-04..2026-03-31');
});

test('a day is a day, across the change of the clocks too', () => {
  expect(rangeOfBuckets('2026-03-29', '2026-03-29', 'day', days)).toBe('2026-03-29..2026-03-29');
});
