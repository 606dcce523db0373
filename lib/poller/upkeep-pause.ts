const IDLE_MS = 500;
/** Weeks that are still coming in are packed again and again: one part in so many of the time must do for them. */
const HISTORY_SHARE = 20;
/** The newest builds wait no longer than this for their turn. */
const LONGEST_MS = 3_000;

/** What a turn of upkeep was about: nothing, one of the two newest weeks that have builds, or older ones. */
export type UpkeepTurn = 'idle' | 'newest' | 'older';

/** How long upkeep rests after a turn, ms. While the history comes in, older weeks can wait, and are then done at once. */
export function upkeepPauseMs(turn: UpkeepTurn, tookMs: number, isHistoryComingIn: boolean): number {
  if (turn === 'idle') return IDLE_MS;
  if (turn === 'newest' || !isHistoryComingIn) return 0;
  return Math.min(tookMs * HISTORY_SHARE, LONGEST_MS);
}

/**
 * The newest of the weeks that were packed, by their Mondays ('': none was), but none after this one: a build from the
 * future, as of a server whose clock is off, must not make all others look old.
 */
export function newestWeek(known: string, packed: string, thisWeek: string): string {
  const week = packed > thisWeek ? thisWeek : packed;
  return week > known ? week : known;
}
