import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aDay, keyOf, simulateBands, simulateDay } from '@/tests/world/waiting-days';
import { type Bands, replayBands, replayDay } from './replay-day';
import type { WaitingBuild, WaitingDay, WaitingParams } from './waiting-day';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const BANDS = ['measuredMs', 'lowMs', 'lostMs', 'highMs'] as const satisfies ReadonlyArray<keyof Bands>;
const DEFAULTS: WaitingParams = {
  fullAttentionMs: 10 * MINUTE_MS,
  partialUntilMs: 30 * MINUTE_MS,
  partialWeight: 0.25,
  switchAfterMs: 3 * MINUTE_MS,
  switchCostMs: 5 * MINUTE_MS,
  maxSwitches: 6,
  capMs: 8 * HOUR_MS,
};

/** A build that queues for two minutes and then stands at its place. Minutes since midnight. */
function build(id: number, created: number, finished: number, place = 7): WaitingBuild {
  const [createdMs, finishedMs] = [created * MINUTE_MS, finished * MINUTE_MS];
  const startedMs = Math.min(createdMs + 2 * MINUTE_MS, finishedMs);
  return {
    id,
    createdMs,
    finishedMs,
    stretches: [
      { fromMs: createdMs, untilMs: startedMs, cause: 'queue', place: null },
      { fromMs: startedMs, untilMs: finishedMs, cause: 'run', place },
    ],
    switchPlace: place + 1,
  };
}

function day(builds: WaitingBuild[], params = DEFAULTS): WaitingDay {
  return { builds, windows: [[7 * HOUR_MS, 19 * HOUR_MS]], params };
}

/** Minutes of each band, in their order, by what they belong to. */
function tell({ builds, windows, params }: WaitingDay): Record<string, number[]> {
  const bands = replayBands({ builds, windows, params });
  const minutes = (of: Bands) => BANDS.map(band => of[band] / MINUTE_MS);
  const amounts = bands.amounts.map(
    ({ buildId, place, cause, ...of }) => [`${cause} of ${buildId} at ${place}`, minutes(of)] as const,
  );
  return Object.fromEntries([...amounts, ['day', minutes(bands)]]);
}

describe('replayBands', () => {
  test('one build of an hour', () => {
    expect(tell(day([build(1, 600, 660)]))).toEqual({
      'queue of 1 at null': [2, 2, 2, 2],
      'run of 1 at 7': [58, 0, 13, 58],
      'switch of 1 at 8': [0, 0, 5, 15],
      day: [60, 2, 20, 75],
    });
  });

  test('two builds side by side share; attention leaves the older one, the measured wait does not', () => {
    expect(tell(day([build(1, 600, 660), build(2, 640, 650, 8)]))).toEqual({
      'queue of 1 at null': [2, 2, 2, 2],
      'run of 1 at 7': [53, 0, 13, 53],
      'switch of 1 at 8': [0, 0, 5, 15],
      'queue of 2 at null': [1, 2, 2, 1],
      'run of 2 at 8': [4, 0, 8, 4],
      'switch of 2 at 9': [0, 0, 5, 0],
      day: [60, 4, 35, 75],
    });
  });

  test('the cap applies in each band but the measured wait', () => {
    const capped = { ...DEFAULTS, capMs: 7 * MINUTE_MS };
    expect(tell(day([build(1, 600, 601), build(2, 700, 708)], capped))).toEqual({
      'queue of 1 at null': [1, 1, 1 / 2, 7 / 24],
      'queue of 2 at null': [2, 2, 1, 14 / 24],
      'run of 2 at 7': [6, 0, 3, 42 / 24],
      'switch of 2 at 8': [0, 0, 5 / 2, 105 / 24],
      day: [9, 3, 7, 7],
    });
  });

  test('whatever switches cost by the settings, the high estimate is not below', () => {
    const dear = { ...DEFAULTS, switchCostMs: 20 * MINUTE_MS };
    expect(tell(day([build(1, 600, 605)], dear)).day).toEqual([5, 2, 25, 25]);
  });

  test('builds over midnight: the hours of the day count, attention since the push', () => {
    const overnight = { ...day([build(1, -20, 15)]), windows: [[0, 24 * HOUR_MS]] as const };
    expect(tell(overnight)).toEqual({
      'run of 1 at 7': [15, 0, 2.5, 15],
      'switch of 1 at 8': [0, 0, 5, 15],
      day: [15, 0, 7.5, 30],
    });
  });

  test('a day without builds, without hours, or with builds that take no time, is empty', () => {
    const nothing = {
      measuredMs: 0,
      attendedMs: 0,
      switchCount: 0,
      lowMs: 0,
      lostMs: 0,
      highMs: 0,
      amounts: [],
    };
    expect(replayBands(day([]))).toEqual(nothing);
    expect(replayBands({ ...day([build(1, 600, 660)]), windows: [] })).toEqual(nothing);
    expect(replayBands(day([build(1, 600, 600), { ...build(2, 601, 601), stretches: [] }]))).toEqual(nothing);
  });

  test('agrees with a simulation second by second in every band', () => {
    fc.assert(
      fc.property(aDay, given => {
        const bands = replayBands(given);
        const simulated = simulateBands(given);
        const { attendedMs, switches } = simulateDay(given);
        expect(Math.abs(bands.attendedMs - attendedMs)).toBeLessThan(1);
        expect(bands.switchCount).toBe(switches.length);
        for (const band of BANDS) {
          const expected = simulated[band];
          expect(Math.abs(bands[band] - (expected.get('total') ?? 0))).toBeLessThan(1);
          const got = new Map(
            bands.amounts.map(({ buildId, place, cause, ...of }) => [keyOf(buildId, place, cause), of[band]]),
          );
          for (const key of [...got.keys(), ...expected.keys()]) {
            if (key === 'total') continue;
            expect(
              Math.abs((got.get(key) ?? 0) - (expected.get(key) ?? 0)),
              `${band} of ${key}`,
            ).toBeLessThan(1);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('each band is whole, sums to its total exactly, and keeps to the cap', () => {
    fc.assert(
      fc.property(aDay, given => {
        const bands = replayBands(given);
        for (const band of BANDS) {
          const all = bands.amounts.map(amount => amount[band]);
          for (const ms of all) expect(Number.isInteger(ms) && ms >= 0).toBe(true);
          expect(all.reduce((sum, ms) => sum + ms, 0)).toBe(bands[band]);
          if (band !== 'measuredMs') expect(bands[band]).toBeLessThanOrEqual(given.params.capMs);
        }
        expect(bands.lowMs).toBeLessThanOrEqual(bands.lostMs);
        const keys = bands.amounts.map(({ buildId, place, cause }) => keyOf(buildId, place, cause));
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  test('has the central estimate of replayDay', () => {
    fc.assert(
      fc.property(aDay, given => {
        const { measuredMs, lostMs, amounts } = replayDay(given);
        const bands = replayBands(given);
        expect([bands.measuredMs, bands.lostMs]).toEqual([measuredMs, lostMs]);
        const central = (all: ReadonlyArray<{ buildId: number; place: number | null; cause: string }>) =>
          all.map(({ buildId, place, cause }) => keyOf(buildId, place, cause));
        const lost = bands.amounts.filter(amount => amount.lostMs > 0);
        const replayed = amounts.filter(({ ms }) => ms > 0);
        expect(central(lost)).toEqual(central(replayed));
        expect(lost.map(amount => amount.lostMs)).toEqual(replayed.map(({ ms }) => ms));
      }),
    );
  });

  test('is the same in whatever order the builds are given', () => {
    const shuffled = aDay.chain(given =>
      fc.tuple(
        fc.constant(given),
        fc.shuffledSubarray([...given.builds], { minLength: given.builds.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([given, builds]) => {
        expect(replayBands({ ...given, builds })).toEqual(replayBands(given));
      }),
    );
  });

  test.each<[string, RegExp, Partial<WaitingDay>]>([
    [
      'a build that finishes before it is created',
      /build 1 finishes before/,
      { builds: [build(1, 660, 600)] },
    ],
    ['a build without an end', /build 1 finishes before/, { builds: [build(1, 600, Number.NaN)] }],
    [
      'stretches with a gap',
      /break off or overlap at 36120001 ms/,
      { builds: [withGap(build(1, 600, 660))] },
    ],
    [
      'stretches that end early',
      /break off or overlap/,
      { builds: [{ ...build(1, 600, 660), stretches: [] }] },
    ],
    [
      'hours that overlap',
      /let none overlap/,
      {
        windows: [
          [0, 20],
          [10, 30],
        ],
      },
    ],
    ['hours that end before they begin', /sort them/, { windows: [[20, 0]] }],
  ])('refuses %s', (_, message, wrong) => {
    expect(() => replayBands({ ...day([]), ...wrong })).toThrow(message);
  });
});

function withGap(whole: WaitingBuild): WaitingBuild {
  const [first, second] = whole.stretches;
  if (first === undefined || second === undefined) throw new RangeError('a build has two stretches');
  return { ...whole, stretches: [first, { ...second, fromMs: second.fromMs + 1 }] };
}
