import type pg from 'pg';
import { dayNumber, weekNumber } from '@/lib/time/days';
import { TABLES, type WeekTable } from '../format/parts';
import { DATABASE_IDENTITY } from './database-identity';
import type { WrittenWeek } from './week-index';

/** Sequences of repositories, and the database in which they were given. */
export interface Sequences {
  identity: string;
  ofRepo: ReadonlyMap<number, number>;
  /** The first week of which builds are kept; of repositories that are not named all are. */
  keptFrom: ReadonlyMap<number, number>;
}

/** How far the writings of each repository have come; 0 where only a version before has written any. */
export async function readSequences(pool: pg.Pool): Promise<Sequences> {
  // One statement: of two, each may reach another database. The identity is an expression of ours.
  // A week begins on its Monday, by whatever clock: a day later it is Monday or Tuesday everywhere.
  const { rows } = await pool.query<{
    identity: string;
    repoId: number | null;
    sequence: number;
    keptFrom: string | null;
  }>(`
    with here as materialized (select ${DATABASE_IDENTITY} as identity)
    select here.identity, s.repo_id as "repoId", s.sequence,
      date_trunc('week', i.builds_kept_from at time zone 'UTC' + interval '1 day')::date::text as "keptFrom"
    from here left join (
      select coalesce(w.repo_id, r.id) as repo_id, coalesce(w.sequence, 0) as sequence
      from week_sequence w full join repo r on r.id = w.repo_id
    ) s on true
    left join repo_import i on i.repo_id = s.repo_id
    order by s.repo_id`);
  return {
    identity: rows[0]?.identity ?? '',
    ofRepo: new Map(rows.flatMap(({ repoId, sequence }) => (repoId === null ? [] : [[repoId, sequence]]))),
    keptFrom: new Map(
      rows.flatMap(({ repoId, keptFrom }) =>
        repoId === null || keptFrom === null ? [] : [[repoId, weekNumber(dayNumber(keptFrom))]],
      ),
    ),
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
