import fc from 'fast-check';
import type { BuildStretch, WaitingBuild, WaitingDay } from '@/lib/waiting/waiting-day';

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

/** What the slow simulation says of a day, in milliseconds, not rounded and not capped. */
export interface SimulatedDay {
  measuredMs: number;
  attendedMs: number;
  /** Measured wait and attention by `keyOf` build, place and cause. */
  measuredShares: Map<string, number>;
  shares: Map<string, number>;
  /** The builds that the switches belong to. */
  switches: WaitingBuild[];
}

/** What bands should be, in milliseconds, capped but not made whole; totals under `total`. */
export type SimulatedBands = Record<'measuredMs' | 'lowMs' | 'lostMs' | 'highMs', Map<string, number>>;

export function keyOf(buildId: number, place: number | null, cause: string): string {
  return `build ${buildId}, place ${place}, ${cause}`;
}

/**
 * The definition of hours lost taken literally, one second at a time, written apart from the product's
 * code: the reference for days whose times are whole seconds.
 */
export function simulateDay({ builds, windows, params: p }: WaitingDay): SimulatedDay {
  const day: SimulatedDay = {
    measuredMs: 0,
    attendedMs: 0,
    measuredShares: new Map(),
    shares: new Map(),
    switches: [],
  };
  const weight = (tau: number) =>
    tau < 0 || tau >= p.partialUntilMs ? 0 : tau < p.fullAttentionMs ? 1 : p.partialWeight;
  for (const [from, until] of windows) {
    let run = 0;
    for (let t = from; t <= until; t += 1000) {
      const active = t === until ? [] : builds.filter(b => b.createdMs <= t && t < b.finishedMs);
      if (active.length > 0) day.measuredMs += 1000;
      for (const build of active) add(day.measuredShares, keyAt(build, t), 1000 / active.length);
      const attentive = active.filter(b => weight(t - b.createdMs) > 0);
      if (attentive.length > 0) {
        run += 1000;
        const alpha = Math.max(...attentive.map(b => weight(t - b.createdMs)));
        day.attendedMs += alpha * 1000;
        for (const build of attentive) add(day.shares, keyAt(build, t), (alpha * 1000) / attentive.length);
        continue;
      }
      if (run > p.switchAfterMs && day.switches.length < p.maxSwitches) {
        const last = t - 1000;
        const before = builds.filter(
          b => b.createdMs <= last && last < b.finishedMs && weight(last - b.createdMs) > 0,
        );
        const ended = before.filter(b => b.finishedMs === t).sort((a, b) => b.id - a.id)[0];
        const heaviest = before.sort(
          (a, b) =>
            weight(last - b.createdMs) - weight(last - a.createdMs) ||
            b.createdMs - a.createdMs ||
            b.id - a.id,
        )[0];
        const cost = ended ?? heaviest;
        if (cost !== undefined) day.switches.push(cost);
      }
      run = 0;
    }
  }
  return day;
}

/** The bands of a day from two simulations of it: as it is assumed, and as dear as it may have been. */
export function simulateBands(day: WaitingDay): SimulatedBands {
  const central = simulateDay(day);
  const dear = { ...day.params, partialWeight: 1, partialUntilMs: Number.POSITIVE_INFINITY };
  const high = simulateDay({ ...day, params: dear });
  const { switchCostMs, capMs } = day.params;
  const avoidable = [...central.shares].filter(([key]) => /(queue|rerun)$/.test(key));
  return {
    measuredMs: withTotal(central.measuredShares, Number.POSITIVE_INFINITY),
    lowMs: withTotal(new Map(avoidable), capMs),
    lostMs: withTotal(withSwitches(central, switchCostMs), capMs),
    highMs: withTotal(withSwitches(high, 900_000), capMs),
  };
}

function withSwitches({ shares, switches }: SimulatedDay, costMs: number): Map<string, number> {
  const all = new Map(shares);
  for (const { id, switchPlace } of switches) add(all, keyOf(id, switchPlace, 'switch'), costMs);
  return all;
}

function withTotal(amounts: ReadonlyMap<string, number>, capMs: number): Map<string, number> {
  const sum = [...amounts.values()].reduce((total, ms) => total + ms, 0);
  const scale = sum > capMs ? capMs / sum : 1;
  return new Map([...amounts, ['total', sum] as const].map(([key, ms]) => [key, ms * scale]));
}

function keyAt({ id, stretches }: WaitingBuild, t: number): string {
  const stretch = stretches.find(s => s.fromMs <= t && t < s.untilMs);
  return keyOf(id, stretch?.place ?? null, stretch?.cause ?? 'nothing');
}

function add(amounts: Map<string, number>, key: string, ms: number): void {
  amounts.set(key, (amounts.get(key) ?? 0) + ms);
}
