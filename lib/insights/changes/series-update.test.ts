import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findCacheChanges, ratePoints } from '@/lib/stats/cache-changes';
import { findDurationChanges, KEEP_STEPS, medianPoints } from '@/lib/stats/duration-changes';
import { addDays } from '@/lib/time/days';
import {
  type CacheState,
  type DurationState,
  packCache,
  packDuration,
  readCache,
  readDuration,
} from './series-state';
import { updateCache, updateDuration } from './series-update';

const FIRST = '2026-01-05';
const dayAt = (index: number) => addDays(FIRST, index);
/** What was built on each of some days; some have nothing. */
const someDays = fc.array(fc.array(fc.integer({ min: 5, max: 400 }), { maxLength: 5 }), {
  minLength: 5,
  maxLength: 160,
});
const asDays = (days: readonly number[][]) =>
  days.flatMap((seconds, i) =>
    seconds.length === 0 ? [] : [{ day: dayAt(i), durationsMs: seconds.map(s => s * 1000) }],
  );
const asLookups = (days: readonly number[][]) =>
  days.flatMap((hits, i) =>
    hits.length === 0
      ? []
      : [{ day: dayAt(i), hits: hits.reduce((a, b) => a + b), misses: hits.length * 50 }],
  );
const NOTHING: DurationState = { points: [], settled: [], recent: [] };

test('day after day gives what all days at once give, with builds that are stored late, and through the database', () => {
  fc.assert(
    fc.property(
      someDays,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 6 }),
      (all, step, back) => {
        let state = NOTHING;
        const days = asDays(all);
        for (let until = step; until < all.length + step; until += step) {
          const [from, end] = [Math.max(0, until - step - back), Math.min(until, all.length)];
          const read = days.filter(({ day }) => day >= dayAt(from) && day < dayAt(end));
          const next = updateDuration(state, read, dayAt(from), dayAt(end));
          if (next === null) throw new Error('days that are kept reach back far enough');
          const { settled } = findDurationChanges(next.points, KEEP_STEPS, next.settled);
          const packed = packDuration({ ...next, settled });
          state = readable(readDuration(packed.points, JSON.parse(JSON.stringify(packed.settled))));
        }
        expect(state.points).toEqual(medianPoints(days));
        expect(findDurationChanges(state.points, KEEP_STEPS, state.settled).changes).toEqual(
          findDurationChanges(medianPoints(days), KEEP_STEPS).changes,
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('the same of hit rates', () => {
  fc.assert(
    fc.property(someDays, fc.integer({ min: 1, max: 9 }), (all, step) => {
      let state: CacheState = { points: [], settled: { costs: [0], starts: [0] }, recent: [] };
      const days = asLookups(all);
      for (let until = step; until < all.length + step; until += step) {
        const [from, end] = [Math.max(0, until - step - 2), Math.min(until, all.length)];
        const read = days.filter(({ day }) => day >= dayAt(from) && day < dayAt(end));
        const next = updateCache(state, read, dayAt(from), dayAt(end));
        if (next === null) throw new Error('days that are kept reach back far enough');
        const { settled } = findCacheChanges(next.points, next.settled);
        const packed = packCache({ ...next, settled });
        state = readable(readCache(packed.points, JSON.parse(JSON.stringify(packed.settled))));
      }
      expect(state.points).toEqual(ratePoints(days));
      expect(findCacheChanges(state.points, state.settled)).toEqual(findCacheChanges(ratePoints(days)));
    }),
    { numRuns: 60 },
  );
});

test('days long gone are to be read again', () => {
  const days = asDays(Array.from({ length: 60 }, () => [10, 20, 30]));
  const state = updateDuration(NOTHING, days, dayAt(0), dayAt(60));
  expect(state?.recent.length).toBeLessThan(20);
  expect(updateDuration(state ?? NOTHING, [], dayAt(10), dayAt(60))?.points).toHaveLength(10);
  const sparse = updateDuration(NOTHING, asDays(Array.from({ length: 60 }, () => [10])), dayAt(0), dayAt(60));
  expect(updateDuration(sparse ?? NOTHING, [], dayAt(10), dayAt(60))).toBeNull();
});

test('what another version stored is not taken for a state', () => {
  expect(readDuration(Buffer.alloc(0), { settled: [], latest: [] })).toBeNull();
  expect(readCache(Buffer.alloc(0), { settled: { costs: [0] }, recent: [] })).toBeNull();
});

function readable<State>(state: State | null): State {
  if (state === null) throw new Error('what was just packed cannot be read');
  return state;
}
