import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { dayNumber, weekNumber } from '@/lib/week-number';
import { TABLES, type WeekTable } from '../format/parts';
import type { WrittenWeek } from './week-index';

/** Sequences of repositories, and where they count: after a restore, whichever way it was done, it is elsewhere. */
export interface Sequences {
  identity: string;
  ofRepo: ReadonlyMap<number, number>;
}

/**
 * How far the writings of each repository have come. The identity is of the server as it was started (a copy of its
 * files, or another server that takes over, may have counted less), the database, and the tables as they were filled.
 */
export async function readSequences(pool: pg.Pool): Promise<Sequences> {
  // One statement: of two, each may reach another database.
  const { rows } = await pool.query<{ identity: string; repoId: number | null; sequence: number }>(sql`
    select place.identity, s.repo_id as "repoId", s.sequence
    from (
      select concat_ws('/', extract(epoch from pg_postmaster_start_time()),
        (select oid from pg_database where datname = current_database()),
        'week_sequence'::regclass::oid, pg_relation_filenode('week_sequence'), pg_relation_filenode('packed_week'),
        pg_relation_filenode('lost_week'), pg_relation_filenode('packed_span_week')) as identity
    ) place left join week_sequence s on true
    order by s.repo_id`);
  return {
    identity: rows[0]?.identity ?? '',
    ofRepo: new Map(rows.flatMap(({ repoId, sequence }) => (repoId === null ? [] : [[repoId, sequence]]))),
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
