import { databaseTrouble, isOfWholeDatabase } from './database-trouble';

/** Something was wrong with the database as a whole, whoever asked. */
export interface NotedTrouble {
  /** In words, without a full stop. */
  words: string;
  at: Date;
  /** On the clock that never goes back. */
  atMs: number;
}

/** One for all that Next bundles by itself. */
const shared = globalThis as typeof globalThis & { buildhoursTrouble?: NotedTrouble };

/** Of a connection to the database that broke or could not be made. */
export function noteLostConnection(error: unknown): void {
  note(databaseTrouble(error));
}

/**
 * Of what failed for whatever reason: an error of the system may be of a connection to something else,
 * and what is slow of that statement alone.
 */
export function noteTrouble(error: unknown): void {
  const isOfSystem = error instanceof AggregateError || (error instanceof Error && 'syscall' in error);
  if (!isOfSystem && isOfWholeDatabase(error)) note(databaseTrouble(error));
}

function note(words: string | null): void {
  if (words !== null) shared.buildhoursTrouble = { words, at: new Date(), atMs: performance.now() };
}

/** @param sinceMs of `performance.now()`. @returns the last that was noted from then on */
export function troubleSince(sinceMs: number): NotedTrouble | null {
  const last = shared.buildhoursTrouble;
  return last !== undefined && last.atMs >= sinceMs ? last : null;
}
