import { describe, expect, test } from 'vitest';
import { addDays } from './days';
import { addWeeks, daysOfWeek, isWeek, UnknownWeekError, weekOfDay } from './weeks';

describe('ISO weeks over new year', () => {
  test.each([
    ['2026-11-16', '2026-W47'],
    ['2026-11-22', '2026-W47'],
    // 2026 has 53 weeks.
    ['2026-12-28', '2026-W53'],
    ['2027-01-03', '2026-W53'],
    ['2027-01-04', '2027-W01'],
    // The first days of January may be of the last week, and the last of December of the first.
    ['2021-01-03', '2020-W53'],
    ['2022-01-01', '2021-W52'],
    ['2024-12-30', '2025-W01'],
    ['2026-01-01', '2026-W01'],
    ['2025-12-29', '2026-W01'],
  ])('%s lies in %s', (day, week) => {
    expect(weekOfDay(day)).toBe(week);
    const { from, until } = daysOfWeek(week);
    expect(from <= day && day < until).toBe(true);
  });

  test('each week of many years follows the one before, and holds its seven days', () => {
    let monday = '1999-01-04';
    for (let i = 0; i < 2000; i += 1) {
      const week = weekOfDay(monday);
      expect(daysOfWeek(week)).toEqual({ from: monday, until: addDays(monday, 7) });
      expect(weekOfDay(addDays(monday, 6))).toBe(week);
      const next = addWeeks(week, 1);
      expect(next > week).toBe(true);
      expect(addWeeks(next, -1)).toBe(week);
      monday = addDays(monday, 7);
    }
  });

  test.each(['2025-W53', '2026-W54', '2026-W00', '2026-47', '2026-W7', '', '0000-W01', '2026-W47 '])(
    '"%s" is no week',
    text => {
      expect(isWeek(text)).toBe(false);
      expect(() => daysOfWeek(text)).toThrow(UnknownWeekError);
    },
  );
});
