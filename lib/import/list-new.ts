import type pg from 'pg';
import type { CiClient } from '@/lib/ci/ci-server';
import { inTransaction } from '@/lib/db/in-transaction';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { sql } from '@/lib/db/sql';
import type { ListedBuild } from '@/lib/facts/build-fact';
import { addOddTodo, addTodo, retryPauseSeconds } from './build-todo';
import { numbersOn, readPageBelow } from './list-pages';
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

/** The server counts a build a moment before it lists it, and a later one may be faster; no more are on their way at once. */
const ON_THEIR_WAY = 25;
const LOOKS = 4;

/**
 * Walks down from the newest build to those listed before, putting new builds on the list of work page by page;
 * `newest_listed` moves only at the end, so a walk that is cut off starts again. Numbers that are not listed, though they
 * are counted or higher ones are, are looked for by reading the list again, after growing pauses and a few times: how high
 * the counter is costs nothing.
 *
 * @throws NumbersReusedError when stored numbers now belong to other builds
 */
export async function listNew(pool: pg.Pool, client: CiClient, lease: RepoLease): Promise<void> {
  const known = lease.newestListed ?? 0;
  const seen = new Set<number>();
  let reusedFrom: number | null = null;
  let lowest = Number.POSITIVE_INFINITY;
  for (let page = 1; ; page += 1) {
    const found = await readPageBelow(client, lease, page, lowest);
    const { entries, odd } = found;
    const reused = await lowestReused(pool, lease.repoId, entries);
    if (reused !== null) reusedFrom = Math.min(reused, reusedFrom ?? reused);
    else if (page === 1 && lease.counterFell) reusedFrom = await firstFreeNumber(pool, lease, entries);
    if (reusedFrom === null) {
      await inTransaction(pool, async tx => {
        await addTodo(tx, lease.repoId, entries);
        await addOddTodo(tx, lease.repoId, odd);
        await keepLease(tx, lease);
      });
    }
    const numbers = numbersOn(found);
    for (const number of numbers) seen.add(number);
    lowest = Math.min(lowest, ...numbers);
    if (numbers.length === 0 || (lowest <= known && (reused === null || lowest < reused))) break;
  }
  if (reusedFrom !== null) throw new NumbersReusedError(lease.slug, reusedFrom);
  await rememberListing(pool, lease, seen);
}

/**
 * The lowest number that may be on its way: a list does not show it, though it is counted, or a higher one is there.
 *
 * @param seen what the list showed
 * @param below numbers up to this one are not looked for
 * @returns null when there is none
 */
export function firstOnItsWay(lease: RepoLease, seen: ReadonlySet<number>, below: number): number | null {
  const newest = Math.max(lease.counter, ...seen);
  const from = Math.max(below, lease.firstNumber - 1, lease.counterListed ?? 0, newest - ON_THEIR_WAY) + 1;
  for (let number = from; number <= newest; number += 1) if (!seen.has(number)) return number;
  return null;
}

/**
 * Until nothing is missing, or it was looked for often enough, the list is to be read again, down to before the first
 * number that is.
 */
async function rememberListing(pool: pg.Pool, lease: RepoLease, seen: ReadonlySet<number>): Promise<void> {
  const { repoId, counter, relistCount } = lease;
  const missing = firstOnItsWay(lease, seen, lease.newestListed ?? 0);
  const isSettled = missing === null || relistCount + 1 >= LOOKS;
  const shown = Math.max(lease.newestListed ?? 0, ...seen);
  const newest = isSettled ? shown : Math.min(shown, missing - 1);
  await inTransaction(pool, async tx => {
    await tx.query(sql`
      update repo_import
      set newest_listed = greatest(newest_listed, ${newest}::bigint), counter_fell = false,
          hints = hints - ${lease.hints},
          counter_listed = case when ${isSettled} then ${counter}::bigint else counter_listed end,
          relist_count = ${isSettled ? 0 : relistCount + 1},
          relist_at = case when not ${isSettled}
            then now() + ${retryPauseSeconds(relistCount)} * interval '1 second' end
      where repo_id = ${repoId}`);
    await keepLease(tx, lease);
  });
  lease.newestListed = newest;
  if (isSettled) lease.counterListed = counter;
}

/** The next number of a server that lost the newest stored builds; null when it has them after all. */
async function firstFreeNumber(
  pool: pg.Pool,
  lease: RepoLease,
  newest: ListedBuild[],
): Promise<number | null> {
  const top = Math.max(lease.counter, ...newest.map(build => build.number));
  const lost = await pool.query(sql`
    select 1 from build where repo_id = ${lease.repoId} and number > ${top}::bigint limit 1`);
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
      as r(number bigint, drone_id bigint, created_at timestamptz) on r.number = b.number
    where b.repo_id = ${repoId} and (b.drone_id <> r.drone_id or b.created_at <> r.created_at)`);
  return found.rows[0]?.number ?? null;
}
