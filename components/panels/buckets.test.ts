import { describe, expect, test } from 'vitest';
import { formatComparedDays, rangeOfBuckets } from './buckets';

const weeks = {
  days: { from: '2026-10-26', until: '2026-11-23' },
  previousDays: { from: '2026-09-28', until: '2026-10-26' },
};

describe('formatComparedDays', () => {
  test('names both ranges', () => {
    expect(formatComparedDays({ ...weeks, today: '2026-11-23' })).toBe(
      '26 Oct – 22 Nov 2026 against 28 Sep – 25 Oct 2026',
    );
  });

  test.each(['2026-11-22', '2026-10-26'])('says that %s, which the range holds, is not over', today => {
    expect(formatComparedDays({ ...weeks, today })).toMatch(/^26 Oct .*; \d+ \w+ is not over yet$/);
  });

  test('says nothing of a day before the range', () => {
    expect(formatComparedDays({ ...weeks, today: '2026-10-25' })).not.toContain('over');
  });
});

const days = { from: '2026-03-04', until: '2026-04-01' };

test('weeks are whole, but never beyond the range', () => {
  expect(rangeOfBuckets('2026-03-09', '2026-03-16', 'week', days)).toBe('2026-03-09..2026-03-22');
  expect(rangeOfBuckets('2026-03-02', '2026-03-30', 'week', days)).toBe('2026-03-04..2026-03-31');
});

test('a day is a day, across the change of the clocks too', () => {
  expect(rangeOfBuckets('2026-03-29', '2026-03-29', 'day', days)).toBe('2026-03-29..2026-03-29');
});
