import { rowsAsJson } from './rows-as-json';
import { type SqlStatement, sql, sqlList, sqlNames } from './sql';

/** How rows of a table that has a `version` meet those that are stored. */
export interface UpsertTable {
  name: string;
  key: readonly string[];
  /** Columns that stay as they were stored first. */
  kept: readonly string[];
  /** Flags that stay true once they are. */
  stayTrue?: readonly string[];
  /** Times of which the first stays, or the last; null is none. */
  earliest?: readonly string[];
  latest?: readonly string[];
}

/**
 * Adds rows, or updates those that are stored in an older or the same version: every column of theirs but the kept ones.
 * Columns are those of the first row, so that one that this version does not know is left to its default.
 *
 * @param rows at least one; their keys are names of ours, never what somebody sent
 */
export function upsertRows(
  { name, key, kept, stayTrue = [], earliest = [], latest = [] }: UpsertTable,
  rows: ReadonlyArray<Record<string, unknown>>,
): SqlStatement {
  const columns = Object.keys(rows[0] ?? {});
  const table = sqlNames(name);
  const changes = columns
    .filter(column => !key.includes(column) && !kept.includes(column))
    .map(column => {
      const changed = sqlNames(column);
      if (earliest.includes(column)) {
        return sql`${changed} = least(${table}.${changed}, excluded.${changed})`;
      }
      if (latest.includes(column))
        return sql`${changed} = greatest(${table}.${changed}, excluded.${changed})`;
      return stayTrue.includes(column)
        ? sql`${changed} = ${table}.${changed} or excluded.${changed}`
        : sql`${changed} = excluded.${changed}`;
    });
  return sql`
    insert into ${table} (${sqlNames(...columns)})
    select ${sqlNames(...columns)} from json_populate_recordset(null::${table}, ${rowsAsJson(rows)}::json)
    on conflict (${sqlNames(...key)}) do update set ${sqlList(changes)}
    where ${table}.version <= excluded.version`;
}
