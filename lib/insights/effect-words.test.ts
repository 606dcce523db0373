import { expect, test } from 'vitest';
import { formatPoints, formatShift, formatStep, formatWeekly } from './effect-words';

test('no sign stands before what is rounded to nothing', () => {
  expect([-400, 400, 600, -61_400].map(formatStep)).toEqual(['0s', '0s', '+1s', '−1m 01s']);
  expect([-0.004, 0.03, -1.25].map(formatWeekly)).toEqual(['0 h', '0.03 h', '−1.3 h']);
  expect([1.0002, 0.9998, 0.881].map(formatShift)).toEqual(['0%', '0%', '−12%']);
  expect([-0.0004, 0.024].map(formatPoints)).toEqual(['0 points', '+2.4 points']);
});
