import fc from 'fast-check';
import { expect, test } from 'vitest';
import { waterfallAxis } from './axis-marks';

test('marks are round and count from the push', () => {
  const { marks, baseMs } = waterfallAxis({ fromMs: 45_000, untilMs: 165_000 });
  expect(baseMs).toBe(0);
  expect(marks.map(({ label }) => label)).toEqual(['1m 00s', '1m 30s', '2m 00s', '2m 30s']);
  expect(marks[0]?.at).toBeCloseTo(0.125);
});

test('hours after the push, marks count from the beginning of the window, so that they tell seconds', () => {
  const { marks, baseMs } = waterfallAxis({ fromMs: 7_212_000, untilMs: 7_332_000 });
  expect(baseMs).toBe(7_212_000);
  expect(marks.map(({ label }) => label)).toEqual(['0s', '30s', '1m 00s', '1m 30s', '2m 00s']);
});

test('no window has two marks that read alike', () => {
  const instant = fc.integer({ min: 0, max: 200 * 3_600_000 });
  fc.assert(
    fc.property(instant, instant, (one, other) => {
      const window = { fromMs: Math.min(one, other), untilMs: Math.max(one, other) + 1 };
      const labels = waterfallAxis(window).marks.map(({ label }) => label);
      expect(labels).toEqual([...new Set(labels)]);
    }),
    { numRuns: 2000 },
  );
});
