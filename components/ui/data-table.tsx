'use client';

import type { CSSProperties, ReactNode } from 'react';
import { useViewState } from '@/components/filters/filter-state';
import { type SortValue, sortRows } from './sort-rows';
import classes from './table.module.css';
import { useRovingFocus } from './use-roving-focus';

export interface Column<Row> {
  /** Stands in the address where the list is sorted by it. */
  key: string;
  label: string;
  /** Where cells say it themselves, such as buttons: the head is for those who do not see the table. */
  isLabelHidden?: boolean;
  cell: (row: Row) => ReactNode;
  /** What the list is sorted by; without it, the column cannot be. Null sorts last. */
  sortBy?: (row: Row) => SortValue;
  /** Numbers stand to the right, and the first click on their head sorts the largest first. */
  isNumber?: boolean;
  /** Left out on a phone. */
  isExtra?: boolean;
  /** Left out on a tablet too. */
  isLeast?: boolean;
  /** Takes the room that others leave, for a bar. */
  isWide?: boolean;
  /** A `<HelpPopover>`. */
  definition?: ReactNode;
}

interface DataTableProps<Row> {
  caption: string;
  columns: ReadonlyArray<Column<Row>>;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Column heads sort, by the `sort` in the address. */
  isSortable?: boolean;
  /** How the rows are sorted as they come, such as `-lost`. */
  usualSort?: string;
  /** The whole row leads where the link of class `lead` in its first cell does. */
  rowsLead?: boolean;
  /** On a phone the name of a row has a line of its own, above all of its figures. */
  isStacked?: boolean;
}

/** The sign after it keeps phones from drawing a coloured picture instead. */
const EITHER_WAY = '↕\ufe0e';

/** Rows under heads. The first column names the row. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    caption,
    columns,
    rows,
    rowKey,
    isSortable = false,
    usualSort = null,
    rowsLead = false,
    isStacked = false,
  } = props;
  const [view, setView] = useViewState();
  const head = useRovingFocus<HTMLTableRowElement>();
  const sort = view.sort ?? usualSort;
  const downwards = sort?.startsWith('-') ?? false;
  const key = sort?.replace(/^-/, '');
  const sortedBy = isSortable ? columns.find(column => column.key === key) : undefined;
  const sorted =
    sort === usualSort || sortedBy?.sortBy === undefined ? rows : sortRows(rows, sortedBy.sortBy, downwards);
  const figureCount =
    columns.filter(({ isExtra, isLeast }) => isExtra !== true && isLeast !== true).length - 1;
  const next = ({ key: to, isNumber = false, isWide = false }: Column<Row>) =>
    to === key ? (downwards ? to : `-${to}`) : isNumber || isWide ? `-${to}` : to;
  return (
    <table
      className={`${classes.table} ${isStacked ? classes.stacked : ''}`}
      style={{ '--figures': figureCount } as CSSProperties}
    >
      <caption className={classes.caption}>{caption}</caption>
      <thead>
        <tr ref={head}>
          {columns.map(column => (
            <th
              key={column.key}
              scope="col"
              className={classOf(column)}
              {...(column === sortedBy
                ? { 'aria-sort': downwards ? ('descending' as const) : ('ascending' as const) }
                : {})}
            >
              {column.isNumber === true && column.definition}{' '}
              {isSortable && column.sortBy !== undefined ? (
                <button
                  type="button"
                  className={classes.sort}
                  onClick={() => setView({ sort: next(column) === usualSort ? null : next(column) })}
                >
                  {column.isNumber !== true && column.label}
                  <span
                    aria-hidden="true"
                    className={`${classes.arrow} ${column === sortedBy ? '' : classes.unsorted}`}
                  >
                    {column === sortedBy ? (downwards ? '↓' : '↑') : EITHER_WAY}
                  </span>
                  {column.isNumber === true && column.label}
                </button>
              ) : column.isLabelHidden === true ? (
                <span className={classes.hidden}>{column.label}</span>
              ) : (
                column.label
              )}{' '}
              {column.isNumber !== true && column.definition}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sorted.map(row => (
          <tr key={rowKey(row)} {...(rowsLead ? { className: classes.leads } : {})}>
            {columns.map((column, index) =>
              index === 0 ? (
                <th key={column.key} scope="row" className={classOf(column)}>
                  {column.cell(row)}
                </th>
              ) : (
                <td key={column.key} className={classOf(column)}>
                  {column.cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function classOf<Row>(column: Column<Row>): string {
  const { isNumber = false, isExtra = false, isLeast = false, isWide = false } = column;
  return [
    isNumber ? classes.number : '',
    isExtra ? classes.extra : '',
    isLeast ? classes.least : '',
    isWide ? classes.wide : '',
  ]
    .join(' ')
    .trim();
}
