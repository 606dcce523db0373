import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bootstrapDays } from './bootstrap';
import { benjaminiHochberg } from './false-discovery';
import { hodgesLehmann } from './hodges-lehmann';
import { proportionDifference, wilson } from './newcombe';
import { ascending, medianOf, nearestRank } from './quantiles';
import { seededRandom } from './random';
import { criticalT, twoSidedP, welch } from './welch';

const value = fc.double({ min: -50, max: 50, noNaN: true });
const tied = fc.integer({ min: 0, max: 4 });

describe('random', () => {
  test('the same seed gives the same numbers, which are spread evenly', () => {
    const [one, two, other] = [seededRandom(7), seededRandom(7), seededRandom(8)];
    const numbers = Array.from({ length: 10_000 }, one);
    expect(Array.from({ length: 10_000 }, two)).toEqual(numbers);
    expect(other()).not.toBe(numbers[0]);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const share = numbers.filter(number => Math.floor(number * 10) === tenth).length / numbers.length;
      expect(Math.abs(share - 0.1)).toBeLessThan(0.01);
    }
  });

  test('is xoshiro128** filled by splitmix32, as computed elsewhere: stored seeds are drawn again', () => {
    const random = seededRandom(2026);
    expect([random(), random(), random()].map(number => Math.round(number * 2 ** 32))).toEqual([
      1488141057, 2736994499, 1930590800,
    ]);
  });
});

describe('Student', () => {
  // By the series of 60 digits; Student's tables for the quantile.
  test('known values', () => {
    expect(twoSidedP(2.5, 7)).toBeCloseTo(0.0409922185857529, 14);
    expect(twoSidedP(1, 1)).toBeCloseTo(0.5, 14);
    expect(criticalT(0.95, 7)).toBeCloseTo(2.364624251592785, 10);
    expect([twoSidedP(Number.NaN, 3), twoSidedP(Number.POSITIVE_INFINITY, 3)]).toEqual([1, 0]);
  });
});

describe('Hodges–Lehmann', () => {
  test('is the median of all differences, however many, tied or not', () => {
    const sides = fc.oneof(
      fc.tuple(
        fc.array(value, { minLength: 1, maxLength: 30 }),
        fc.array(value, { minLength: 1, maxLength: 30 }),
      ),
      fc.tuple(
        fc.array(tied, { minLength: 1, maxLength: 20 }),
        fc.array(tied, { minLength: 1, maxLength: 20 }),
      ),
    );
    fc.assert(
      fc.property(sides, ([before, after]) => {
        const all = ascending(after.flatMap(y => before.map(x => y - x)));
        const { shift, interval, k } = hodgesLehmann(before, after);
        expect(shift).toBe(medianOf(all));
        expect([interval.low, interval.high]).toEqual([all[k - 1], all[all.length - k]]);
      }),
    );
  });

  test.each([
    ['spread', (random: () => number) => 6 + random()],
    ['whole', (random: () => number) => Math.floor(5 * random())],
  ])('finds the same without sorting all of them, %s values', (_, draw) => {
    const random = seededRandom(3);
    const before = Array.from({ length: 401 }, () => draw(random));
    const after = Array.from({ length: 350 }, () => draw(random));
    const all = ascending(after.flatMap(y => before.map(x => y - x)));
    const { shift, interval, k } = hodgesLehmann(before, after);
    expect([shift, interval.low, interval.high]).toEqual([medianOf(all), all[k - 1], all[all.length - k]]);
  });

  test('refuses an empty side', () => {
    expect(() => hodgesLehmann([], [1])).toThrow('on each side');
  });
});

describe('Welch', () => {
  test('by hand', () => {
    const [x, y] = [
      [1, 2, 3, 4, 5],
      [2, 4, 6, 8],
    ];
    const { difference, standardError, degreesOfFreedom, interval, pValue } = welch(x, y);
    expect(difference).toBe(2);
    expect(standardError).toBeCloseTo(Math.sqrt(2.5 / 5 + 20 / 3 / 4), 14);
    expect(degreesOfFreedom).toBeCloseTo((0.5 + 5 / 3) ** 2 / (0.5 ** 2 / 4 + (5 / 3) ** 2 / 3), 12);
    expect((interval.low + interval.high) / 2).toBeCloseTo(2, 12);
    // The interval's end is where p is 0.05.
    expect(twoSidedP((interval.high - 2) / standardError, degreesOfFreedom)).toBeCloseTo(0.05, 10);
    expect(pValue).toBeCloseTo(twoSidedP(2 / standardError, degreesOfFreedom), 12);
  });

  test('days that are all alike, and too few of them', () => {
    expect(welch([1, 1], [2, 2])).toMatchObject({ interval: { low: 1, high: 1 }, pValue: 0 });
    expect(welch([1, 1], [1, 1])).toMatchObject({ interval: { low: 0, high: 0 }, pValue: 1 });
    expect(() => welch([1], [1, 2])).toThrow('two values a side');
  });
});

describe('bootstrap of days', () => {
  const days = (shift: number, seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 20 }, () => {
      const day = random() / 5;
      return Array.from({ length: 4 }, () => shift + day + random());
    });
  };

  test('is Hodges–Lehmann, moves with the values, and is the same for the same seed', () => {
    const [before, after] = [days(0, 1), days(0.4, 2)];
    const once = bootstrapDays(before, after, 400, seededRandom(5));
    expect(once.shift).toBeCloseTo(hodgesLehmann(before.flat(), after.flat()).shift, 4);
    expect(bootstrapDays(before, after, 400, seededRandom(5))).toEqual(once);
    const moved = bootstrapDays(
      before,
      after.map(day => day.map(x => x + 3)),
      400,
      seededRandom(5),
    );
    expect(moved.interval.low).toBeCloseTo(once.interval.low + 3, 3);
    expect(once.interval.low).toBeLessThan(once.shift);
    expect(once.interval.high).toBeGreaterThan(once.shift);
    expect(once.pValue < 0.05).toBe(once.interval.low > 0 || once.interval.high < 0);
  });

  test('days that are all alike have no width, and many builds a day weigh as they are', () => {
    const same = (x: number) => Array.from({ length: 20 }, () => Array.from({ length: 100 }, () => x));
    const { interval, pValue } = bootstrapDays(same(1), same(2), 100, seededRandom(1));
    expect([interval.low, interval.high]).toEqual([expect.closeTo(1, 4), expect.closeTo(1, 4)]);
    expect(pValue).toBeLessThan(0.01);
    const lopsided = bootstrapDays([Array(300).fill(1), [5]], [Array(300).fill(2), [9]], 50, seededRandom(1));
    expect(lopsided.shift).toBeCloseTo(1, 4);
  });

  test('refuses a single day and a day without builds', () => {
    expect(() => bootstrapDays([[1]], [[1], [2]], 10, seededRandom(1))).toThrow('two days a side');
    expect(() => bootstrapDays([[1], []], [[1], [2]], 10, seededRandom(1))).toThrow('without builds');
  });
});

describe('Newcombe', () => {
  // Newcombe 1998, table II, method 10.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%i/%i − %i/%i', (a, m, b, n, low, high) => {
    const { difference, interval } = proportionDifference({ count: b, of: n }, { count: a, of: m });
    expect(difference).toBeCloseTo(a / m - b / n, 12);
    expect([interval.low, interval.high]).toEqual([expect.closeTo(low, 4), expect.closeTo(high, 4)]);
  });

  test('Wilson stays within 0 and 1, and refuses what is no proportion', () => {
    expect(wilson({ count: 0, of: 5 }).low).toBe(0);
    expect(wilson({ count: 5, of: 5 }).high).toBe(1);
    expect(() => wilson({ count: 0, of: 0 })).toThrow('no proportion');
  });
});

describe('Benjamini–Hochberg', () => {
  test('keeps what their step-up procedure keeps', () => {
    const pValues = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 5 }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(pValues, fc.constantFrom(0.05, 0.1, 0.2), (all, level) => {
        const known = all.filter(p => p !== null).sort((a, b) => a - b);
        const rank = known.findLastIndex((p, i) => p * known.length <= level * (i + 1));
        const limit = rank < 0 ? -1 : (known[rank] ?? -1);
        const adjusted = benjaminiHochberg(all);
        for (const [i, p] of all.entries()) {
          const q = adjusted[i] ?? null;
          expect(q === null).toBe(p === null);
          // Digits at the very limit are decided by rounding.
          if (p === null || q === null || Math.abs(q - level) < 1e-12) continue;
          expect(q <= level).toBe(p <= limit);
        }
      }),
    );
  });

  test('their example: 4 of 15 at 5 %', () => {
    const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719];
    const all = [...p, 0.6528, 0.759, 1];
    expect(benjaminiHochberg(all).filter(q => q !== null && q <= 0.05)).toHaveLength(4);
  });
});

test('nearest rank', () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 100 }),
      (all, q) => {
        const sorted = ascending(all);
        const least = sorted.find(x => 100 * sorted.filter(y => y <= x).length >= q * sorted.length);
        expect(nearestRank(sorted, q / 100)).toBe(least);
      },
    ),
  );
  expect(nearestRank([], 0.5)).toBeNull();
});
