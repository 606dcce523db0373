import { expect, test } from 'vitest';
import { timeLeft } from './running-builds';

const WAITS_S = [500, 100, 300, 200, 400, 600, 1000, 700, 900, 800];

test('of builds that took at least as long, what they still took', () => {
  expect(timeLeft(WAITS_S, 0)).toEqual({ n: 10, p50Ms: 500_000, p90Ms: 900_000, isOverdue: false });
  // 500, 600, 700, 800, 900 and 1000 s are left: the third and the sixth of them.
  expect(timeLeft(WAITS_S, 450_000)).toEqual({ n: 6, p50Ms: 250_000, p90Ms: 550_000, isOverdue: false });
});

test('one that took exactly as long counts, with nothing left', () => {
  expect(timeLeft([60, 60, 60, 60, 60], 60_000)).toEqual({ n: 5, p50Ms: 0, p90Ms: 0, isOverdue: false });
  expect(timeLeft([60, 60, 60, 60, 60], 60_001)).toEqual({ n: 0, p50Ms: null, p90Ms: null, isOverdue: true });
});

test('fewer than five say nothing, and none of too few is no sign of lateness', () => {
  expect(timeLeft(WAITS_S, 650_000)).toEqual({ n: 4, p50Ms: null, p90Ms: null, isOverdue: false });
  expect(timeLeft([10, 20, 30, 40], 50_000)).toMatchObject({ n: 0, isOverdue: false });
  expect(timeLeft([], 1000)).toEqual({ n: 0, p50Ms: null, p90Ms: null, isOverdue: false });
});
