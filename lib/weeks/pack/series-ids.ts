import type pg from 'pg';
import { sql } from '@/lib/db/sql';

/** Ids of series by pipeline and step; a step '' is the pipeline, a pipeline '' the repository. */
export class SeriesIds {
  private constructor(private readonly ids: Map<string, number>) {}

  /** Ids of all that is named, new ones made where there are none yet. */
  static async of(
    db: pg.Pool,
    repoId: number,
    named: ReadonlyArray<readonly [pipeline: string, step: string]>,
  ): Promise<SeriesIds> {
    const known = await readSeries(db, repoId);
    const missing = named.filter(([pipeline, step]) => !known.ids.has(keyOf(pipeline, step)));
    if (missing.length === 0) return known;
    // Sorted, so that two that add the same series do not wait for each other in a circle.
    await db.query(sql`
      insert into series (repo_id, pipeline, step)
      select distinct ${repoId}::int, n.pipeline, n.step
      from unnest(${missing.map(([pipeline]) => pipeline)}::text[], ${missing.map(([, step]) => step)}::text[])
        as n(pipeline, step)
      order by 2, 3
      on conflict (repo_id, pipeline, step) do nothing`);
    return readSeries(db, repoId);
  }

  static from(rows: Iterable<readonly [id: number, pipeline: string, step: string]>): SeriesIds {
    return new SeriesIds(new Map([...rows].map(([id, pipeline, step]) => [keyOf(pipeline, step), id])));
  }

  get(pipeline: string, step: string): number {
    const id = this.ids.get(keyOf(pipeline, step));
    if (id === undefined) throw new RangeError(`no series of pipeline "${pipeline}", step "${step}"`);
    return id;
  }
}

async function readSeries(db: pg.Pool, repoId: number): Promise<SeriesIds> {
  const { rows } = await db.query<{ id: number; pipeline: string; step: string }>(
    sql`select id, pipeline, step from series where repo_id = ${repoId}`,
  );
  return SeriesIds.from(rows.map(({ id, pipeline, step }) => [id, pipeline, step]));
}

function keyOf(pipeline: string, step: string): string {
  return `${pipeline}\u001f${step}`;
}
