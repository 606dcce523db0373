import { expect, test } from 'vitest';
import { meanShiftBetween, shiftBetween } from './level-shift';

const points = (...values: number[]) =>
  values.map((value, i) => ({ fromDay: `2026-11-${String(i + 1).padStart(2, '0')}`, value }));

test('a fall to nothing: the interval ends where rates end, the mean is that of the days', () => {
  const [before, after] = [points(0.95, 0.96, 0.95, 0.96, 0.95), points(0, 0.1, 0.02)];
  expect(meanShiftBetween('cache', before, after)).toBeCloseTo(0.04 - 0.954, 12);
  const interval = shiftBetween('cache', before, after);
  expect(interval?.low).toBe(-1);
  expect(interval?.high).toBeGreaterThan(-0.914);
});

test('of times it is the ratio of geometric means, within its interval', () => {
  const [before, after] = [points(60, 61, 62), points(90, 91, 92)];
  const mean = meanShiftBetween('step', before, after) ?? Number.NaN;
  expect(mean).toBeCloseTo(Math.cbrt((90 * 91 * 92) / (60 * 61 * 62)), 12);
  const interval = shiftBetween('step', before, after);
  expect((interval?.low ?? 0) * (interval?.high ?? 0)).toBeCloseTo(mean ** 2, 9);
  expect(meanShiftBetween('step', points(60), after)).toBeNull();
});
