import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import type { BuildParts } from '../format/build-parts';
import { WeekFormatError } from '../format/columns';
import { unpackPart } from '../format/parts';
import { LONGEST_WAIT_WEEKS } from '../lost/longest-wait-weeks';

export type PackedBuilds = Pick<BuildParts, 'builds' | 'path'>;

/**
 * Builds of weeks as they were packed last. Of a week that this version cannot read nobody can tell what changes: hours
 * lost in all weeks that its builds may have reached into are computed anew.
 */
export async function readPackedBuilds(
  client: pg.PoolClient,
  repoId: number,
  weeks: readonly string[],
): Promise<Map<string, PackedBuilds>> {
  const { rows } = await client.query<{ week: string; builds: Buffer; path: Buffer }>(sql`
    select week::text as week, builds, path from packed_week
    where repo_id = ${repoId} and week = any(${weeks}::date[])`);
  const packed = new Map<string, PackedBuilds>();
  for (const { week, builds, path } of rows) {
    try {
      packed.set(week, { builds: unpackPart('builds', builds), path: unpackPart('path', path) });
    } catch (error) {
      if (!(error instanceof WeekFormatError)) throw error;
      await client.query(sql`
        delete from waiting_week
        where week between ${week}::date - 7 * ${LONGEST_WAIT_WEEKS}::int and ${week}::date + 7`);
    }
  }
  return packed;
}
