import type pg from 'pg';
import type { PackedColumns } from '../format/columns';
import { PARTS, type PartName, TABLES } from '../format/parts';
import { DATABASE_IDENTITY } from './database-identity';
import type { WeekRun } from './week-run';

/** One part of one week as it stands in the database. */
export interface StoredPart extends PackedColumns {
  sequence: number;
}

interface StoredRow {
  sequence: number | null;
  buildCount: number;
  bytes: Buffer;
  identity: string;
}

/** What was read, and in which database. */
export interface ReadParts {
  identity: string;
  /** Run by run, week by week in the order in which the run knows them; null: the week is not in the database. */
  found: Array<Array<StoredPart | null>>;
}

/** One part of all weeks of some runs. */
export async function readParts(pool: pg.Pool, name: PartName, runs: readonly WeekRun[]): Promise<ReadParts> {
  const weeks = runs.flatMap(run => [...run.weeks.keys()].map(week => ({ run, week })));
  const { table } = PARTS[name];
  const { rows } = await pool.query<StoredRow>({
    // Names of columns and tables cannot be parameters; these come from the closed list of parts, the identity is ours.
    text: `
      with here as materialized (select ${DATABASE_IDENTITY} as identity)
      select p.sequence, ${table === 'packed' ? 'p.build_count' : '0'} as "buildCount", p.${name} as bytes,
        here.identity
      from here cross join unnest($1::int[], $2::int[]) with ordinality as k(repo_id, week, place)
      left join ${TABLES[table].name} p on p.repo_id = k.repo_id and p.week = date '1970-01-05' + 7 * k.week
      order by k.place`,
    values: [weeks.map(({ run }) => run.repoId), weeks.map(({ week }) => week)],
  });
  const byRun = new Map<WeekRun, Array<StoredPart | null>>(runs.map(run => [run, []]));
  weeks.forEach(({ run, week }, index) => {
    const row = rows[index];
    const part =
      row === undefined || row.sequence === null
        ? null
        : { sequence: row.sequence, buildCount: row.buildCount, bytes: row.bytes, week: week - run.first };
    byRun.get(run)?.push(part);
  });
  return { identity: rows[0]?.identity ?? '', found: [...byRun.values()] };
}
