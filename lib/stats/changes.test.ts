import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareWeek,
  type DayOfLookups,
  findCacheChanges,
  partitionBefore,
  ratePoints,
} from './cache-changes';
import type { DayOfBuilds } from './daily-medians';
import {
  compareToday,
  findDurationChanges,
  isDrifting,
  KEEP_BUILDS,
  KEEP_STEPS,
  medianPoints,
} from './duration-changes';
import { seededRandom } from './random';

const dayName = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);

function days(count: number, secondsOn: (day: number) => number, buildCount = 4, seed = 1): DayOfBuilds[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, day) => ({
    day: dayName(day),
    durationsMs: Array.from({ length: buildCount }, () => 1000 * secondsOn(day) * (0.95 + random() / 10)),
  }));
}

describe('points', () => {
  test('days are merged until they hold three builds; the rest waits', () => {
    const counted = [1, 0, 1, 1, 3, 2].map((count, day) => ({
      day: `d${day}`,
      durationsMs: Array.from({ length: count }, (_, build) => 1000 * Math.E ** (day + build)),
    }));
    expect(medianPoints(counted)).toEqual([
      { fromDay: 'd0', untilDay: 'd3', buildCount: 3, logMedian: expect.closeTo(2, 12) },
      { fromDay: 'd4', untilDay: 'd4', buildCount: 3, logMedian: expect.closeTo(5, 12) },
    ]);
  });

  test('what takes less than a second takes one', () => {
    expect(medianPoints([{ day: 'd', durationsMs: [0, 0, 300] }])[0]?.logMedian).toBe(0);
  });

  test('days are merged until they hold five look-ups', () => {
    const lookups = [
      { day: 'a', hits: 1, misses: 1 },
      { day: 'b', hits: 0, misses: 0 },
      { day: 'c', hits: 2, misses: 1 },
      { day: 'd', hits: 4, misses: 0 },
    ];
    expect(ratePoints(lookups)).toEqual([{ fromDay: 'a', untilDay: 'c', hits: 3, lookups: 5 }]);
  });
});

describe('changes of durations', () => {
  test('says since when and by how much', () => {
    const points = medianPoints(days(60, day => (day < 40 ? 300 : 390)));
    const { changes } = findDurationChanges(points, KEEP_BUILDS);
    expect(changes).toHaveLength(1);
    expect(changes[0]?.point.fromDay).toBe(dayName(40));
    expect(changes[0]?.effect).toBeCloseTo(0.3, 1);
    expect((changes[0]?.afterMs ?? 0) - (changes[0]?.beforeMs ?? 0)).toBeCloseTo(90_000, -4);
  });

  test.each([
    ['too few seconds for a build', 40, 52, 60, false, true],
    ['too few seconds for a step', 4, 6, 60, false, false],
    ['too little of the whole', 3000, 3150, 60, false, false],
    ['two points after', 300, 600, 42, false, false],
    ['three points after', 300, 600, 43, true, true],
  ])('%s', (_, before, after, count, ofBuilds, ofSteps) => {
    const points = medianPoints(days(count, day => (day < 40 ? before : after)));
    expect(findDurationChanges(points, KEEP_BUILDS).changes.length > 0).toBe(ofBuilds);
    expect(findDurationChanges(points, KEEP_STEPS).changes.length > 0).toBe(ofSteps);
  });

  test('two odd days are no change, and a step with a day in between is one', () => {
    const blip = medianPoints(days(60, day => (day === 30 || day === 31 ? 600 : 300)));
    expect(findDurationChanges(blip, KEEP_BUILDS).changes).toEqual([]);
    const step = medianPoints(days(60, day => (day < 30 ? 300 : day === 30 ? 450 : 600)));
    expect(findDurationChanges(step, KEEP_BUILDS).changes.map(({ effect }) => effect > 0.8)).toEqual([true]);
  });

  test('a day appended to what is stored gives what the whole gives', () => {
    const points = medianPoints(days(130, day => (day < 40 ? 300 : day < 90 ? 390 : 250)));
    let { settled } = findDurationChanges([], KEEP_BUILDS);
    for (let length = 1; length <= points.length; length += 1) {
      const appended = findDurationChanges(points.slice(0, length), KEEP_BUILDS, settled);
      settled = appended.settled;
      expect(appended).toEqual(findDurationChanges(points.slice(0, length), KEEP_BUILDS));
    }
  });

  test('more than four within ninety days are a drift', () => {
    const changes = [0, 10, 20, 30, 89].map(dayName);
    expect(isDrifting(changes, dayName(89))).toBe(true);
    expect(isDrifting(changes, dayName(90))).toBe(false);
    expect(isDrifting(changes, dayName(88))).toBe(false);
  });
});

describe('today', () => {
  const last = days(20, () => 300, 6);
  const today = (seconds: number, buildCount = 5) => ({
    day: 'today',
    durationsMs: Array.from({ length: buildCount }, () => 1000 * seconds),
  });

  test('is inside, slower or faster', () => {
    expect([300, 600, 100].map(seconds => compareToday(last, today(seconds))?.direction)).toEqual([
      null,
      'slower',
      'faster',
    ]);
  });

  test('says nothing with four builds, or six days before', () => {
    expect(compareToday(last, today(600, 4))).toBeNull();
    expect(compareToday(last.slice(0, 6), today(600))).toBeNull();
    expect(compareToday(last.slice(0, 7), today(600))?.direction).toBe('slower');
  });

  test('the band is wider where today has fewer builds than the days had', () => {
    const many = days(20, () => 300, 200);
    const width = (buildCount: number) => {
      const band = compareToday(many, today(300, buildCount))?.bandMs;
      return (band?.high ?? 0) - (band?.low ?? 0);
    };
    expect(width(5)).toBeGreaterThan(1.5 * width(200));
  });
});

describe('changes of hit rates', () => {
  const lookups = (count: number, ratioOn: (day: number) => number, seed: number): DayOfLookups[] => {
    const random = seededRandom(seed);
    return Array.from({ length: count }, (_, day) => {
      const hits = Array.from({ length: 10 }, () => random() < ratioOn(day)).filter(Boolean).length;
      return { day: dayName(day), hits, misses: 10 - hits };
    });
  };

  test('a cache that falls from 95 to 20 % is found on the third day, where it fell', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const { changes } = findCacheChanges(ratePoints(lookups(33, day => (day < 30 ? 0.95 : 0.2), seed)));
      expect(changes).toHaveLength(1);
      expect(Math.abs((changes[0]?.index ?? 0) - 30)).toBeLessThanOrEqual(1);
    }
  });

  test('one day of outage is no change, and neither is a cache that always or never hits', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const outage = lookups(60, day => (day === 30 ? 0 : 0.95), seed);
      expect(findCacheChanges(ratePoints(outage)).changes).toEqual([]);
    }
    for (const ratio of [0, 1])
      expect(findCacheChanges(ratePoints(lookups(60, () => ratio, 1))).changes).toEqual([]);
  });

  test('rates before and after are those of the days between changes', () => {
    const days = Array.from({ length: 40 }, (_, day) => ({
      day: `d${day}`,
      hits: day < 15 ? 9 : 3,
      misses: day < 15 ? 1 : 7,
    }));
    const { changes } = findCacheChanges(ratePoints(days));
    expect(changes).toMatchObject([{ index: 15, before: 0.9, after: 0.3, point: { fromDay: 'd15' } }]);
  });

  test('a day appended, or one that changed, gives what the whole gives', () => {
    const levels = fc.array(fc.tuple(fc.constantFrom(0.1, 0.5, 0.95), fc.integer({ min: 1, max: 15 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(levels, fc.nat(), fc.integer({ min: 1, max: 1e6 }), (parts, at, seed) => {
        const ratios = parts.flatMap(([ratio, length]) => Array.from({ length }, () => ratio));
        const points = ratePoints(lookups(ratios.length, day => ratios[day] ?? 0, seed));
        const whole = findCacheChanges(points);
        let { settled } = findCacheChanges([]);
        for (let length = 1; length <= points.length; length += 1)
          settled = findCacheChanges(points.slice(0, length), settled).settled;
        expect(findCacheChanges(points, settled)).toEqual(whole);
        const index = at % points.length;
        const changed = points.map((point, i) => (i === index ? { ...point, hits: 0 } : point));
        expect(findCacheChanges(changed, partitionBefore(whole.settled, index))).toEqual(
          findCacheChanges(changed),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('the hit rate of a week against those before', () => {
  const of = (...rates: number[]) => rates.map(rate => ({ hits: Math.round(rate * 200), lookups: 200 }));
  const against = (before: number[], now: number) =>
    compareWeek(of(...before), { hits: now * 200, lookups: 200 }, 0.999);

  test('a fall far below all of them is clear', () => {
    const fell = against([0.9, 0.92, 0.88, 0.91, 0.89, 0.9, 0.92, 0.88], 0.2);
    expect(fell?.low).toBeLessThan(-0.7);
    expect(fell?.high).toBeLessThan(-0.5);
  });

  test('what they differ by among themselves is no change', () => {
    const within = against([0.9, 0.5, 0.8, 0.4, 0.9, 0.6, 0.7, 0.5], 0.3);
    expect(within?.low).toBeLessThan(-0.36);
    expect(within?.high).toBeGreaterThan(0);
  });

  test('where they were all the same, one miss is no change, and misses alone are', () => {
    const always = [1, 1, 1, 1, 1, 1, 1, 1];
    expect(against(always, 0.995)?.high).toBeGreaterThan(0);
    expect(against(always, 0)?.high).toBeLessThan(0);
  });

  test('nothing is said with fewer than five weeks that had look-ups', () => {
    const none = { hits: 0, lookups: 0 };
    expect(compareWeek([...of(0.9, 0.9, 0.9, 0.9), none, none], { hits: 0, lookups: 200 }, 0.999)).toBeNull();
  });
});
