import type { Column } from '@/components/ui/data-table';
import { ChangeText, ShareBar, withoutBefore } from '@/components/ui/table-cells';
import type { MetricAnswer } from '@/lib/metrics/query';
import { formatLost } from './known-hours';
import { onWorkingDay } from './working-days';

type Answer = Omit<MetricAnswer<unknown>, 'rows'>;
type More<Row> = Partial<Pick<Column<Row>, 'definition' | 'isExtra' | 'isLeast' | 'isWide'>>;

/** A figure of each row, which is sorted by it. @param of as `format` takes it; null is not known */
export function figureColumn<Row, Value extends number | null>(
  key: string,
  label: string,
  of: (row: Row) => Value,
  format: (value: Value) => string,
  more: More<Row> = {},
): Column<Row> {
  return { key, label, cell: row => format(of(row)), sortBy: of, isNumber: true, ...more };
}

/** Hours lost, with a bar as long as their share of the most. @param rows all of the list */
export function lostColumn<Row extends { lostMs: number }>(
  answer: Answer,
  rows: readonly Row[],
  more: More<Row> = { isWide: true },
): Column<Row> {
  const mostMs = Math.max(...rows.map(row => row.lostMs), 1);
  return {
    key: 'lost',
    label: 'Hours lost',
    cell: row => <ShareBar ratio={row.lostMs / mostMs} value={formatLost(answer, row.lostMs)} />,
    sortBy: row => row.lostMs,
    isNumber: true,
    ...more,
  };
}

interface Percentile {
  p50Ms: number | null;
  p50BeforeMs: number | null;
  /** How many runs or builds stand behind the two. */
  n: number;
  nBefore: number;
}

/**
 * How the p50 moved since the range before.
 *
 * @param of null: the row has none
 * @param ranBefore whether it ran in the range before, though nothing that counts here
 */
export function p50ChangeColumn<Row>(
  answer: Answer,
  of: (row: Row) => Percentile | null,
  { key = 'change', ranBefore }: { key?: string; ranBefore?: (row: Row) => boolean } = {},
): Column<Row> {
  return {
    key,
    label: 'p50 change',
    cell: row => {
      const percentile = of(row);
      if (percentile === null) return '–';
      const { p50Ms, p50BeforeMs, n, nBefore } = percentile;
      const without = withoutBefore(answer, ranBefore?.(row) ?? nBefore > 0);
      return <ChangeText now={p50Ms} before={p50BeforeMs} n={[n, nBefore]} without={without} />;
    },
    sortBy: row => ratioOf(of(row)?.p50Ms ?? null, of(row)?.p50BeforeMs ?? null),
    isNumber: true,
  };
}

interface Lost {
  lostMs: number;
  lostBeforeMs: number;
  /** How many builds stand behind the two; without them a change is as good as any. */
  waitedBuilds?: number;
  waitedBuildsBefore?: number;
}

/**
 * How the hours lost on a working day moved since the range before.
 *
 * @param ranBefore whether the row had builds in the range before, though none that counts here
 */
export function lostChangeColumn<Row extends Lost>(
  answer: Answer,
  ranBefore: (row: Row) => boolean,
): Column<Row> {
  const perDay = (row: Row) => onWorkingDay([row.lostMs, row.lostBeforeMs], answer);
  return {
    key: 'lostchange',
    label: 'Hours change',
    cell: row => {
      const { waitedBuilds, waitedBuildsBefore } = row;
      const isCounted = waitedBuilds !== undefined && waitedBuildsBefore !== undefined;
      return (
        <ChangeText
          {...perDay(row)}
          {...(isCounted ? { n: [waitedBuilds, waitedBuildsBefore] as const } : {})}
          without={withoutBefore(answer, ranBefore(row))}
        />
      );
    },
    sortBy: row => ratioOf(perDay(row).now, perDay(row).before),
    isNumber: true,
    isExtra: true,
  };
}

function ratioOf(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : now / before;
}
