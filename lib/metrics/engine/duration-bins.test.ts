import { expect, test } from 'vitest';
import { Dice } from '@/tests/world/dice';
import { durationBins } from './duration-bins';
import { Tally } from './tally';

function binsOf(seconds: readonly number[]) {
  const tally = new Tally();
  for (const value of seconds) tally.add(value);
  return durationBins(tally);
}

const edgesOf = (seconds: readonly number[]) => binsOf(seconds).map(({ fromS }) => fromS);
const times = (count: number, seconds: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => seconds(index));

test('a long tail shares the last band, and the others show what nearly all took', () => {
  const runs = [...times(98, i => 40 + (i % 10)), 300, 3600];
  const bins = binsOf(runs);
  expect(bins.map(({ fromS }) => fromS)).toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50]);
  expect(bins.at(-1)).toEqual({ fromS: 50, untilS: 3601, n: 2, holds: 'longer' });
  // What is no longer few has bands of its own.
  expect(edgesOf([...runs, ...times(8, () => 300)])).toContain(300);
});

test('what hardly took any time has bands of a second, with room beside them', () => {
  expect(binsOf([0, 0, 1]).map(({ fromS, n }) => [fromS, n])).toEqual([
    [0, 2],
    [1, 1],
    ...[2, 3, 4, 5].map(fromS => [fromS, 0]),
  ]);
});

test('two humps stand apart between round edges', () => {
  const edges = edgesOf([...times(60, i => 40 + (i % 8)), ...times(40, i => 101 + (i % 8))]);
  expect(edges).toEqual(times(14, i => 40 + 5 * i));
});

test('what lies between seconds and an hour has bands that grow', () => {
  const edges = edgesOf(times(400, i => Math.round(2 * 1.018 ** i)));
  expect(edges.slice(0, 4)).toEqual([2, 3, 5, 7]);
  expect(edges).toContain(900);
});

test('a few that are far quicker share the first band', () => {
  const [first, second] = binsOf([1, ...times(99, i => 3000 + (i % 60))]);
  expect(first).toEqual({ fromS: 1, untilS: 3000, n: 1, holds: 'shorter' });
  expect(second?.fromS).toBe(3000);
});

test('whatever they are, bands follow each other and hold all of them', () => {
  const dice = new Dice(3);
  for (let round = 0; round < 300; round += 1) {
    const most = 10 ** (1 + dice.upTo(6));
    const runs = times(1 + dice.upTo(300), () => dice.upTo(dice.upTo(3) === 0 ? most : 100));
    const bins = binsOf(runs);
    expect(bins.length).toBeLessThanOrEqual(24);
    for (const [index, { fromS, untilS, n }] of bins.entries()) {
      if (index > 0) expect(fromS).toBe(bins[index - 1]?.untilS);
      expect(n).toBe(runs.filter(s => s >= fromS && s < untilS).length);
    }
    expect(bins.reduce((sum, { n }) => sum + n, 0)).toBe(runs.length);
    const folded = bins.filter(({ holds }) => holds !== null);
    for (const { n } of folded) expect(n).toBeLessThanOrEqual(0.02 * runs.length);
  }
});
