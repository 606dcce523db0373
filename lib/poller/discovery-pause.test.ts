import { expect, test } from 'vitest';
import { discoveryPauseMs } from './discovery-pause';

test.each<[string, number, number | null, number]>([
  ['a quick look', 50, 50, 30_000],
  ['a list of 20,000 repositories that takes 9 s', 9_500, 9_000, 180_000],
  ['one of a million', 90_000, 95_000, 600_000],
  ['a few repositories of a server that is well and slow', 4_000, 4_500, 80_000],
  ['the first look, which stores all', 40_000, null, 30_000],
  ['a server that was silent for minutes', 200_000, 100, 30_000],
  ['the look after that', 100, 200_000, 30_000],
])('%s', (_, tookMs, beforeMs, pauseMs) => {
  expect(discoveryPauseMs({ tookMs, beforeMs, intervalMs: 30_000 })).toBe(pauseMs);
});
