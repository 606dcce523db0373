import { expect, test } from 'vitest';
import { evenLimits, formatLimit, heatStep } from './heat-scale';

const MINUTE = 60_000;
const minutes = (...values: number[]) => values.map(value => value * MINUTE);

test('a value that reaches a limit has the colour above it', () => {
  const limits = [10_000, 30_000];
  expect([0, 9_999, 10_000, 29_000, 30_000, 9e9].map(ms => heatStep(ms, limits))).toEqual([1, 1, 2, 2, 3, 3]);
});

test('limits are round, rise evenly and separate the values', () => {
  const values = minutes(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  const limits = evenLimits(values);
  expect(limits).toEqual(minutes(4, 6, 8, 10, 12));
  expect(new Set(values.map(ms => heatStep(ms, limits))).size).toBe(6);
});

test('values that hardly differ do not use all colours', () => {
  const values = minutes(5, 5.05, 5.1, 5.15, 5.2);
  const used = new Set(values.map(ms => heatStep(ms, evenLimits(values))));
  expect(used.size).toBeLessThanOrEqual(2);
});

test('one extreme value does not press the others flat', () => {
  const values = [...minutes(...Array.from({ length: 40 }, (_, index) => 2 + index / 10)), 900 * MINUTE];
  expect(evenLimits(values).at(-1)).toBeLessThan(8 * MINUTE);
});

test('without values there are limits still', () => {
  expect(evenLimits([])).toEqual([1000, 2000, 3000, 4000, 5000]);
});

test.each([
  [10_000, '10s'],
  [MINUTE, '1m'],
  [270_000, '4m 30s'],
  [60 * MINUTE, '1h'],
])('%i ms is written %s', (ms, text) => {
  expect(formatLimit(ms)).toBe(text);
});
