import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { dayNumber, weekNumber } from '@/lib/week-number';
import { TABLES, type WeekTable } from '../format/parts';
import type { WrittenWeek } from './week-index';

/** Sequences of repositories, and which table they stand in: after a restore it is another one. */
export interface Sequences {
  tableIdentity: string;
  ofRepo: ReadonlyMap<number, number>;
}

/** How far the writings of each repository have come. */
export async function readSequences(pool: pg.Pool): Promise<Sequences> {
  const identity = await pool.query<{ tableIdentity: string }>(sql`
    select concat_ws('/', (select oid from pg_database where datname = current_database()),
      'week_sequence'::regclass::oid, pg_relation_filenode('week_sequence')) as "tableIdentity"`);
  const { rows } = await pool.query<{ repoId: number; sequence: number }>(
    sql`select repo_id as "repoId", sequence from week_sequence order by repo_id`,
  );
  return {
    tableIdentity: identity.rows[0]?.tableIdentity ?? '',
    ofRepo: new Map(rows.map(({ repoId, sequence }) => [repoId, sequence])),
  };
}

/** Weeks of these repositories that were written behind the sequence given for each. */
export async function readWrittenWeeks(
  pool: pg.Pool,
  since: ReadonlyMap<number, number>,
): Promise<Array<WrittenWeek & { table: WeekTable }>> {
  const tables = Object.keys(TABLES) as WeekTable[];
  const found = await Promise.all(
    tables.map(async table => {
      const { rows } = await pool.query<{ repoId: number; monday: string; sequence: number }>({
        // Names of tables cannot be parameters; these come from a closed list.
        text: `
          select p.repo_id as "repoId", p.week::text as monday, p.sequence
          from unnest($1::int[], $2::bigint[]) as known(repo_id, sequence)
          join ${TABLES[table].name} p on p.repo_id = known.repo_id and p.sequence > known.sequence
          order by p.repo_id, p.week`,
        values: [[...since.keys()], [...since.values()]],
      });
      return rows.map(({ monday, ...row }) => ({ table, week: weekNumber(dayNumber(monday)), ...row }));
    }),
  );
  return found.flat();
}
