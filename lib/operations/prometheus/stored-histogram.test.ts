import { expect, test } from 'vitest';
import { HeldCounts } from './stored-histogram';

test('counts of the same labels are one; none ever goes back, and none vanishes', () => {
  const held = new HeldCounts<'name'>();
  const of = (name: string, counts: number[], sum: number) => ({ labels: { name }, counts, sum });
  expect(held.hold([of('other', [1, 2], 10), of('other', [3, 0], 5), of('a', [5, 5], 50)])).toEqual([
    of('other', [4, 2], 15),
    of('a', [5, 5], 50),
  ]);
  expect(held.hold([of('a', [4, 6], 49), of('b', [1, 0], 1)])).toEqual([
    of('other', [4, 2], 15),
    of('a', [5, 6], 50),
    of('b', [1, 0], 1),
  ]);
});
