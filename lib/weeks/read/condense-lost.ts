import { entryOf } from '@/lib/entry-of';
import type { LostParts } from '../format/lost-parts';

type LostEntries = LostParts['amounts'] | LostParts['sums'];
type KeyColumn = 'placeId' | 'ownerId' | 'cause';

/** Numbers of one entry of a condensed week: key, measured, low, lost and high milliseconds. */
export const CONDENSED_WIDTH = 5;

const known = new WeakMap<LostEntries, Map<KeyColumn, Float64Array>>();

/**
 * All entries of a packed week added up by one of their columns: CONDENSED_WIDTH numbers for each key. A week in
 * memory never changes, so it is added up once; a question over a year reads a fifth of what it would. One array for
 * each week: there are ten thousands, and the garbage collector goes through all of them.
 */
export function condenseLost(entries: LostEntries, column: KeyColumn): Float64Array {
  let ofEntries = known.get(entries);
  if (ofEntries === undefined) {
    ofEntries = new Map();
    known.set(entries, ofEntries);
  }
  return entryOf(ofEntries, column, () => addUp(entries, column));
}

function addUp(entries: LostEntries, column: KeyColumn): Float64Array {
  const keys = entries[column];
  const places = new Map<number, number>();
  for (let i = 0; i < entries.n; i += 1) entryOf(places, keys[i] ?? 0, () => places.size);
  const sums = new Float64Array(CONDENSED_WIDTH * places.size);
  for (const [key, place] of places) sums[CONDENSED_WIDTH * place] = key;
  for (let i = 0; i < entries.n; i += 1) {
    const at = CONDENSED_WIDTH * (places.get(keys[i] ?? 0) ?? 0);
    sums[at + 1] = (sums[at + 1] ?? 0) + (entries.measuredMs[i] ?? 0);
    sums[at + 2] = (sums[at + 2] ?? 0) + (entries.lowMs[i] ?? 0);
    sums[at + 3] = (sums[at + 3] ?? 0) + (entries.lostMs[i] ?? 0);
    sums[at + 4] = (sums[at + 4] ?? 0) + (entries.highMs[i] ?? 0);
  }
  return sums;
}
