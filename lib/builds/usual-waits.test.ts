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
    });
  }
});
