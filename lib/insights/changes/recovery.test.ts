import { expect, test } from 'vitest';
import { addDays } from '@/lib/time/days';
import { recoveryOf } from './recovery';

type Kind = 'step' | 'cache';

/** A change of a level, in ms or hits of look-ups. */
function change(day: string, before: number, after: number, kind: Kind = 'step') {
  const isWorse = kind === 'cache' ? after < before : after > before;
  return { kind, day, before, after, isWorse, rangeFrom: addDays(day, -3), rangeUntil: addDays(day, 3) };
}

/** A point a day from 1 November on; the level of each, a little up and down. */
function points(levels: readonly number[], spread: number) {
  return levels.map((level, i) => {
    const value = level * (1 + spread * (((i * 7) % 5) / 2 - 1));
    return { fromDay: addDays('2026-11-01', i), value };
  });
}

const levels = (...runs: ReadonlyArray<readonly [days: number, level: number]>) =>
  runs.flatMap(([days, level]) => Array.from({ length: days }, () => level));

const WORSE = change('2026-11-11', 60_000, 90_000);

test('it is back where the whole interval of what is left is nearer to the level before', () => {
  const found = recoveryOf(
    '2026-11-12',
    [WORSE, change('2026-11-21', 90_000, 61_000)],
    points(levels([10, 60_000], [10, 90_000], [10, 61_000]), 0.02),
  );
  expect(found).toMatchObject({ day: '2026-11-21', until: null, isBack: true });
  expect(found?.interval?.low).toBeLessThan(61 / 60);
  expect(found?.interval?.high).toBeGreaterThan(61 / 60);
  expect(found?.text).toMatch(
    /^Back since Sat 21 Nov \(somewhere in 18 – 24 Nov 2026\): 1m 01s, before it got worse 1m 00s; /,
  );
});

test('three days that are far from each other do not tell that it is back, nor does a part of the way', () => {
  const changes = [WORSE, change('2026-11-21', 90_000, 61_000)];
  const far = recoveryOf('2026-11-11', changes, points(levels([10, 60_000], [10, 90_000], [3, 61_000]), 0.3));
  expect(far).toMatchObject({ isBack: false });
  expect(far?.text).toMatch(/^Better again since .*; 95 % interval of what is left: −\d+% to \+\d+%$/);
  const part = [WORSE, change('2026-11-21', 90_000, 78_000)];
  const still = recoveryOf(
    '2026-11-11',
    part,
    points(levels([10, 60_000], [10, 90_000], [10, 78_000]), 0.02),
  );
  expect(still).toMatchObject({ isBack: false });
  expect(still?.text).toMatch(/^Better again .*of what is left: \+\d+% to \+\d+%$/);
});

test('several steps back are one, and it says when it got worse again', () => {
  const changes = [
    WORSE,
    change('2026-11-21', 90_000, 75_000),
    change('2026-11-26', 75_000, 60_000),
    change('2026-12-06', 60_000, 95_000),
  ];
  const found = recoveryOf(
    WORSE.day,
    changes,
    points(levels([10, 60_000], [10, 90_000], [5, 75_000], [10, 60_000], [5, 95_000]), 0.02),
  );
  expect(found).toMatchObject({ day: '2026-11-26', until: '2026-12-06', isBack: true });
  expect(found?.text).toMatch(/^Back from Thu 26 Nov .* until Sun 6 Dec, when it got worse again: /);
});

test('a cache that hits again is back; one that hits a little more is not', () => {
  const fell = change('2026-11-11', 0.95, 0.15, 'cache');
  const back = [fell, change('2026-11-21', 0.15, 0.94, 'cache')];
  const all = points(levels([10, 0.95], [10, 0.15], [10, 0.94]), 0.02);
  expect(recoveryOf(fell.day, back, all)).toMatchObject({ isBack: true });
  expect(recoveryOf(fell.day, back, all)?.text).toContain(
    '94% of look-ups, before it got worse 95% of look-ups',
  );
  const little = [fell, change('2026-11-21', 0.15, 0.4, 'cache')];
  const low = points(levels([10, 0.95], [10, 0.15], [10, 0.4]), 0.02);
  expect(recoveryOf(fell.day, little, low)).toMatchObject({ isBack: false });
});

test('of what did not change back, and of a change that is gone, nothing is said', () => {
  const all = points(levels([10, 60_000], [20, 90_000]), 0.02);
  expect(recoveryOf(WORSE.day, [WORSE], all)).toBeNull();
  expect(recoveryOf(WORSE.day, [WORSE, change('2026-11-21', 90_000, 120_000)], all)).toBeNull();
  const before = [change('2026-11-05', 80_000, 60_000), WORSE];
  expect(recoveryOf(WORSE.day, before, all)).toBeNull();
  expect(recoveryOf('2026-11-30', [WORSE, change('2026-12-03', 90_000, 60_000)], all)).toBeNull();
});
