import type pg from 'pg';
import type { CiClient } from '@/lib/ci/ci-server';
import { inTransaction } from '@/lib/db/in-transaction';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { sql } from '@/lib/db/sql';
import type { ListedBuild } from '@/lib/facts/build-fact';
import { addHoles, addTodo } from './build-todo';
import { keepLease, type RepoLease } from './repo-lease';

/** The server hands out numbers again that are stored already: it was restored from a backup. */
export class NumbersReusedError extends Error {
  constructor(
    slug: string,
    /** From this number on, the server's builds are others than the stored ones. */
    readonly firstNumber: number,
  ) {
    super(`${slug}: the server was restored from a backup and counts again from ${firstNumber}`);
    this.name = 'NumbersReusedError';
  }
}

/**
 * Walks down from the newest build to those listed before, putting new builds on the list of work page by
 * page; `newest_listed` moves only at the end, so a walk that is cut off starts again.
 *
 * @throws NumbersReusedError when stored numbers now belong to other builds
 */
export async function listNew(pool: pg.Pool, client: CiClient, lease: RepoLease): Promise<void> {
  const known = lease.newestListed ?? 0;
  let reusedFrom: number | null = null;
  for (let page = 1; ; page += 1) {
    const builds = (await client.listBuilds(lease, page)).filter(b => b.number >= lease.firstNumber);
    const reused = await lowestReused(pool, lease.repoId, builds);
    if (reused !== null) reusedFrom = Math.min(reused, reusedFrom ?? reused);
    else if (page === 1 && lease.counterFell) reusedFrom = await firstFreeNumber(pool, lease, builds);
    if (reusedFrom === null) await inTransaction(pool, tx => addPage(tx, lease, builds, known));
    const oldest = Math.min(...builds.map(build => build.number));
    if (builds.length === 0 || (oldest <= known && (reused === null || oldest < reused))) break;
  }
  if (reusedFrom !== null) throw new NumbersReusedError(lease.slug, reusedFrom);
  await inTransaction(pool, async tx => {
    await addHoles(tx, lease.repoId, { above: known, upTo: lease.counter, attempts: 0 });
    await tx.query(sql`
      update repo_import
      set newest_listed = greatest(newest_listed, ${lease.counter}), counter_fell = false
      where repo_id = ${lease.repoId}`);
    await keepLease(tx, lease);
  });
  lease.newestListed = Math.max(known, lease.counter);
}

async function addPage(tx: pg.PoolClient, lease: RepoLease, builds: ListedBuild[], known: number) {
  const unknown = builds.filter(build => build.number > known);
  await addTodo(tx, lease.repoId, unknown);
  await keepLease(tx, lease);
}

/** The next number of a server that lost the newest stored builds; null when it has them after all. */
async function firstFreeNumber(
  pool: pg.Pool,
  lease: RepoLease,
  newest: ListedBuild[],
): Promise<number | null> {
  const top = Math.max(lease.counter, ...newest.map(build => build.number));
  const lost = await pool.query(sql`
    select 1 from build where repo_id = ${lease.repoId} and number > ${top} limit 1`);
  return lost.rowCount === 0 ? null : top + 1;
}

/** The lowest of these numbers under which another build (other id or other creation) is stored. */
async function lowestReused(pool: pg.Pool, repoId: number, builds: ListedBuild[]): Promise<number | null> {
  const rows = builds.map(build => ({
    number: build.number,
    drone_id: build.externalId,
    created_at: build.createdAt,
  }));
  const found = await pool.query<{ number: number | null }>(sql`
    select min(b.number) as number
    from build b
    join json_to_recordset(${rowsAsJson(rows)}::json)
      as r(number int, drone_id bigint, created_at timestamptz) on r.number = b.number
    where b.repo_id = ${repoId} and (b.drone_id <> r.drone_id or b.created_at <> r.created_at)`);
  return found.rows[0]?.number ?? null;
}
