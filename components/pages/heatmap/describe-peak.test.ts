import { expect, test } from 'vitest';
import { describePeak } from './describe-peak';

const NO_BLOCK = { firstWeekday: null, lastWeekday: null, fromHour: null, untilHour: null };

function peakOf(firstWeekday: number, lastWeekday: number, fromHour: number, untilHour: number) {
  return [
    {
      part: 'peak' as const,
      firstWeekday,
      lastWeekday,
      fromHour,
      untilHour,
      n: 312,
      queueP50Ms: 40_000,
      queueP90Ms: 250_000,
    },
    { part: 'rest' as const, ...NO_BLOCK, n: 1200, queueP50Ms: 1000, queueP90Ms: 12_000 },
  ];
}

function allOf(n: number, queueP90Ms: number) {
  return [{ part: 'all' as const, ...NO_BLOCK, n, queueP50Ms: 0, queueP90Ms }];
}

test('the hours in which runners are short', () => {
  expect(describePeak(peakOf(1, 5, 10, 12))).toBe(
    'The queue is longest on weekdays from 10:00 to 12:00: p90 4m 10s, against 12s at other times; 312 builds.',
  );
});

test.each([
  [1, 7, 'every day from 10:00 to 12:00'],
  [6, 7, 'at weekends from 10:00 to 12:00'],
  [3, 3, 'on Wednesdays from 10:00 to 12:00'],
])('days %i to %i are called "%s"', (first, last, words) => {
  expect(describePeak(peakOf(first, last, 10, 12))).toContain(`longest ${words}:`);
});

test('all hours of a day have no from and to', () => {
  expect(describePeak(peakOf(1, 1, 0, 24))).toContain('on Mondays around the clock:');
});

test('without a peak it says whether the queue is short or long', () => {
  expect(describePeak(allOf(1234, 2000))).toBe('The queue is short at all hours: p90 2s; 1,234 builds.');
  expect(describePeak(allOf(1234, 90_000))).toBe(
    'The queue is long, and no hours stand out: p90 1m 30s; 1,234 builds.',
  );
});

test('few builds say nothing', () => {
  expect(describePeak(allOf(1, 90_000))).toBe('Only 1 build: too few to say when the queue is long.');
  expect(describePeak([])).toBe('Nothing succeeded in this range.');
});
