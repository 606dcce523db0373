import { expect, test } from 'vitest';
import { valueScale } from './value-scale';

const HOUR = 3_600_000;

test('hours have round marks', () => {
  const { ticks, formatTick } = valueScale('hours', 23 * HOUR);
  expect(ticks.map(formatTick)).toEqual(['0', '5 h', '10 h', '15 h', '20 h', '25 h']);
  expect(valueScale('hours', 0.9 * HOUR).ticks.map(formatTick)).toEqual([
    '0',
    '0.2 h',
    '0.4 h',
    '0.6 h',
    '0.8 h',
    '1 h',
  ]);
  expect(valueScale('hours', 0).ticks.length).toBeGreaterThan(1);
});

test('counts have whole marks', () => {
  expect(valueScale('count', 3).ticks).toEqual([0, 1, 2, 3]);
  expect(valueScale('count', 0).ticks).toEqual([0, 1]);
  expect(valueScale('count', 870).ticks).toEqual([0, 200, 400, 600, 800, 1000]);
});

test('durations are short at round marks', () => {
  const { ticks, formatTick } = valueScale('duration', 700_000);
  expect(ticks.map(formatTick)).toEqual(['0', '5m', '10m', '15m']);
  expect([90_000, 5_400_000].map(formatTick)).toEqual(['1m 30s', '1h 30m']);
});
