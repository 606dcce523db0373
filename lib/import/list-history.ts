import type pg from 'pg';
import type { CiClient } from '@/lib/ci/ci-server';
import { inTransaction } from '@/lib/db/in-transaction';
import { sql } from '@/lib/db/sql';
import type { ListedBuild } from '@/lib/facts/build-fact';
import { addHoles, addTodo } from './build-todo';
import { keepLease, type RepoLease } from './repo-lease';

/** One look is enough for numbers in the middle of the history: they are not about to appear. */
const LAST_LOOK = 3;

/** In one turn; the first page of a repository comes alone, so that the newest builds of all are there first. */
const PAGES_AT_ONCE = 4;

/**
 * Lists some more pages of history below what is listed, puts their builds on the list of work and remembers how far it
 * came. New builds push older ones to later pages, so a page may hold only known numbers: then the next one is looked
 * at. At the end, numbers in between that no page showed are put on the list.
 */
export async function listHistory(pool: pg.Pool, client: CiClient, lease: RepoLease): Promise<void> {
  const most = lease.oldestListed === null ? 1 : PAGES_AT_ONCE;
  const found: ListedBuild[] = [];
  let oldest = lease.oldestListed ?? Number.POSITIVE_INFINITY;
  let page = lease.nextPage;
  let beyondEnd = false;
  for (let pages = 0; pages < most; ) {
    const builds = (await client.listBuilds(lease, page)).filter(b => b.number >= lease.firstNumber);
    const unknown = builds.filter(b => b.number < oldest);
    if (unknown.length > 0) {
      found.push(...unknown);
      oldest = Math.min(...unknown.map(b => b.number));
      page += 1;
      pages += 1;
    } else if (found.length > 0) {
      break;
    } else if (builds.length === 0 && page > 1) {
      beyondEnd = true;
      page -= 1;
    } else if (builds.length === 0 || beyondEnd) {
      await finishHistory(pool, lease);
      return;
    } else {
      page += 1;
    }
  }
  await rememberPages(pool, lease, found, page);
}

async function rememberPages(
  pool: pg.Pool,
  lease: RepoLease,
  builds: ListedBuild[],
  nextPage: number,
): Promise<void> {
  const newest = Math.max(...builds.map(build => build.number));
  const oldest = builds.reduce((a, b) => (b.number < a.number ? b : a));
  await inTransaction(pool, async client => {
    await addTodo(client, lease.repoId, builds);
    if (lease.newestListed === null) {
      await addHoles(client, lease.repoId, { above: newest, upTo: lease.counter, attempts: 0 });
      lease.newestListed = Math.max(newest, lease.counter);
    }
    await client.query(sql`
      update repo_import
      set newest_listed = ${lease.newestListed}, oldest_listed = ${oldest.number},
          oldest_listed_at = ${oldest.createdAt}, next_page = ${nextPage}
      where repo_id = ${lease.repoId}`);
    await keepLease(client, lease);
  });
  lease.oldestListed = oldest.number;
  lease.nextPage = nextPage;
}

async function finishHistory(pool: pg.Pool, lease: RepoLease): Promise<void> {
  await inTransaction(pool, async client => {
    if (lease.oldestListed !== null && lease.newestListed !== null) {
      await addHoles(client, lease.repoId, {
        above: lease.oldestListed,
        upTo: lease.newestListed,
        attempts: LAST_LOOK,
      });
    }
    await client.query(sql`
      update repo_import
      set history_done = true, newest_listed = coalesce(newest_listed, ${lease.counter})
      where repo_id = ${lease.repoId}`);
    await keepLease(client, lease);
  });
  lease.historyDone = true;
  lease.newestListed ??= lease.counter;
}
