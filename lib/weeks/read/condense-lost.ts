import { entryOf } from '@/lib/entry-of';
import { CAUSES } from '../format/codes';
import type { LostParts } from '../format/lost-parts';

type Sums = LostParts['sums'];
/** What entries are added up by; `weekCause` is week · CAUSES.length + cause. */
export type LostKey = 'placeId' | 'ownerId' | 'cause' | 'weekCause';

/** Numbers of one entry of condensed weeks: key, measured, low, lost and high milliseconds. */
export const CONDENSED_WIDTH = 5;

const known = new WeakMap<Sums, Map<LostKey, Float64Array>>();

/**
 * All entries of a run of weeks added up by a key: CONDENSED_WIDTH numbers for each. Weeks in memory never change, so
 * they are added up once; a question over a year reads a fifth of what it would.
 */
export function condenseLost(sums: Sums, key: LostKey): Float64Array {
  return entryOf(
    entryOf(known, sums, () => new Map()),
    key,
    () => addUp(sums, key),
  );
}

function addUp(sums: Sums, key: LostKey): Float64Array {
  const { n, measuredMs, lowMs, lostMs, highMs } = sums;
  const keys = key === 'weekCause' ? weekCauses(sums) : sums[key];
  const places = new Map<number, number>();
  for (let i = 0; i < n; i += 1) entryOf(places, keys[i] ?? 0, () => places.size);
  const condensed = new Float64Array(CONDENSED_WIDTH * places.size);
  for (const [value, place] of places) condensed[CONDENSED_WIDTH * place] = value;
  for (let i = 0; i < n; i += 1) {
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
