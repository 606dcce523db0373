import { expect, test } from 'vitest';
import { wholeAmounts } from './whole-amounts';

test.each([
  ['the largest remainders get the rest', [1.2, 2.7, 3.5, 0.6], 8, [1, 3, 3, 1]],
  ['ties go to the earlier', [1 / 3, 1 / 3, 1 / 3], 1, [1, 0, 0]],
  ['the noise of adding decides nothing', [0.1 + 0.2, 0.3, 0.4], 1, [0, 0, 1]],
  ['nor does it make or break a tie', [0.3, 0.1 + 0.2, 0.4], 2, [1, 0, 1]],
  ['what is whole but for noise stays', [3 - 1e-9, 2 + 1e-9, 0.5, 0.5], 6, [3, 2, 1, 0]],
  ['nothing', [], 0, []],
])('%s', (_, amounts, total, whole) => {
  expect([...wholeAmounts(Float64Array.from(amounts), total)]).toEqual(whole);
});
