import { expect, test } from 'vitest';
import { suitablePackedWeeksMb, upkeepBytes } from './packed-weeks-budget';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

test.each([
  ['a machine that can hardly run', 4 * MIB, 1],
  ['half a gigabyte', 512 * MIB, 67],
  ['a small machine, which holds 100,000 builds', GIB, 134],
  ['a usual one', 2 * GIB, 268],
  ['a large one', 64 * GIB, 400],
])('packed weeks take an eighth of %s, up to a limit', (_, usableBytes, expected) => {
  expect(suitablePackedWeeksMb(usableBytes)).toBe(expected);
});

test('upkeep has a third of it', () => {
  expect(upkeepBytes(600)).toBe(200_000_000);
  expect(upkeepBytes(134)).toBeCloseTo(44_666_667, -1);
});
