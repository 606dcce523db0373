import { expect, test } from 'vitest';
import { axisTop, durationTicks } from './duration-ticks';

test.each([
  [0, [0, 1_000]],
  [4_200, [0, 1_000, 2_000, 3_000, 4_000, 5_000]],
  [260_000, [0, 60_000, 120_000, 180_000, 240_000, 300_000]],
  [3_000_000, [0, 600_000, 1_200_000, 1_800_000, 2_400_000, 3_000_000]],
])('%s ms', (maxMs, ticks) => expect(durationTicks(maxMs)).toEqual(ticks));

test('a week still has six marks at most', () => {
  expect(durationTicks(7 * 86_400_000).length).toBeLessThanOrEqual(6);
});

test('an axis reaches to the largest value, unless a few stand out', () => {
  expect(axisTop([300, 310, 320, 700])).toBe(700);
  expect(axisTop([300, 300, 310, 310, 310, 320, 320, 320, 18_000, 20_000])).toBe(400);
  expect(axisTop([])).toBe(0);
});
