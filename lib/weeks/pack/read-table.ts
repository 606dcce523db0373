import type pg from 'pg';
import { copyOut } from '@/lib/db/copy-out';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { type ColumnType, readArray } from './column-types';

export type ColumnsOf<Types> = {
  [Name in keyof Types]: Types[Name] extends ColumnType<infer Value> ? Value[] : never;
};

/**
 * Rows as columns, each a binary array: as rows, or as text, most of the time would go into taking them apart.
 *
 * @param rows a `select` that names the columns of `types`; its parameters are such as `copyOut` takes
 * @throws RangeError when a column is of another type
 */
export async function readTable<Types extends Record<string, ColumnType<unknown>>>(
  client: pg.PoolClient,
  rows: SqlStatement,
  types: Types,
): Promise<ColumnsOf<Types>> {
  const columns = Object.entries(types);
  const aggregates = columns.map(([name]) => `array_agg(r."${name}")`).join(', ');
  const statement = sql`from (${rows}) r`;
  const found: Record<string, unknown[]> = {};
  await copyOut(client, { ...statement, text: `select ${aggregates} ${statement.text}` }, row => {
    for (const [index, [name, type]] of columns.entries()) {
      const bytes = row[index] ?? null;
      // Without rows there is no array.
      found[name] = bytes === null ? [] : readArray(bytes, type);
    }
  });
  return found as ColumnsOf<Types>;
}

/**
 * Where the entries of each of `count` places end, given the place of each entry, from 1.
 *
 * @throws Error when they are out of order: what belongs together would be torn apart, and nobody would notice
 */
export function untilsOf(places: readonly number[], count: number): number[] {
  expectOrder(places);
  const untils: number[] = [];
  let entry = 0;
  for (let place = 1; place <= count; place += 1) {
    while (entry < places.length && (places[entry] ?? 0) <= place) entry += 1;
    untils.push(entry);
  }
  return untils;
}

/** The same for entries and places that are told by keys, both in order. */
export function untilsOfKeys(entries: readonly number[], places: readonly number[]): number[] {
  expectOrder(entries);
  let entry = 0;
  return places.map(place => {
    while (entry < entries.length && (entries[entry] ?? 0) <= place) entry += 1;
    return entry;
  });
}

export function expectOrder(places: readonly number[]): void {
  const isEarlier = (place: number, entry: number) => place < (places[entry - 1] ?? 0);
  if (places.some(isEarlier)) throw new Error('Postgres gave rows in another order than they were asked for');
}
