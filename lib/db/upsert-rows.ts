import type { FactRow, ModelColumn } from './model-columns';
import { rowsAsJson } from './rows-as-json';
import { type SqlStatement, sql, sqlList, sqlNames } from './sql';

/** How rows of a table that has a `version` meet those that are stored. */
export interface UpsertTable<Field extends string> {
  name: string;
  columns: ReadonlyArray<ModelColumn<Field>>;
  key: readonly Field[];
  /** What stays as it was stored first. */
  kept: readonly Field[];
  /** Flags that stay true once they are. */
  stayTrue?: readonly Field[];
  /** Times of which the first stays, or the last; null is none. */
  earliest?: readonly Field[];
  latest?: readonly Field[];
}

/**
 * Adds rows, or updates those that are stored in an older or the same version: every column but the kept ones. A column
 * that this version does not know is left to its default.
 *
 * @param rows what they hold that is no column is not written
 */
export function upsertRows<Field extends string>(
  { name, columns, key, kept, stayTrue = [], earliest = [], latest = [] }: UpsertTable<Field>,
  rows: ReadonlyArray<FactRow<Field>>,
): SqlStatement {
  const table = sqlNames(name);
  const names = sqlNames(...columns.map(column => column.name));
  const changes = columns
    .filter(({ field }) => !key.includes(field) && !kept.includes(field))
    .map(column => {
      const changed = sqlNames(column.name);
      if (earliest.includes(column.field)) {
        return sql`${changed} = least(${table}.${changed}, excluded.${changed})`;
      }
      if (latest.includes(column.field))
        return sql`${changed} = greatest(${table}.${changed}, excluded.${changed})`;
      return stayTrue.includes(column.field)
        ? sql`${changed} = ${table}.${changed} or excluded.${changed}`
        : sql`${changed} = excluded.${changed}`;
    });
  const stored = rows.map(({ fact, own }) =>
    Object.fromEntries(
      columns.map(column => [column.name, (column.field in own ? own : fact)[column.field]]),
    ),
  );
  const keyNames = columns.filter(({ field }) => key.includes(field)).map(column => column.name);
  return sql`
    insert into ${table} (${names})
    select ${names} from json_populate_recordset(null::${table}, ${rowsAsJson(stored)}::json)
    on conflict (${sqlNames(...keyNames)}) do update set ${sqlList(changes)}
    where ${table}.version <= excluded.version`;
}
