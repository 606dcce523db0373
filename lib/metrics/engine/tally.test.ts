import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Tally, TallyGrid } from './tally';

const QUANTILES = [0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];

function tallyOf(values: readonly number[]): Tally {
  const tally = new Tally();
  for (const value of values) tally.add(value);
  return tally;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** The definition: the smallest value that a share q of all values does not exceed. */
function nearestRank(values: readonly number[], q: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.find((_, index) => index + 1 >= q * sorted.length - 1e-9) ?? null;
}

/** Some are short, some around the longest that are counted, some far beyond. */
const aSecond = fc.oneof(
  fc.nat(60),
  fc.integer({ min: 2000, max: 2100 }),
  fc.constantFrom(0, 2047, 2048),
  fc.nat(10_000_000),
);

describe('Tally', () => {
  test('has the nearest rank of however many values, however long', () => {
    fc.assert(
      fc.property(fc.array(aSecond, { maxLength: 900, size: 'max' }), values => {
        const tally = tallyOf(values);
        expect(tally.n).toBe(values.length);
        expect(tally.sum).toBe(sumOf(values));
        for (const q of QUANTILES) expect([q, tally.quantile(q)]).toEqual([q, nearestRank(values, q)]);
      }),
      { numRuns: 300 },
    );
  });

  test.each([255, 256, 257, 258, 5000])('of %i values, all short, all long, and mixed', n => {
    for (const spread of [1, 40, 3000, 5e5]) {
      const values = Array.from({ length: n }, (_, index) => ((index * 7919) % n) * spread);
      const tally = tallyOf(values);
      for (const q of QUANTILES) expect(tally.quantile(q)).toBe(nearestRank(values, q));
    }
  });

  test('may be asked and added to by turns', () => {
    fc.assert(
      fc.property(
        fc.array(aSecond, { minLength: 1, maxLength: 600, size: 'max' }),
        fc.nat(50),
        (values, step) => {
          const tally = new Tally();
          values.forEach((value, index) => {
            tally.add(value);
            if (index % (step + 1) === 0)
              expect(tally.quantile(0.9)).toBe(nearestRank(values.slice(0, index + 1), 0.9));
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  test('gives every value and how often it came, in order', () => {
    fc.assert(
      fc.property(fc.array(aSecond, { maxLength: 600, size: 'max' }), values => {
        const told = tallyOf(values)
          .entries()
          .flatMap(([value, count]) => Array<number>(count).fill(value));
        expect(told).toEqual(values.toSorted((a, b) => a - b));
      }),
    );
  });

  test('takes sorted runs too, alone, together and beside single values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(aSecond, { maxLength: 400, size: 'max' }), { maxLength: 4 }),
        fc.array(aSecond, { maxLength: 300, size: 'max' }),
        (runs, singles) => {
          const tally = tallyOf(singles);
          for (const run of runs) {
            tally.addRun(Uint32Array.from([9, ...run.toSorted((a, b) => a - b), 9]), 1, run.length + 1);
          }
          const all = [...runs.flat(), ...singles];
          expect([tally.n, tally.sum]).toEqual([all.length, sumOf(all)]);
          for (const q of QUANTILES) expect([q, tally.quantile(q)]).toEqual([q, nearestRank(all, q)]);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('takes many values, another tally and one value many times as it takes them one by one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(aSecond, { maxLength: 400, size: 'max' }), { maxLength: 3 }),
        fc.array(aSecond, { maxLength: 400, size: 'max' }),
        fc.tuple(aSecond, fc.nat(300)),
        (lists, others, [value, times]) => {
          const tally = new Tally();
          for (const list of lists) tally.addAll(Uint32Array.from(list));
          tally.addTally(tallyOf(others));
          tally.addTimes(value, times);
          const all = [...lists.flat(), ...others, ...Array<number>(times).fill(value)];
          expect([tally.n, tally.sum]).toEqual([all.length, sumOf(all)]);
          for (const q of QUANTILES) expect([q, tally.quantile(q)]).toEqual([q, nearestRank(all, q)]);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('answers for itself, whichever was asked before', () => {
    const [one, other] = [tallyOf([1, 2, 3]), tallyOf(Array.from({ length: 600 }, (_, index) => index))];
    expect([one, other, one, other].map(tally => tally.quantile(0.5))).toEqual([2, 299, 2, 299]);
    one.add(9);
    expect([one.quantile(1), other.quantile(1), one.quantile(1)]).toEqual([9, 599, 9]);
    expect(one.entries()).toEqual([1, 2, 3, 9].map(value => [value, 1]));
  });

  test('is in milliseconds, and null without values', () => {
    expect(tallyOf([3, 1, 2]).quantileMs(0.5)).toBe(2000);
    expect([new Tally().quantile(0.5), new Tally().quantileMs(0.5)]).toEqual([null, null]);
  });

  test('rounding does not move a rank: p90 of ten values is the ninth', () => {
    const ten = Array.from({ length: 10 }, (_, index) => index + 1);
    expect([0.1, 0.2, 0.3, 0.6, 0.7, 0.9].map(q => tallyOf(ten).quantile(q))).toEqual([1, 2, 3, 6, 7, 9]);
  });
});

test('a grid has the tallies of its places', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(4), aSecond), { maxLength: 900, size: 'max' }), entries => {
      const grid = new TallyGrid(5);
      const places = Uint8Array.from([4, ...entries.map(([place]) => place), 4]);
      const values = Uint32Array.from([7, ...entries.map(([, value]) => value), 7]);
      grid.addAll(places, values, 1, entries.length + 1);
      grid.tallies.forEach((tally, place) => {
        const own = entries.filter(([of]) => of === place).map(([, value]) => value);
        expect([tally.n, tally.sum]).toEqual([own.length, sumOf(own)]);
        for (const q of QUANTILES) expect([q, tally.quantile(q)]).toEqual([q, nearestRank(own, q)]);
      });
    }),
    { numRuns: 100 },
  );
});
