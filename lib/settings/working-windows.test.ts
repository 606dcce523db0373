import { expect, test } from 'vitest';
import { workingWindows } from './working-windows';

const HOURS = { timeZone: 'Europe/Berlin', workdays: [1, 2, 3, 4, 5, 7], fromMinute: 0, untilMinute: 1440 };

test.each([
  ['2026-03-27', 24],
  ['2026-03-29', 23],
  ['2026-10-25', 25],
])('%s has %d hours in Berlin', (day, hours) => {
  const lengths = workingWindows(day, HOURS).map(([from, until]) => (until - from) / 3_600_000);
  expect(lengths).toEqual([hours]);
});

test('a Saturday has none, and a day that there is not is refused', () => {
  expect(workingWindows('2026-03-28', HOURS)).toEqual([]);
  expect(() => workingWindows('2026-02-29', HOURS)).toThrow('"2026-02-29" is no day');
});
