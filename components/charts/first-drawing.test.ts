import { expect, test } from 'vitest';
import { runsOf } from './first-drawing';

test('a line breaks where a value is missing, and each value keeps its place', () => {
  expect(runsOf([null, 1, 2, null, null, 0, null])).toEqual([
    [
      [1, 1],
      [2, 2],
    ],
    [[5, 0]],
  ]);
  expect(runsOf([])).toEqual([]);
});
