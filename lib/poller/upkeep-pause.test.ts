import { expect, test } from 'vitest';
import { newestWeek, upkeepPauseMs } from './upkeep-pause';

test.each([
  ['idle', 40, false, 500],
  ['idle', 40, true, 500],
  ['newest', 40, true, 0],
  ['older', 40, false, 0],
  ['older', 40, true, 800],
  ['older', 9_000, true, 3_000],
] as const)(
  'after a turn on what is %s that took %i ms, history coming in: %s',
  (turn, tookMs, isHistory, ms) => {
    expect(upkeepPauseMs(turn, tookMs, isHistory)).toBe(ms);
  },
);

test.each([
  ['', '2026-11-16', '2026-11-16'],
  ['2026-11-16', '2026-11-09', '2026-11-16'],
  ['2026-11-16', '2026-11-23', '2026-11-23'],
  // A build that finished in 2031, by its own account.
  ['2026-11-16', '2031-01-06', '2026-11-23'],
  ['', '2031-01-06', '2026-11-23'],
])('of %j and %s, in the week of 23 November, the newest is %s', (known, packed, newest) => {
  expect(newestWeek(known, packed, '2026-11-23')).toBe(newest);
});
