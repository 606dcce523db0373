import { expect, test } from 'vitest';
import { addDays } from '@/lib/time/days';
import { placeNotes, shownBuckets } from './time-axis';

test('a note stands at the bucket that holds its day', () => {
  const notes = [
    { day: '2026-03-12', label: 'runners moved' },
    { day: '2026-03-02', label: 'base image' },
    { day: '2026-02-27', label: 'too early' },
  ];
  const placed = placeNotes({ buckets: ['2026-03-02', '2026-03-09'], bucketName: String, notes });
  expect(placed.map(({ number, bucket, label }) => [number, bucket, label])).toEqual([
    [1, '2026-03-02', 'base image'],
    [2, '2026-03-09', 'runners moved'],
  ]);
});

test('an axis names Mondays where these are few, else every so many buckets, and all where there are few', () => {
  const days = (count: number, step = 1) =>
    Array.from({ length: count }, (_, place) => addDays('2026-02-27', place * step));
  expect(shownBuckets(days(7))).toEqual(days(7));
  expect(shownBuckets(days(27))).toEqual(['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23']);
  expect(shownBuckets(days(10))).toEqual([
    '2026-02-27',
    '2026-03-01',
    '2026-03-03',
    '2026-03-05',
    '2026-03-07',
  ]);
  expect(shownBuckets(days(26, 7))).toHaveLength(7);
});
