import type pg from 'pg';
import { sql } from '@/lib/db/sql';

/**
 * The numbers under which a transaction writes packed weeks of these repositories. Taken when all else is done, just
 * before the weeks are written and the transaction ends: whoever writes weeks of the same repository waits from here
 * on, so that readers who have seen a number have seen all that were given before it.
 *
 * @returns by id of the repository
 */
export async function takeSequences(
  client: pg.PoolClient,
  repoIds: Iterable<number>,
): Promise<(repoId: number) => number> {
  // In order, so that two who take several do not wait for each other in a circle.
  const { rows } = await client.query<{ repoId: number; sequence: number }>(sql`
    insert into week_sequence (repo_id, sequence)
    select distinct repo_id, 1 from unnest(${[...repoIds]}::int[]) as r(repo_id) order by repo_id
    on conflict (repo_id) do update set sequence = week_sequence.sequence + 1
    returning repo_id as "repoId", sequence`);
  const sequences = new Map(rows.map(({ repoId, sequence }) => [repoId, sequence]));
  return repoId => {
    const sequence = sequences.get(repoId);
    if (sequence === undefined) throw new RangeError(`no sequence was taken for repository ${repoId}`);
    return sequence;
  };
}
