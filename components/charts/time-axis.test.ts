import { expect, test } from 'vitest';
import { placeNotes } from './time-axis';

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
