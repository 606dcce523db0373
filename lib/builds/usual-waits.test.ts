import { expect, test } from 'vitest';
import { Dice } from '@/tests/world/dice';
import { WaitWindow } from './usual-waits';

const DAY_S = 86_400;

test('a window that moves has the same percentiles as one that is made anew', () => {
  const dice = new Dice(7);
  const waits = Array.from({ length: 400 }, () => [dice.upTo(90 * DAY_S), dice.upTo(40)] as const);
  const moving = new WaitWindow(waits);
  const steps = Array.from({ length: 300 }, () => dice.upTo(95 * DAY_S));
  const ascending = [...steps].sort((a, b) => a - b);
  for (const createdS of [...ascending, ...steps]) {
    const own = waits
      .filter(([endS]) => endS < createdS && endS >= createdS - 28 * DAY_S)
      .map(([, waitS]) => waitS)
      .sort((a, b) => a - b);
    const ranked = (q: number) => {
      const value = own[Math.max(Math.ceil(q * own.length - 1e-9), 1) - 1];
      return value === undefined ? null : value * 1000;
    };
    expect(moving.before(createdS)).toEqual({
      n: own.length,
      p50Ms: ranked(0.5),
      p75Ms: ranked(0.75),
      p90Ms: ranked(0.9),
      since: null,
    });
  }
});

test('of what changed, the usual is what came after, once that is enough', () => {
  const days = Array.from({ length: 30 }, (_, day) => [day * DAY_S, day < 12 ? 60 : 90] as const);
  const change = (day: number) => ({
    ...{ id: `1~${day}`, repoId: 1, kind: 'wait' as const, pipeline: null, step: null, before: 1, after: 2 },
    ...{ day: `day ${day}`, startS: day * DAY_S },
  });
  const window = new WaitWindow(days, [change(12), change(25)]);
  const usual = (day: number) => {
    const { n, p50Ms, since } = window.before(day * DAY_S);
    return [n, p50Ms, since];
  };
  // It is not known yet, then known and too few came after.
  expect(usual(11)).toEqual([11, 60_000, null]);
  expect(usual(21)).toEqual([21, 60_000, null]);
  expect(usual(22)).toEqual([10, 90_000, 'day 12']);
  // Too few since the second one: those since the first are like each other.
  expect(usual(28)).toEqual([16, 90_000, 'day 12']);
  // Before what lies 28 days back there is nothing to leave out.
  expect(usual(40)).toEqual([18, 90_000, null]);
});
