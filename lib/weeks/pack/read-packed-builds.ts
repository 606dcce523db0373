import type pg from 'pg';
import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import type { BuildParts } from '../format/build-parts';
import { WeekFormatError } from '../format/columns';
import { unpackPart } from '../format/parts';
import { type ClockReadings, clockReadings } from './clock-readings';
import type { WeekKey } from './week-facts';

type PackedBuilds = Pick<BuildParts, 'builds' | 'path'>;

/** Builds of weeks as they were packed last. */
interface PackedBefore {
  /** In the order of the weeks; null: there are none, or this version cannot read them. */
  packed: Array<PackedBuilds | null>;
  /** In the order of the weeks; empty: their builds told nothing, or nobody noted it. */
  readings: ClockReadings[];
  unreadable: WeekKey[];
}

const packedRow = z.object({
  position: z.int(),
  builds: z.instanceof(Buffer),
  path: z.instanceof(Buffer),
  readings: clockReadings.nullable(),
});

export async function readPackedBuilds(
  client: pg.PoolClient,
  weeks: readonly WeekKey[],
): Promise<PackedBefore> {
  const { rows } = await client.query(sql`
    select w.position::int as position, p.builds, p.path, p.clock_readings as readings
    from unnest(${weeks.map(({ repoId }) => repoId)}::int[], ${weeks.map(({ week }) => week)}::date[])
      with ordinality as w(repo_id, week, position)
    join packed_week p on p.repo_id = w.repo_id and p.week = w.week`);
  const rowOf = new Map(
    z
      .array(packedRow)
      .parse(rows)
      .map(row => [row.position - 1, row]),
  );
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
  return { packed, readings: weeks.map((_, index) => rowOf.get(index)?.readings ?? {}), unreadable };
}
