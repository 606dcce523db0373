import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import type { BuildParts } from '../format/build-parts';
import { WeekFormatError } from '../format/columns';
import { unpackPart } from '../format/parts';
import type { WeekKey } from './week-facts';

type PackedBuilds = Pick<BuildParts, 'builds' | 'path'>;

/** Builds of weeks as they were packed last. */
interface PackedBefore {
  /** In the order of the weeks; null: there are none, or this version cannot read them. */
  packed: Array<PackedBuilds | null>;
  unreadable: WeekKey[];
}

export async function readPackedBuilds(
  client: pg.PoolClient,
  weeks: readonly WeekKey[],
): Promise<PackedBefore> {
  const { rows } = await client.query<{ position: number; builds: Buffer; path: Buffer }>(sql`
    select w.position, p.builds, p.path
    from unnest(${weeks.map(({ repoId }) => repoId)}::int[], ${weeks.map(({ week }) => week)}::date[])
      with ordinality as w(repo_id, week, position)
    join packed_week p on p.repo_id = w.repo_id and p.week = w.week`);
  const rowOf = new Map(rows.map(row => [row.position - 1, row]));
  const unreadable: WeekKey[] = [];
  const packed = weeks.map((week, index) => {
    const row = rowOf.get(index);
    if (row === undefined) return null;
    try {
      return { builds: unpackPart('builds', row.builds), path: unpackPart('path', row.path) };
    } catch (error) {
      if (!(error instanceof WeekFormatError)) throw error;
      unreadable.push(week);
      return null;
    }
  });
  return { packed, unreadable };
}
