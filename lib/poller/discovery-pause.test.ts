import { expect, test } from 'vitest';
import { discoveryPauseMs } from './discovery-pause';

test.each([
  ['a quick look', 50, 20, 30_000],
  ['a list of 20,000 repositories that takes 9 s', 9_000, 20_000, 180_000],
  ['one of a million', 90_000, 1_000_000, 600_000],
  ['a few repositories of a server that was silent for minutes', 200_000, 20, 30_000],
])('%s', (_, tookMs, repoCount, pauseMs) => {
  expect(discoveryPauseMs({ tookMs, repoCount, intervalMs: 30_000 })).toBe(pauseMs);
});
