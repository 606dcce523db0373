import { entryOf } from '@/lib/entry-of';
import { fillColumns } from '../format/fill-columns';
import {
  AMOUNT_COLUMNS,
  type AmountColumns,
  LOST_SUM_COLUMNS,
  type LostParts,
  sumKeyOf,
} from '../format/lost-parts';
import type { LostRow } from './replay-week';

type AmountRow = Omit<LostRow, 'repoId'>;
type SumRow = Record<keyof typeof LOST_SUM_COLUMNS, number>;

/** Amounts of one repository and week, with their sums over people, days and builds. */
export function lostParts(rows: readonly AmountRow[]): LostParts {
  const sums = new Map<string, SumRow>();
  for (const { placeId, ownerId, cause, event, flags, measuredMs, lowMs, lostMs, highMs } of rows) {
    const { key, id } = sumKeyOf({ placeId, ownerId, cause, event, flags, week: 0 });
    const sum = entryOf(sums, id, () => ({ ...key, measuredMs: 0, lowMs: 0, lostMs: 0, highMs: 0 }));
    sum.measuredMs += measuredMs;
    sum.lowMs += lowMs;
    sum.lostMs += lostMs;
    sum.highMs += highMs;
  }
  return {
    amounts: fillColumns(AMOUNT_COLUMNS, rows),
    sums: fillColumns(LOST_SUM_COLUMNS, [...sums.values()]),
  };
}

/** The rows of stored amounts. */
export function amountRows(amounts: AmountColumns): AmountRow[] {
  const names = Object.keys(AMOUNT_COLUMNS) as Array<keyof typeof AMOUNT_COLUMNS>;
  return Array.from({ length: amounts.n }, (_, i) => {
    const row: Partial<Record<keyof typeof AMOUNT_COLUMNS, number>> = {};
    for (const name of names) row[name] = amounts[name][i] ?? 0;
    return row as AmountRow;
  });
}
