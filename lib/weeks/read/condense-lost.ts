import { entryOf } from '@/lib/entry-of';
import { CAUSES } from '../format/codes';
import type { LostParts } from '../format/lost-parts';

type Sums = LostParts['sums'];
/** What entries are added up by; of the last two, the first part · CAUSES.length + cause. */
export type LostKey = 'placeId' | 'ownerId' | 'cause' | 'weekCause' | 'placeCause';

/** Numbers of one entry of condensed weeks: key, measured, low, lost and high milliseconds. */
export const CONDENSED_WIDTH = 5;

interface SummedSlice {
  entries: Sums;
  mask: Uint8Array | null;
  from: number;
  until: number;
}

/** Entries at [from, until), added up by a key. */
interface Condensed {
  /** What was asked for of them. */
  filter: string;
  key: LostKey;
  from: number;
  until: number;
  values: Float64Array;
}

/** Ends of ranges move on day by day; what is known of a run from before is of no use then. */
const MOST_KNOWN = 16;

const known = new WeakMap<Sums, Condensed[]>();

/**
 * Entries of a run of weeks added up by a key: CONDENSED_WIDTH numbers for each. Weeks in memory never change, so
 * they are added up once; a question over a year reads a fifth of what it would.
 *
 * @param filter what the marks are made by: it tells them from others
 */
export function condenseLost(
  { entries: sums, mask, from, until }: SummedSlice,
  filter: string,
  key: LostKey,
): Float64Array {
  const ofSums = entryOf(known, sums, (): Condensed[] => []);
  for (const condensed of ofSums) {
    const isSame = condensed.from === from && condensed.until === until && condensed.filter === filter;
    if (isSame && condensed.key === key) return condensed.values;
  }
  if (ofSums.length === MOST_KNOWN) ofSums.shift();
  const values = addUp(sums, mask, key, from, until);
  ofSums.push({ filter, key, from, until, values });
  return values;
}

function addUp(sums: Sums, mask: Uint8Array | null, key: LostKey, from: number, until: number): Float64Array {
  const { measuredMs, lowMs, lostMs, highMs } = sums;
  const keys = keysOf(sums, key);
  const places = new Map<number, number>();
  for (let i = from; i < until; i += 1) {
    if (mask === null || mask[i] === 1) entryOf(places, keys[i] ?? 0, () => places.size);
  }
  const condensed = new Float64Array(CONDENSED_WIDTH * places.size);
  for (const [value, place] of places) condensed[CONDENSED_WIDTH * place] = value;
  for (let i = from; i < until; i += 1) {
    if (mask !== null && mask[i] !== 1) continue;
    const at = CONDENSED_WIDTH * (places.get(keys[i] ?? 0) ?? 0);
    condensed[at + 1] = (condensed[at + 1] ?? 0) + (measuredMs[i] ?? 0);
    condensed[at + 2] = (condensed[at + 2] ?? 0) + (lowMs[i] ?? 0);
    condensed[at + 3] = (condensed[at + 3] ?? 0) + (lostMs[i] ?? 0);
    condensed[at + 4] = (condensed[at + 4] ?? 0) + (highMs[i] ?? 0);
  }
  return condensed;
}

function keysOf(sums: Sums, key: LostKey): Sums['placeId'] | Sums['cause'] | Uint32Array {
  if (key !== 'weekCause' && key !== 'placeCause') return sums[key];
  const { cause, n } = sums;
  const first = key === 'weekCause' ? sums.week : sums.placeId;
  const keys = new Uint32Array(n);
  for (let i = 0; i < n; i += 1) keys[i] = (first[i] ?? 0) * CAUSES.length + (cause[i] ?? 0);
  return keys;
}
