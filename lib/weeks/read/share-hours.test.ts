import fc from 'fast-check';
import { expect, test } from 'vitest';
import { divideWhole } from './share-hours';

test.each([
  [10, [1, 1, 1], [4, 3, 3]],
  [2, [3, 1], [2, 0]],
  [7, [3, 1], [5, 2]],
  [0, [5, 5], [0, 0]],
  [9, [4], [9]],
])('%i by %j is %j', (whole, weights, parts) => expect(divideWhole(whole, weights)).toEqual(parts));

test('parts are whole, add up, and are less than one off', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 86_400 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000_000 }), weights, (whole, own) => {
      const parts = divideWhole(whole, own);
      const sum = own.reduce((total, weight) => total + weight, 0);
      expect(parts.reduce((total, part) => total + part, 0)).toBe(whole);
      for (const [index, part] of parts.entries()) {
        expect(Number.isInteger(part)).toBe(true);
        expect(Math.abs(part - (whole * (own[index] ?? 0)) / sum)).toBeLessThan(1);
      }
    }),
  );
});
