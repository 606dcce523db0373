import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import { emptyColumns } from '../format/columns';
import { fillColumns } from '../format/fill-columns';
import {
  AMOUNT_COLUMNS,
  type AmountColumns,
  LOST_SUM_COLUMNS,
  type LostParts,
  sumKeyOf,
} from '../format/lost-parts';
import type { Share, Shares } from './build-shares';
import type { SplitRepo } from './split-repo';

const BANDS = ['measuredMs', 'lowMs', 'lostMs', 'highMs'] as const;

/**
 * Entries at [from, until) of what was lost in a repository that rules split, with those that belong to no service
 * divided among its services: one entry for each, borne by the series that stands for the service. What was one entry
 * stays the same to the millisecond, in each reading.
 */
export function shareAmounts(
  amounts: AmountColumns,
  from: number,
  until: number,
  repo: SplitRepo,
  shares: Shares,
): AmountColumns {
  const shareAt = (i: number): Share | null =>
    repo.isShared(at(amounts.ownerId, i, 'ownerId')) ? shares.of(at(amounts.number, i, 'number')) : null;
  let n = 0;
  for (let i = from; i < until; i += 1) n += shareAt(i)?.places.length ?? 1;
  const shared = emptyColumns(AMOUNT_COLUMNS, n);
  const copy = (i: number, to: number) => {
    for (const name of NAMES) shared[name][to] = at(amounts[name], i, name);
  };
  let to = 0;
  for (let i = from; i < until; i += 1) {
    const share = shareAt(i);
    if (share === null) {
      copy(i, to);
      to += 1;
      continue;
    }
    share.places.forEach((place, index) => {
      copy(i, to + index);
      shared.ownerId[to + index] = at(repo.owners, place, 'owners').id;
    });
    for (const band of BANDS) {
      const whole = at(amounts[band], i, band);
      if (whole > 0) shared[band].set(divideWhole(whole, share.weights), to);
    }
    to += share.places.length;
  }
  return shared;
}

const NAMES = Object.keys(AMOUNT_COLUMNS) as ReadonlyArray<keyof typeof AMOUNT_COLUMNS>;

/**
 * Parts of a whole number by weights, whole themselves: each rounded down, the rest to the largest remainders, ties to
 * the earlier (largest remainder method). Exact as long as whole · weight stays below 2⁵³.
 */
export function divideWhole(whole: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const remainders = weights.map(weight => (whole * weight) % sum);
  const parts = weights.map((weight, index) => (whole * weight - at(remainders, index, 'remainders')) / sum);
  const missing = whole - parts.reduce((total, part) => total + part, 0);
  const largest = remainders.map((_, index) => index);
  largest.sort((a, b) => at(remainders, b, 'remainders') - at(remainders, a, 'remainders') || a - b);
  for (const index of largest.slice(0, missing)) parts[index] = at(parts, index, 'parts') + 1;
  return parts;
}

type SumRow = Record<keyof typeof LOST_SUM_COLUMNS, number>;

/** Amounts of a run of weeks, summed up over people, days and builds of each week. */
export function sumAmounts(amounts: AmountColumns): LostParts['sums'] {
  const sums = new Map<string, SumRow>();
  for (let i = 0; i < amounts.n; i += 1) {
    const { key, id } = sumKeyOf({
      placeId: at(amounts.placeId, i, 'placeId'),
      ownerId: at(amounts.ownerId, i, 'ownerId'),
      cause: at(amounts.cause, i, 'cause'),
      event: at(amounts.event, i, 'event'),
      flags: at(amounts.flags, i, 'flags'),
      week: Math.floor(at(amounts.day, i, 'day') / 7),
    });
    const sum = entryOf(sums, id, () => ({ ...key, measuredMs: 0, lowMs: 0, lostMs: 0, highMs: 0 }));
    for (const band of BANDS) sum[band] += at(amounts[band], i, band);
  }
  return fillColumns(LOST_SUM_COLUMNS, [...sums.values()]);
}
