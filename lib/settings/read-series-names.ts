import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import type { SeriesName } from './match-rules';

/** All repositories, pipelines and steps that ever built: what rules may speak of. */
export async function readSeriesNames(pool: pg.Pool): Promise<SeriesName[]> {
  const { rows } = await pool.query<SeriesName>(sql`
    select distinct r.slug as repository, s.pipeline, s.step
    from series s join repo r on r.id = s.repo_id
    order by 1, 2, 3`);
  return rows;
}
