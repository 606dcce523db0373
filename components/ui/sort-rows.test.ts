import { expect, test } from 'vitest';
import { sortRows } from './sort-rows';

const rows = [
  { name: 'a', ms: 5 },
  { name: 'b', ms: null },
  { name: 'c', ms: 9 },
  { name: 'd', ms: 5 },
];
const names = (downwards: boolean) => sortRows(rows, row => row.ms, downwards).map(({ name }) => name);

test('both ways, what is unknown last, equals in their order', () => {
  expect(names(true)).toEqual(['c', 'a', 'd', 'b']);
  expect(names(false)).toEqual(['a', 'd', 'c', 'b']);
});
