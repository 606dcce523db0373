import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replayDay } from './replay-day';
import { replayVector, type WaitingVector, type WaitingVectorResult } from './replay-vector';
import { simulateDay } from './testing';
import type { WaitingBuild, WaitingDay } from './waiting-day';

const FIXTURE = new URL('../../../shared/fixtures/waiting.json', import.meta.url);
const HOUR = 3600;
const DEFAULTS = {
  full: 600,
  partial_until: 1800,
  partial_w: 0.25,
  switch_after: 180,
  switch_cost: 300,
  max_switches: 6,
  cap: 8 * HOUR,
};

interface Reference {
  vectors: Array<WaitingVector & { name: string; expected: WaitingVectorResult }>;
}

function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && 'vectors' in value;
}

describe('reference days', () => {
  if (!existsSync(FIXTURE)) {
    test.skip('skipped: the folder of fixtures is not beside the project', () => undefined);
    return;
  }
  const reference: unknown = JSON.parse(readFileSync(FIXTURE, 'utf8'));
  if (!isReference(reference)) throw new Error('waiting.json has no vectors');
  test.each(reference.vectors)('$name', vector => {
    const result = replayVector(vector);
    const flat = (r: WaitingVectorResult) => ({
      ...r.byBuild,
      ...Object.fromEntries(Object.entries(r.byCause).map(([k, v]) => [`cause ${k}`, v])),
      ...Object.fromEntries(Object.entries(r.switchByBuild).map(([k, v]) => [`switch ${k}`, v])),
      measured: r.measuredWait,
      attended: r.attended,
      switches: r.switches,
      lost: r.lost,
    });
    const [got, expected] = [flat(result), flat(vector.expected)];
    expect(Object.keys(got).sort()).toEqual(Object.keys(expected).sort());
    for (const [key, value] of Object.entries(expected)) {
      expect(Math.abs((Object.entries(got).find(([k]) => k === key)?.[1] ?? Number.NaN) - value), key)
        // A millisecond, and what is lost in writing it as a decimal fraction.
        .toBeLessThanOrEqual(0.001 + 1e-9);
    }
  });
});

const aDay: fc.Arbitrary<WaitingDay> = fc
  .record({
    builds: fc.array(
      fc.record({
        created: fc.integer({ min: -1200, max: 7000 }),
        queue: fc.integer({ min: 0, max: 600 }),
        run: fc.integer({ min: 0, max: 2500 }),
        cause: fc.constantFrom('run' as const, 'failed' as const, 'cancelled' as const, 'rerun' as const),
      }),
      { maxLength: 8 },
    ),
    windows: fc.constantFrom(
      [[0, 7200]] as const,
      [
        [600, 2400],
        [3000, 6000],
      ] as const,
    ),
    full: fc.constantFrom(0, 300, 600),
    partial: fc.constantFrom(600, 1800, Number.POSITIVE_INFINITY),
    weight: fc.constantFrom(0, 0.25, 1),
    cap: fc.constantFrom(900, 28_800),
    maxSwitches: fc.constantFrom(0, 1, 6),
  })
  .map(({ builds, windows, full, partial, weight, cap, maxSwitches }) => ({
    builds: builds.map(({ created, queue, run, cause }, index): WaitingBuild => {
      const [c, s, f] = [created, created + queue, created + queue + run].map(seconds => seconds * 1000);
      const [createdMs, startedMs, finishedMs] = [c ?? 0, s ?? 0, f ?? 0];
      return {
        id: index + 1,
        createdMs,
        finishedMs,
        stretches: [
          { fromMs: createdMs, untilMs: startedMs, cause: 'queue', place: null },
          { fromMs: startedMs, untilMs: finishedMs, cause, place: 7 },
        ],
      };
    }),
    windows: windows.map(([from, until]) => [from * 1000, until * 1000] as const),
    params: {
      fullAttentionMs: full * 1000,
      partialUntilMs: partial * 1000,
      partialWeight: weight,
      switchAfterMs: 180_000,
      switchCostMs: 300_000,
      maxSwitches,
      capMs: cap * 1000,
    },
  }));

describe('replayDay', () => {
  test('agrees with a simulation second by second', () => {
    fc.assert(
      fc.property(aDay, day => {
        const replayed = replayDay(day);
        const simulated = simulateDay(day);
        expect(replayed.measuredMs).toBe(simulated.measuredMs);
        expect(replayed.attendedMs).toBeCloseTo(simulated.attendedMs, 3);
        expect(replayed.switchCount).toBe(simulated.switches.length);
        const uncapped = simulated.attendedMs + 300_000 * simulated.switches.length;
        const scale = Math.min(1, day.params.capMs / Math.max(uncapped, 1));
        for (const { buildId, cause, ms } of replayed.amounts) {
          const expected =
            cause === 'switch'
              ? simulated.switches.filter(id => id === buildId).length * 300_000
              : (simulated.shares.get(`${buildId} ${cause}`) ?? 0);
          expect(Math.abs(ms - expected * scale)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('amounts are whole, sum to the total and never exceed the cap', () => {
    fc.assert(
      fc.property(aDay, day => {
        const { amounts, lostMs } = replayDay(day);
        for (const { ms } of amounts) expect(Number.isInteger(ms)).toBe(true);
        expect(amounts.reduce((sum, { ms }) => sum + ms, 0)).toBe(lostMs);
        expect(lostMs).toBeLessThanOrEqual(day.params.capMs);
      }),
    );
  });

  test('a rerun that queues is lost to the rerun', () => {
    const builds = [
      { id: 1, created: 9 * HOUR, started: 9 * HOUR + 60, finished: 9 * HOUR + 120, kind: 'rerun' as const },
    ];
    const { byCause } = replayVector({ builds, windows: [[7 * HOUR, 19 * HOUR]], params: DEFAULTS });
    expect(byCause).toEqual({ rerun: 120 });
  });
});
