import type pg from 'pg';
import type { PackedColumns } from '../format/columns';
import { PARTS, type PartName, TABLES } from '../format/parts';
import type { WeekRun } from './week-run';

/** One part of one week as it stands in the database. */
export interface StoredPart extends PackedColumns {
  sequence: number;
}

/**
 * One part of all weeks of some runs, run by run, week by week in the order in which the run knows them; null: the week
 * is not in the database.
 */
export async function readParts(
  pool: pg.Pool,
  name: PartName,
  runs: readonly WeekRun[],
): Promise<Array<Array<StoredPart | null>>> {
  const weeks = runs.flatMap(run => [...run.weeks.keys()].map(week => ({ run, week })));
  const { table } = PARTS[name];
  const { rows } = await pool.query<{ sequence: number | null; buildCount: number; bytes: Buffer }>({
    // Names of columns and tables cannot be parameters; these come from the closed list of parts.
    text: `
      select p.sequence, ${table === 'packed' ? 'p.build_count' : '0'} as "buildCount", p.${name} as bytes
      from unnest($1::int[], $2::int[]) with ordinality as k(repo_id, week, place)
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
  return [...byRun.values()];
}
