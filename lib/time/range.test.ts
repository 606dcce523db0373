import { describe, expect, test } from 'vitest';
import { daysOfRange, isWholeWeeks, RANGE_PRESETS, rangeProblem } from './range';

describe('rangeProblem', () => {
  test.each([...RANGE_PRESETS, '2026-03-02..2026-03-02', '2024-02-29..2026-03-29'])(
    '%s is a range',
    range => {
      expect(rangeProblem(range)).toBeNull();
    },
  );

  test.each([
    ['', 'is no range'],
    ['4y', 'is no range'],
    ['2026-03-02..x', 'is no range'],
    ['2026-03-02..2026-13-45', 'has no such day as 2026-13-45'],
    ['2026-02-30..2026-03-02', 'has no such day as 2026-02-30'],
    ['2025-02-29..2026-03-02', 'has no such day as 2025-02-29'],
    ['2026-03-03..2026-03-02', 'ends before it begins'],
    ['2020-01-01..2026-03-02', 'is longer than five years'],
  ])('"%s" %s', (range, problem) => {
    expect(rangeProblem(range)).toBe(problem);
  });
});

test('daysOfRange reads two days, whether or not they make a range', () => {
  expect(daysOfRange('2026-03-02..2026-03-29')).toEqual({ from: '2026-03-02', last: '2026-03-29' });
  expect([daysOfRange('4w'), daysOfRange('2026-03-02')]).toEqual([null, null]);
});

test('two presets are whole weeks', () => {
  expect(RANGE_PRESETS.filter(isWholeWeeks)).toEqual(['4w', '26w']);
});
