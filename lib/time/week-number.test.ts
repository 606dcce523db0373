import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendarDay, dayNumber, mondayOf, weekNumber } from './week-number';

test.each([
  ['1970-01-05', 0],
  ['1970-01-11', 0],
  ['1970-01-12', 1],
  ['1970-01-04', -1],
  ['1969-12-29', -1],
  ['1969-12-28', -2],
  ['2026-03-01', 2929],
  ['2026-03-02', 2930],
])('%s lies in week %i', (day, week) => {
  expect(weekNumber(dayNumber(day))).toBe(week);
});

test('weeks begin on Monday, and days are counted without a gap', () => {
  fc.assert(
    fc.property(fc.integer({ min: -30_000, max: 60_000 }), day => {
      const monday = mondayOf(weekNumber(day));
      expect(day - monday).toBeGreaterThanOrEqual(0);
      expect(day - monday).toBeLessThan(7);
      expect(new Date(`${calendarDay(monday)}T00:00:00Z`).getUTCDay()).toBe(1);
      expect(dayNumber(calendarDay(day))).toBe(day);
    }),
  );
});
