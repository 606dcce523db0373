import type { LostFrame } from '@/lib/frames/lost-frame';
import { entryOf } from './entry-of';

type LostEntries = LostFrame['amounts'] | LostFrame['sums'];
type KeyColumn = 'placeId' | 'ownerId' | 'cause';

/** Entries added up by one of their columns, side by side. */
export interface CondensedLost {
  n: number;
  keys: Int32Array;
  measuredMs: Float64Array;
  lowMs: Float64Array;
  lostMs: Float64Array;
  highMs: Float64Array;
}

const known = new WeakMap<LostEntries, Map<KeyColumn, CondensedLost>>();

/**
 * All entries of a packed week by one column. A week in memory never changes, so it is added up once; a question over
 * a year reads a fifth of what it would.
 */
export function condenseLost(entries: LostEntries, column: KeyColumn): CondensedLost {
  let ofEntries = known.get(entries);
  if (ofEntries === undefined) {
    ofEntries = new Map();
    known.set(entries, ofEntries);
  }
  return entryOf(ofEntries, column, () => addUp(entries, column));
}

function addUp(entries: LostEntries, column: KeyColumn): CondensedLost {
  const keys = entries[column];
  const places = new Map<number, number>();
  for (let i = 0; i < entries.n; i += 1) entryOf(places, keys[i] ?? 0, () => places.size);
  const n = places.size;
  const sums = {
    n,
    keys: Int32Array.from(places.keys()),
    measuredMs: new Float64Array(n),
    lowMs: new Float64Array(n),
    lostMs: new Float64Array(n),
    highMs: new Float64Array(n),
  };
  for (let i = 0; i < entries.n; i += 1) {
    const place = places.get(keys[i] ?? 0) ?? 0;
    sums.measuredMs[place] = (sums.measuredMs[place] ?? 0) + (entries.measuredMs[i] ?? 0);
    sums.lowMs[place] = (sums.lowMs[place] ?? 0) + (entries.lowMs[i] ?? 0);
    sums.lostMs[place] = (sums.lostMs[place] ?? 0) + (entries.lostMs[i] ?? 0);
    sums.highMs[place] = (sums.highMs[place] ?? 0) + (entries.highMs[i] ?? 0);
  }
  return sums;
}
