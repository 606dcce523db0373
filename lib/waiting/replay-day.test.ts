import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aDay, keyOf, simulateBands, simulateDay } from '@/tests/world/waiting-days';
import { replayDay, wholeAmounts } from './replay-day';
import { replayVector, type WaitingVector, type WaitingVectorResult } from './replay-vector';

const FIXTURE = new URL('../../tests/fixtures/waiting-days.json', import.meta.url);
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
  const reference: unknown = JSON.parse(readFileSync(FIXTURE, 'utf8'));
  if (!isReference(reference)) throw new Error('waiting-days.json has no vectors');
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

describe('replayDay', () => {
  test('agrees with a simulation second by second', () => {
    fc.assert(
      fc.property(aDay, day => {
        const replayed = replayDay(day);
        const simulated = simulateDay(day);
        expect(replayed.measuredMs).toBe(simulated.measuredMs);
        expect(replayed.attendedMs).toBeCloseTo(simulated.attendedMs, 3);
        expect(replayed.switchCount).toBe(simulated.switches.length);
        const { lostMs } = simulateBands(day);
        for (const { buildId, place, cause, ms, exactMs } of replayed.amounts) {
          expect(exactMs).toBeCloseTo(lostMs.get(keyOf(buildId, place, cause)) ?? Number.NaN, 3);
          expect(Math.abs(ms - exactMs)).toBeLessThan(1);
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

test.each([
  ['the largest remainders get the rest', [1.2, 2.7, 3.5, 0.6], 8, [1, 3, 3, 1]],
  ['ties go to the earlier', [1 / 3, 1 / 3, 1 / 3], 1, [1, 0, 0]],
  ['the noise of adding decides nothing', [0.1 + 0.2, 0.3, 0.4], 1, [0, 0, 1]],
  ['nor does it make or break a tie', [0.3, 0.1 + 0.2, 0.4], 2, [1, 0, 1]],
  ['what is whole but for noise stays', [3 - 1e-9, 2 + 1e-9, 0.5, 0.5], 6, [3, 2, 1, 0]],
  ['nothing', [], 0, []],
])('%s', (_, amounts, total, whole) => {
  expect([...wholeAmounts(Float64Array.from(amounts), total)]).toEqual(whole);
});
