import type pg from 'pg';
import type { z } from 'zod';
import type { SqlStatement } from '@/lib/db/sql';
import type { Table } from './week-facts';

/**
 * A statement of one row that holds each column as JSON: as rows, most of the time would go into taking them apart.
 * Only the first entries are checked: Postgres gives all of a column the same type.
 */
export async function readTable<Row extends z.ZodObject>(
  client: pg.PoolClient,
  statement: SqlStatement,
  row: Row,
): Promise<Table<z.infer<Row>>> {
  const { rows } = await client.query<Record<string, unknown[] | null>>(statement);
  const names = Object.keys(row.shape);
  const table = Object.fromEntries(names.map(name => [name, rows[0]?.[name] ?? []]));
  if (names.some(name => (table[name]?.length ?? 0) > 0)) {
    row.parse(Object.fromEntries(names.map(name => [name, table[name]?.[0]])));
  }
  return table as Table<z.infer<Row>>;
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

export function expectOrder(places: readonly number[]): void {
  const isEarlier = (place: number, entry: number) => place < (places[entry - 1] ?? 0);
  if (places.some(isEarlier)) throw new Error('Postgres gave rows in another order than they were asked for');
}
