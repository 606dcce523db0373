/** Beyond all instants: what has not ended comes before what has. */
const NOT_ENDED_S = 1e10;

/**
 * Where a build stands in a list: what ended last comes first; what has not ended comes before that, newest first.
 * No two builds have the same key, and the key of a build that ended never changes.
 */
export interface BuildKey {
  /** Unix seconds of the end; of the creation, moved beyond all ends, where there is none yet. */
  orderS: number;
  repoId: number;
  number: number;
}

export function endedKey(endS: number, repoId: number, number: number): BuildKey {
  return { orderS: endS, repoId, number };
}

export function openKey(createdS: number, repoId: number, number: number): BuildKey {
  return { orderS: NOT_ENDED_S + createdS, repoId, number };
}

export function isOpenKey({ orderS }: BuildKey): boolean {
  return orderS >= NOT_ENDED_S;
}

/** Negative where `one` comes first in the list. */
export function compareKeys(one: BuildKey, other: BuildKey): number {
  return other.orderS - one.orderS || other.repoId - one.repoId || other.number - one.number;
}

/** The key as it stands in an address. */
export function formatCursor({ orderS, repoId, number }: BuildKey): string {
  return `${orderS}.${repoId}.${number}`;
}

/** The reverse; the schema of the page has refused what is no cursor. */
export function parseCursor(cursor: string): BuildKey {
  const [orderS = 0, repoId = 0, number = 0] = cursor.split('.').map(Number);
  return { orderS, repoId, number };
}
