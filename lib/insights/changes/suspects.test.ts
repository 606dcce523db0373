import { expect, test } from 'vitest';
import { rankSuspects } from './suspects';

const build = (number: number, value: number | null) => ({
  ...{ number, value, commit: null, title: null, branch: null },
  createdAt: `2026-11-17T09:${10 + number}:00.000Z`,
});
const ranked = (values: Array<number | null>, size = { isRatio: false, before: 42_000, after: 105_000 }) =>
  rankSuspects(
    values.map((value, i) => build(i + 1, value)),
    size,
  ).map(({ number, likeness }) => [number, likeness]);

test('the first build that is as builds are since comes first, those as before last', () => {
  expect(ranked([42_000, 46_000, 107_000, null, 140_000])).toEqual([
    [3, 'first'],
    [5, 'after'],
    [4, null],
    [1, 'before'],
    [2, 'before'],
  ]);
});

test('a single slow build before it is not the first', () => {
  expect(ranked([42_000, 120_000, 41_000, 43_000, 107_000, 104_000, 110_000])[0]).toEqual([5, 'first']);
});

test('rates are told apart by points, and a gain like a loss', () => {
  expect(ranked([0.99, 0.95, 0, 0.01], { isRatio: true, before: 0.99, after: 0 })[0]).toEqual([3, 'first']);
  expect(ranked([105_000, 99_000, 40_000], { isRatio: false, before: 105_000, after: 42_000 })[0]).toEqual([
    3,
    'first',
  ]);
});

test('where nothing is known of the builds they stay in order of time, and none is called the first', () => {
  expect(ranked([null, null])).toEqual([
    [1, null],
    [2, null],
  ]);
  expect(ranked([42_000, 41_000])).toEqual([
    [1, 'before'],
    [2, 'before'],
  ]);
});
