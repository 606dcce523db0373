import type pg from 'pg';
import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { IS_EARLIER_TWIN } from '@/lib/facts/build-sql';
import type { BuildFacts } from './build-facts';

const row = z.object({
  previous: z.int().nullable(),
  next: z.int().nullable(),
  sameCommit: z.int().nullable(),
  children: z.array(z.int()),
});

/** Numbers of builds of the same repository. */
export interface RelatedBuilds {
  previous: number | null;
  next: number | null;
  /** What was restarted, promoted or rolled back. */
  parent: number | null;
  /** What this build repeats: its parent, else the newest earlier build of the same commit, ref and event. */
  rerunOf: number | null;
  /** Builds that restarted, promoted or rolled back this one. */
  children: number[];
}

/** Children are looked for so long after it: who restarts a build does so soon. */
const CHILD_DAYS = 92;

export async function readRelatedBuilds(pool: pg.Pool, build: BuildFacts): Promise<RelatedBuilds> {
  const { repoId, number, parent, isRerun } = build;
  const { rows } = await pool.query(sql`
    select
      (select max(p.number) from build p where p.repo_id = ${repoId} and p.number < ${number}) as previous,
      (select min(n.number) from build n where n.repo_id = ${repoId} and n.number > ${number}) as next,
      (select max(e.number) from build e join build b on b.repo_id = e.repo_id and b.number = ${number}
        where e.repo_id = ${repoId} and ${isRerun} and ${IS_EARLIER_TWIN}) as "sameCommit",
      (select coalesce(json_agg(c.number order by c.number), '[]') from build c
        where c.repo_id = ${repoId} and c.parent = ${number} and c.created_at >= to_timestamp(${build.createdS})
          and c.created_at < to_timestamp(${build.createdS}) + ${CHILD_DAYS} * interval '1 day') as children`);
  const { previous, next, sameCommit, children } = row.parse(rows[0]);
  return { previous, next, parent, rerunOf: isRerun ? (parent ?? sameCommit) : null, children };
}
