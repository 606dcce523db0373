import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PopulationBuilds, WARMTH } from './population-builds';
import { daysOf, type MixedBuilds, ratioAtSameCaches, standardise } from './standardise';

type Row = readonly [service: string, kind: string, day: number, seconds: number, isCold?: boolean];

const MONDAY = 20_514;
const LIKE = { byService: true, byKind: true };

function buildsOf(rows: readonly Row[]): PopulationBuilds {
  const builds = new PopulationBuilds();
  for (const [service, kind, day, seconds, isCold] of rows) {
    builds.day.push(MONDAY + day);
    builds.seconds.push(seconds);
    builds.queueS.push(0);
    builds.warmth.push(isCold === undefined ? WARMTH.unknown : isCold ? WARMTH.cold : WARMTH.warm);
    builds.kind.push(builds.placeOf({ repoId: 1, service, kind }));
  }
  return builds;
}

function rows(service: string, kind: string, seconds: readonly number[]): Row[] {
  return seconds.map((s, day) => [service, kind, day, s]);
}

const msOf = ({ ms }: MixedBuilds) => [...ms];

test('each kind is scaled to the median of all before, and one that a side has too few of is left out', () => {
  const before = buildsOf([...rows('web', 'push', [100, 110, 120]), ...rows('web', 'pull', [10, 11, 12])]);
  const after = buildsOf([
    ...rows('web', 'push', [220, 110, 110]),
    ...rows('web', 'pull', [5, 11, 0]),
    ...rows('api', 'push', [1, 1]),
  ]);
  const both = standardise(before, after, LIKE);
  // The median of all six before is 56 s, those of the kinds are 110 s and 11 s.
  expect(msOf(both.before)).toEqual(
    [100, 110, 120, 10, 11, 12].map((s, i) => s * 1000 * (56_000 / (i < 3 ? 110_000 : 11_000))),
  );
  // Less than a second is one.
  expect(msOf(both.after)).toEqual(
    [220, 110, 110, 5, 11, 1].map((s, i) => s * 1000 * (56_000 / (i < 3 ? 110_000 : 11_000))),
  );
  expect(both.leftOutCount).toBe(2);
});

test('kinds that took no time stay as they are', () => {
  const builds = buildsOf(rows('web', 'push', [0, 0, 0]));
  expect(msOf(standardise(builds, builds, LIKE).after)).toEqual([0, 0, 0]);
});

const someRows = fc.array(
  fc.tuple(fc.constantFrom('web', 'api', 'docs'), fc.constantFrom('push', 'pull'), fc.nat(9), fc.nat(600)),
  { maxLength: 60 },
);

test('a part is scaled as if there were no other', () => {
  fc.assert(
    fc.property(someRows, someRows, (left, right) => {
      const both = standardise(buildsOf(left), buildsOf(right), LIKE, ({ service }) => service);
      for (const part of ['web', 'api', 'docs']) {
        const own = (all: readonly Row[]) => buildsOf(all.filter(([service]) => service === part));
        const alone = standardise(own(left), own(right), LIKE);
        for (const side of ['before', 'after'] as const) {
          const { of, places, ms } = both[side];
          const isOwn = (place: number) => of.kinds[of.kind[place] ?? 0]?.service === part;
          expect([...ms].filter((_, i) => isOwn(places[i] ?? 0))).toEqual(msOf(alone[side]));
        }
      }
    }),
  );
});

test('days come in order, and so do the builds of each', () => {
  const builds = buildsOf([
    ['web', 'push', 8, 30],
    ['web', 'push', 0, 20],
    ['web', 'push', 8, 10],
  ]);
  expect(daysOf(standardise(builds, builds, LIKE).before)).toEqual([
    { day: '2026-03-02', durationsMs: Float64Array.of(20_000) },
    { day: '2026-03-10', durationsMs: Float64Array.of(10_000, 30_000) },
  ]);
});

test('as many cold builds as before: their share alone moves nothing', () => {
  const side = (cold: number): Row[] =>
    Array.from({ length: 40 }, (_, i) => ['web', 'push', i, i < cold ? 300 : 100, i < cold]);
  const both = standardise(buildsOf(side(8)), buildsOf(side(30)), LIKE);
  expect(ratioAtSameCaches(both)).toBe(1);
  expect(ratioAtSameCaches(standardise(buildsOf(side(3)), buildsOf(side(36)), LIKE))).toBeNull();
});
