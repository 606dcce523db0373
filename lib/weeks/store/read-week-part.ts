import type pg from 'pg';
import { type PartName, SQL_TABLE, TABLE_OF_PART } from '../format/parts';
import type { StoredWeek } from './week-entry';

/** Bytes of one part of a week, and the transaction that wrote it. */
export interface WrittenPart {
  writtenIn: number;
  bytes: Buffer;
}

/** One part of many weeks, in the order asked for; null: the week is not in the database. */
export async function readWeekPart(
  pool: pg.Pool,
  name: PartName,
  weeks: readonly StoredWeek[],
): Promise<Array<WrittenPart | null>> {
  const { rows } = await pool.query<{ writtenIn: number | null; bytes: Buffer }>({
    // Names of columns and tables cannot be parameters; these come from the closed list of parts.
    text: `
      select p.written_in as "writtenIn", p.${name} as bytes
      from unnest($1::int[], $2::int[]) with ordinality as k(repo_id, week, place)
      left join ${SQL_TABLE[TABLE_OF_PART[name]]} p
        on p.repo_id = k.repo_id and p.week = date '1970-01-05' + 7 * k.week
      order by k.place`,
    values: [weeks.map(({ repoId }) => repoId), weeks.map(({ week }) => week)],
  });
  return rows.map(({ writtenIn, bytes }) => (writtenIn === null ? null : { writtenIn, bytes }));
}
