import fc from 'fast-check';
import type { BuildStretch, WaitingBuild, WaitingDay } from './waiting-day';

const CAUSES = ['queue', 'run', 'failed', 'cancelled', 'rerun'] as const;
const aPlace = fc.option(fc.integer({ min: 1, max: 3 }));

const aBuild = fc.record({
  createdS: fc.oneof(fc.integer({ min: -2400, max: 7500 }), fc.constantFrom(0, 600, 1800)),
  stretches: fc.array(
    fc.record({
      seconds: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 1500 })),
      cause: fc.constantFrom(...CAUSES),
      place: aPlace,
    }),
    { maxLength: 6 },
  ),
  switchPlace: aPlace,
});

const aWindows = fc.constantFrom<Array<Array<readonly [number, number]>>>(
  [[0, 7200]],
  [
    [600, 2400],
    [3000, 6000],
  ],
  [
    [0, 1500],
    [1500, 1500],
    [1500, 7200],
  ],
  [],
);

/**
 * Days of whole seconds with up to nine builds, of which some began before the day's first hour or outlast its
 * last, take no time, or run beside each other.
 */
export const aDay: fc.Arbitrary<WaitingDay> = fc
  .record({
    builds: fc.array(aBuild, { maxLength: 9 }),
    windows: aWindows,
    fullS: fc.constantFrom(0, 300, 600),
    partialS: fc.constantFrom(600, 1800, Number.POSITIVE_INFINITY),
    partialWeight: fc.constantFrom(0, 0.25, 0.3, 1),
    capS: fc.constantFrom(0, 900, 28_800),
    switchCostS: fc.constantFrom(0, 300),
    maxSwitches: fc.constantFrom(0, 1, 6),
  })
  .map(({ builds, windows, fullS, partialS, partialWeight, capS, switchCostS, maxSwitches }) => ({
    builds: builds.map(({ createdS, stretches, switchPlace }, index): WaitingBuild => {
      const createdMs = createdS * 1000;
      let atMs = createdMs;
      const laid = stretches.map(({ seconds, cause, place }): BuildStretch => {
        const fromMs = atMs;
        atMs += seconds * 1000;
        return { fromMs, untilMs: atMs, cause, place };
      });
      return { id: index + 1, createdMs, finishedMs: atMs, stretches: laid, switchPlace };
    }),
    windows: windows.map(([from, until]) => [from * 1000, until * 1000] as const),
    params: {
      fullAttentionMs: fullS * 1000,
      partialUntilMs: partialS * 1000,
      partialWeight,
      switchAfterMs: 180_000,
      switchCostMs: switchCostS * 1000,
      maxSwitches,
      capMs: capS * 1000,
    },
  }));
