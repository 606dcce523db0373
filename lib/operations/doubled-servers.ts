import type pg from 'pg';
import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';

const REPOS_COMPARED = 20;
const BUILDS_COMPARED = 5;

/**
 * Pairs of servers that hold the same builds of the same repositories, by the ids that their server gave and by their
 * times, as `a` and `b`: one server under two addresses, of which each build counts twice. Some builds of the largest
 * repositories are compared.
 */
export const DOUBLED_SERVERS: SqlStatement = sql`
  with sample as (
    select s.id as server_id, s.kind, r.drone_id as repo_drone_id, b.number, b.drone_id, b.created_at
    from server s
    cross join lateral (
      select r.id, r.drone_id from repo r join repo_import i on i.repo_id = r.id
      where r.server_id = s.id and i.builds_stored > 0 order by i.builds_stored desc, r.id limit ${REPOS_COMPARED}
    ) r
    cross join lateral (
      (select number, drone_id, created_at from build where repo_id = r.id order by number desc limit ${BUILDS_COMPARED})
      union
      (select number, drone_id, created_at from build where repo_id = r.id order by number limit ${BUILDS_COMPARED})
    ) b
  )
  select distinct least(sample.server_id, r.server_id) as a, greatest(sample.server_id, r.server_id) as b
  from sample
  join server s on s.kind = sample.kind
  join repo r on r.server_id = s.id and r.drone_id = sample.repo_drone_id and r.server_id <> sample.server_id
  join build b on b.repo_id = r.id and b.number = sample.number
    and b.drone_id = sample.drone_id and b.created_at = sample.created_at`;

const doubledRow = z.object({ url: z.string(), otherUrl: z.string() });

/** By their addresses. */
export async function readDoubledServers(pool: pg.Pool): Promise<Array<z.infer<typeof doubledRow>>> {
  const { rows } = await pool.query(sql`
    select one.url, other.url as "otherUrl"
    from (${DOUBLED_SERVERS}) d join server one on one.id = d.a join server other on other.id = d.b
    order by d.a, d.b`);
  return z.array(doubledRow).parse(rows);
}
