import { entryOf } from '@/lib/entry-of';
import { CAUSES } from '../format/codes';
import type { LostParts } from '../format/lost-parts';

type Sums = LostParts['sums'];
/** What entries are added up by; `weekCause` is week · CAUSES.length + cause. */
export type LostKey = 'placeId' | 'ownerId' | 'cause' | 'weekCause';

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
const MOST_KNOWN = 12;

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
  const keys = key === 'weekCause' ? weekCauses(sums) : sums[key];
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

function weekCauses({ week, cause }: Sums): Uint32Array {
  return Uint32Array.from(week, (of, i) => of * CAUSES.length + (cause[i] ?? 0));
}
