import { expect, test } from 'vitest';
import { upkeepPauseMs } from './upkeep-pause';

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
