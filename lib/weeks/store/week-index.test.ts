import { expect, test } from 'vitest';
import { WeekEntry } from './week-entry';
import { WeekIndex } from './week-index';

const KEYS = [1, 2, 3, 4].flatMap(repoId => [7, 8, 9].map(week => [repoId, week] as const));

function anIndex(): WeekIndex {
  const index = new WeekIndex();
  for (const [repoId, week] of KEYS) index.set(new WeekEntry(repoId, week, 1));
  return index;
}

const keysOf = (entries: Iterable<WeekEntry>) =>
  [...entries].map(({ repoId, week }) => `${repoId}/${week}`).sort();
const keys = (repoIds: number[], weeks: number[]) =>
  repoIds.flatMap(repoId => weeks.map(week => `${repoId}/${week}`)).sort();

test.each([
  ['all', null, [1, 2, 3, 4]],
  ['one repository', new Set([3]), [3]],
  ['some, one of them without weeks', new Set([2, 5, 4]), [2, 4]],
  ['more than there are, by a map', new Map([1, 2, 3, 4, 5, 6].map(id => [id, ''])), [1, 2, 3, 4]],
  ['none', new Set<number>(), []],
])('lists weeks of %s', (_, repoIds, expected) => {
  const index = anIndex();
  expect(keysOf(index.list(8, 9, repoIds))).toEqual(keys(expected, [8, 9]));
  expect(keysOf(index.list(9, 9, repoIds))).toEqual(keys(expected, [9]));
  expect(index.list(10, 12, repoIds)).toEqual([]);
});

test('knows one entry for each week of a repository, the last that was set', () => {
  const index = anIndex();
  const newer = new WeekEntry(2, 8, 5);
  index.set(newer);
  expect([index.size, index.get(2, 8), index.get(2, 10), index.get(9, 8)]).toEqual([
    12,
    newer,
    undefined,
    undefined,
  ]);
  expect(keysOf(index)).toEqual(keys([1, 2, 3, 4], [7, 8, 9]));
});

test('forgets what is deleted, once', () => {
  const index = anIndex();
  const entry = new WeekEntry(2, 8, 1);
  index.delete(entry);
  index.delete(entry);
  expect([index.size, index.get(2, 8)]).toEqual([11, undefined]);
  expect(keysOf(index.list(8, 8, null))).toEqual(keys([1, 3, 4], [8]));
});
