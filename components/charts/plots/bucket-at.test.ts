import { expect, test } from 'vitest';
import { bucketAt } from './bucket-at';

const span = { left: 50, top: 0, width: 100, height: 80, hasBars: true };

test('bars stand within bands', () => {
  expect([49, 50, 74, 76, 149, 400].map(x => bucketAt(x, span, 4))).toEqual([0, 0, 0, 1, 3, 3]);
});

test('points stand from edge to edge', () => {
  const points = { ...span, hasBars: false };
  expect([50, 60, 75, 149].map(x => bucketAt(x, points, 5))).toEqual([0, 0, 1, 4]);
  expect(bucketAt(120, points, 1)).toBe(0);
});
