import { expect, test } from 'vitest';
import { quantileInterval } from './quantile-interval';
import { seededRandom } from './random';

const TRUE_MEDIAN = 1;

/** Days whose level is drawn too: their medians have a median of 1. */
function drawDays(random: () => number): number[][] {
  return Array.from({ length: 20 }, () => {
    const level = 0.3 * (random() + random() + random() - 1.5);
    return Array.from({ length: 15 }, () => Math.exp(level + random() - 0.5));
  });
}

test('holds the true median in about 95 of 100 draws, though builds of one day resemble each other', () => {
  const random = seededRandom(7);
  let held = 0;
  for (let draw = 0; draw < 1000; draw += 1) {
    const interval = quantileInterval(drawDays(random), 0.5);
    if (interval !== null && interval.low <= TRUE_MEDIAN && interval.high >= TRUE_MEDIAN) held += 1;
  }
  expect(held).toBeGreaterThan(920);
  expect(held).toBeLessThan(980);
});

test('has the quantile in it, and says nothing of fewer than seven days', () => {
  const days = Array.from({ length: 7 }, (_, day) => [day + 1, day + 2, day + 3]);
  expect(quantileInterval(days, 0.9)).toEqual({ low: 6, high: 9 });
  expect(quantileInterval(days.slice(1), 0.9)).toBeNull();
});
