import { describe, expect, test } from 'vitest';
import {
  bucketOf,
  daysOfRange,
  listBuckets,
  pinnedRange,
  previousRange,
  RANGE_PRESETS,
  rangeProblem,
  resolveRange,
  UnknownRangeError,
} from './ranges';

/** A Tuesday, 23:30 in Berlin. */
const NOW = new Date('2026-11-24T22:30:00Z');

describe('resolveRange', () => {
  test.each([
    ['4w', '2026-11-02', '2026-11-25'],
    ['26w', '2026-06-01', '2026-11-25'],
    ['this-week', '2026-11-23', '2026-11-25'],
    ['last-week', '2026-11-16', '2026-11-23'],
    ['this-month', '2026-11-01', '2026-11-25'],
    ['last-month', '2026-10-01', '2026-11-01'],
    ['this-quarter', '2026-10-01', '2026-11-25'],
    ['7d', '2026-11-18', '2026-11-25'],
    ['1y', '2025-11-25', '2026-11-25'],
    ['2026-03-02..2026-03-29', '2026-03-02', '2026-03-30'],
    ['2024-02-29..2024-02-29', '2024-02-29', '2024-03-01'],
  ])('%s in Berlin', (range, from, until) => {
    expect(resolveRange(range, NOW, 'Europe/Berlin')).toEqual({ from, until });
  });

  test('a year before the 29th of February begins on the 28th', () => {
    const eve = new Date('2024-02-28T12:00:00Z');
    expect(resolveRange('1y', eve, 'UTC')).toEqual({ from: '2023-02-28', until: '2024-02-29' });
  });

  test('today is the day of the organisation, not of the machine', () => {
    expect(resolveRange('7d', NOW, 'Asia/Kolkata').until).toBe('2026-11-26');
  });

  test.each(['', '5w', '7', '2026-02-30..2026-03-01', '2026-03-02..2026-03-01', '2016-01-01..2026-01-01'])(
    'refuses "%s" and says what to use',
    range => {
      expect(() => resolveRange(range, NOW, 'UTC')).toThrow(UnknownRangeError);
      expect(() => resolveRange(range, NOW, 'UTC')).toThrow(/use 4w, 26w, 7d/);
    },
  );
});

describe('previousRange', () => {
  test.each([
    ['2026-10-26..2026-11-22', '2026-09-28', '2026-10-26'],
    ['7d', '2026-11-11', '2026-11-18'],
    ['4w', '2026-10-05', '2026-11-02'],
    ['this-week', '2026-11-16', '2026-11-23'],
    ['last-week', '2026-11-09', '2026-11-16'],
    ['this-month', '2026-10-01', '2026-11-01'],
    ['last-month', '2026-09-01', '2026-10-01'],
    ['this-quarter', '2026-07-01', '2026-10-01'],
  ])('before %s', (range, from, until) => {
    expect(previousRange(resolveRange(range, NOW, 'Europe/Berlin'), range)).toEqual({ from, until });
  });

  test.each(RANGE_PRESETS)('%s, pinned to its days, is compared with the same ones', range => {
    const days = resolveRange(range, NOW, 'Europe/Berlin');
    const pinned = pinnedRange(days, range);
    const later = new Date('2027-03-01T12:00:00Z');
    expect(resolveRange(pinned, later, 'Europe/Berlin')).toEqual(days);
    expect(previousRange(days, pinned)).toEqual(previousRange(days, range));
  });

  test('two days that are compared with as many need no third', () => {
    const range = '2026-10-26..2026-11-22';
    expect(pinnedRange(resolveRange(range, NOW, 'UTC'), range)).toBe(range);
  });

  test.each([
    ['2026-11-22..2026-11-22..2026-11-23', 'is compared with no day before it'],
    ['2026-11-31..2026-12-01..2026-12-02', 'has no such day as 2026-11-31'],
    ['2015-01-01..2026-11-22..2026-11-23', 'is compared with more than five years'],
  ])('%s %s', (range, problem) => {
    expect(rangeProblem(range)).toBe(problem);
  });

  test('months go over the end of a year', () => {
    const newYear = new Date('2027-01-01T12:00:00Z');
    expect(resolveRange('last-month', newYear, 'UTC')).toEqual({ from: '2026-12-01', until: '2027-01-01' });
    expect(previousRange(resolveRange('this-quarter', newYear, 'UTC'), 'this-quarter')).toEqual({
      from: '2026-10-01',
      until: '2027-01-01',
    });
  });
});

describe('buckets', () => {
  test('days up to a month, weeks beyond', () => {
    expect(bucketOf({ from: '2026-10-26', until: '2026-11-23' })).toBe('day');
    expect(bucketOf({ from: '2026-10-01', until: '2026-11-23' })).toBe('week');
  });

  test('weeks begin on Monday though the range does not', () => {
    expect(listBuckets({ from: '2026-10-28', until: '2026-11-10' }, 'week')).toEqual([
      '2026-10-26',
      '2026-11-02',
      '2026-11-09',
    ]);
  });

  test('every day has its bucket, also when the clocks change', () => {
    expect(listBuckets({ from: '2026-10-24', until: '2026-10-27' }, 'day')).toEqual([
      '2026-10-24',
      '2026-10-25',
      '2026-10-26',
    ]);
  });
});

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
    ['9999-12-01..9999-12-31', 'is not within the years 1970 to 9998'],
    ['0000-01-01..0000-01-02', 'has no such day as 0000-01-01'],
    ['0001-01-01..0001-01-02', 'is not within the years 1970 to 9998'],
    ['2026-02-30..2026-03-02', 'has no such day as 2026-02-30'],
    ['2025-02-29..2026-03-02', 'has no such day as 2025-02-29'],
    ['2026-03-03..2026-03-02', 'ends before it begins'],
    ['2020-01-01..2026-03-02', 'is longer than five years'],
  ])('"%s" %s', (range, problem) => {
    expect(rangeProblem(range)).toBe(problem);
  });
});

test('daysOfRange reads two days, whether or not they make a range', () => {
  expect(daysOfRange('2026-03-02..2026-03-29')).toEqual({
    from: '2026-03-02',
    last: '2026-03-29',
    before: null,
  });
  expect([daysOfRange('4w'), daysOfRange('2026-03-02')]).toEqual([null, null]);
});
