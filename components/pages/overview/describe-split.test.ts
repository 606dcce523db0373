import { expect, test } from 'vitest';
import { describeSplit } from './describe-split';

const HOUR = 3_600_000;

function split(volume: number, speed: number, mix: number, before = 100) {
  const change = volume + speed + mix;
  return {
    lostBeforeMs: before * HOUR,
    lostMs: (before + change) * HOUR,
    changeMs: change * HOUR,
    volumeMs: volume * HOUR,
    speedMs: speed * HOUR,
    mixMs: mix * HOUR,
  };
}

test('the largest reason comes first, small ones are left out', () => {
  expect(describeSplit(split(8, 12, 0.2))).toBe(
    'Hours lost rose by 20.2 h (20%): costlier builds of the same services added 12.0 h and more builds added 8.0 h.',
  );
});

test('what rose and fell at once is named even where the sum stands still', () => {
  expect(describeSplit(split(10, -10, 0.1))).toBe(
    'Hours lost are unchanged at 100 h, though more builds added 10.0 h and cheaper builds of the same services saved 10.0 h.',
  );
});

test('without a range before there is no change', () => {
  expect(describeSplit(split(5, 0, 0, 0))).toBe('5.0 h were lost; there is nothing before to compare with.');
  expect(describeSplit(split(0, 0, 0, 0))).toMatch(/^No hours were lost/);
});
