import { expect, test } from 'vitest';
import { forEachSeries } from './for-each-series';

function runsOf(ids: number[]): number[][] {
  const columns = { n: ids.length, seriesId: Int32Array.from(ids) };
  const read = () => {
    const runs: number[][] = [];
    forEachSeries(columns, (...run) => runs.push(run));
    return runs;
  };
  const first = read();
  expect(read()).toEqual(first);
  return first;
}

test.each([
  [[], []],
  [[7], [[7, 0, 1]]],
  [[3, 3, 3], [[3, 0, 3]]],
  [
    [1, 1, 4, 9, 9],
    [
      [1, 0, 2],
      [4, 2, 3],
      [9, 3, 5],
    ],
  ],
])('of %j', (ids, runs) => {
  expect(runsOf(ids)).toEqual(runs);
});
