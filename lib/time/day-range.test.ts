import { describe, expect, test } from 'vitest';
import {
  bucketOf,
  isTimeZone,
  listBuckets,
  previousRange,
  resolveRange,
  UnknownRangeError,
} from './day-range';

/** A Tuesday, 23:30 in Berlin. */
const NOW = new Date('2026-11-24T22:30:00Z');

describe('resolveRange', () => {
  test.each([
    ['4w', '2026-10-26', '2026-11-23'],
    ['26w', '2026-05-25', '2026-11-23'],
    ['7d', '2026-11-18', '2026-11-25'],
    ['1y', '2025-11-25', '2026-11-25'],
    ['2026-03-02..2026-03-29', '2026-03-02', '2026-03-30'],
    ['2024-02-29..2024-02-29', '2024-02-29', '2024-03-01'],
  ])('%s in Berlin', (range, from, until) => {
    expect(resolveRange(range, NOW, 'Europe/Berlin')).toEqual({ from, until });
  });

  test('today is the day of the organisation, not of the machine', () => {
    expect(resolveRange('7d', NOW, 'Asia/Kolkata').until).toBe('2026-11-26');
  });

  test.each(['', '5w', '7', '2026-02-30..2026-03-01', '2026-03-02..2026-03-01', '2016-01-01..2026-01-01'])(
    'refuses "%s" and says what to use',
    range => {
      expect(() => resolveRange(range, NOW, 'UTC')).toThrow(UnknownRangeError);
      expect(() => resolveRange(range, NOW, 'UTC')).toThrow(/use 4w, 7d/);
    },
  );
});

test('previousRange is as long and ends where the range begins', () => {
  expect(previousRange({ from: '2026-10-26', until: '2026-11-23' })).toEqual({
    from: '2026-09-28',
    until: '2026-10-26',
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

describe('isTimeZone', () => {
  test.each(['UTC', 'utc', 'Europe/Berlin', 'europe/berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])(
    '%s is one',
    name => expect(isTimeZone(name)).toBe(true),
  );

  test.each(['', 'Berlin', 'Mars/Base', '+02:00', 'GMT+2', 'SystemV/EST5'])('%s is none', name =>
    expect(isTimeZone(name)).toBe(false),
  );

  test.each(['CET', 'EST', 'PST', 'IST', 'BST'])('%s means another time to Postgres than to Node', name =>
    expect(isTimeZone(name)).toBe(false),
  );
});
