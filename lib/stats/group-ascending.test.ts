import { expect, test } from 'vitest';
import { groupAscending } from './group-ascending';

test('each group has its values in order, and what is in no group is left out', () => {
  const grouped = groupAscending(4, [2, 0, -1, 2, 0, 3], [10, 9, 1, 2, 30, 5]);
  expect(grouped.map(values => [...values])).toEqual([[9, 30], [], [2, 10], [5]]);
});

test('without groups or values there are none', () => {
  expect(groupAscending(0, [], [])).toEqual([]);
  expect(groupAscending(2, [], []).map(({ length }) => length)).toEqual([0, 0]);
});
