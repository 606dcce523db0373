import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, calendarDay, dayNumber, mondayOf, weekdayOf, weekNumber } from './days';

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
      expect(weekdayOf(day)).toBe(day - monday + 1);
    }),
  );
});

describe('dayNumber', () => {
  test('is the reverse of calendarDay', () => {
    fc.assert(
      fc.property(fc.integer({ min: -30_000, max: 60_000 }), day => {
        expect(dayNumber(calendarDay(day))).toBe(day);
      }),
    );
  });

  test.each(['2026-02-30', '0000-01-01', '2026-2-3', 'today', ''])('"%s" is no day', day => {
    expect(() => dayNumber(day)).toThrow(`"${day}" is no day`);
  });
});

test('addDays goes over the ends of months and years', () => {
  expect([addDays('2024-02-28', 1), addDays('2026-01-01', -1)]).toEqual(['2024-02-29', '2025-12-31']);
});
