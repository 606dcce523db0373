import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUILD_FLAG } from '../format/codes';
import { lostParts } from '../lost/lost-parts';
import { divideWhole, sumAmounts } from './share-hours';

test.each([
  [10, [1, 1, 1], [4, 3, 3]],
  [2, [3, 1], [2, 0]],
  [7, [3, 1], [5, 2]],
  [0, [5, 5], [0, 0]],
  [9, [4], [9]],
])('%i by %j is %j', (whole, weights, parts) => expect(divideWhole(whole, weights)).toEqual(parts));

test('sums of shared amounts tell apart what stored sums do', () => {
  const { onDefaultBranch, rerun, started, stuck } = BUILD_FLAG;
  const rows = [0, rerun, onDefaultBranch, stuck, stuck | started, stuck | onDefaultBranch].map(
    (flags, i) => ({
      ...{ number: i + 1, placeId: 1, ownerId: 1, personId: 1, day: i, cause: 0, event: 0, flags },
      ...{ measuredMs: 10 + i, lowMs: 1, lostMs: 4, highMs: 9 },
    }),
  );
  const { amounts, sums } = lostParts(rows);
  expect(sumAmounts(amounts)).toEqual(sums);
  expect([...sums.flags]).toEqual([0, onDefaultBranch, stuck, stuck | onDefaultBranch]);
});

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
