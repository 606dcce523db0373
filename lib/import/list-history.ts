import type pg from 'pg';
import type { CiClient, OddEntry } from '@/lib/ci/ci-server';
import { inTransaction } from '@/lib/db/in-transaction';
import { sql } from '@/lib/db/sql';
import type { ListedBuild } from '@/lib/facts/build-fact';
import { addOddTodo, addTodo } from './build-todo';
import { overAt } from './kept-builds';
import { firstOnItsWay } from './list-new';
import { numbersOn, readPageBelow } from './list-pages';
import { keepLease, type RepoLease } from './repo-lease';

/** In one turn; the first page of a repository comes alone, so that the newest builds of all are there first. */
const PAGES_AT_ONCE = 4;

/**
 * Lists some more pages of history below what is listed, puts their builds on the list of work and remembers how far it
 * came. New builds push older ones to later pages, so a page may hold only known numbers: then the next one is looked at.
 * A page of builds that are kept no longer is the end of the history.
 */
export async function listHistory(pool: pg.Pool, client: CiClient, lease: RepoLease): Promise<void> {
  const most = lease.oldestListed === null ? 1 : PAGES_AT_ONCE;
  const found: ListedBuild[] = [];
  const odd: OddEntry[] = [];
  let oldest = lease.oldestListed ?? Number.POSITIVE_INFINITY;
  let page = lease.nextPage;
  let beyondEnd = false;
  const isPast = (build: ListedBuild) => lease.keptFrom !== null && overAt(build) < lease.keptFrom;
  for (let pages = 0; pages < most; ) {
    const listed = await readPageBelow(client, lease, page, oldest);
    const numbers = numbersOn(listed);
    const unknown = numbers.filter(number => number < oldest);
    const entries = listed.entries.filter(({ number }) => number < oldest);
    if (entries.length === unknown.length && entries.length > 0 && entries.every(isPast)) {
      if (found.length + odd.length > 0)
        await rememberPages(pool, lease, { builds: found, odd, oldest, nextPage: page });
      await finishHistory(pool, lease, { builds: entries, odd: [] });
      return;
    }
    if (unknown.length > 0) {
      found.push(...entries);
      odd.push(...listed.odd.filter(({ number }) => number === null || number < oldest));
      oldest = Math.min(...unknown);
      page += 1;
      pages += 1;
    } else if (found.length + odd.length > 0) {
      break;
    } else if (numbers.length === 0 && page > 1) {
      beyondEnd = true;
      page -= 1;
    } else if (numbers.length === 0 || beyondEnd) {
      await finishHistory(pool, lease, { builds: [], odd: listed.odd });
      return;
    } else {
      page += 1;
    }
  }
  await rememberPages(pool, lease, { builds: found, odd, oldest, nextPage: page });
}

interface ReadPages {
  builds: ListedBuild[];
  odd: OddEntry[];
  /** The lowest number on them. */
  oldest: number;
  nextPage: number;
}

async function rememberPages(pool: pg.Pool, lease: RepoLease, read: ReadPages): Promise<void> {
  const { builds, odd, oldest, nextPage } = read;
  const build = builds.find(({ number }) => number === oldest) ?? builds.at(-1);
  const newest = lease.newestListed ?? newestOf(lease, numbersOn({ entries: builds, odd }));
  await inTransaction(pool, async client => {
    await addTodo(client, lease.repoId, builds);
    await addOddTodo(client, lease.repoId, odd);
    await client.query(sql`
      update repo_import
      set newest_listed = coalesce(newest_listed, ${newest}::bigint), oldest_listed = ${oldest},
          oldest_listed_at = coalesce(${build?.createdAt ?? null}::timestamptz, oldest_listed_at),
          oldest_listed_id = coalesce(${build?.externalId ?? null}::bigint, oldest_listed_id),
          next_page = ${nextPage}
      where repo_id = ${lease.repoId}`);
    await keepLease(client, lease);
  });
  lease.newestListed ??= newest;
  lease.oldestListed = oldest;
  lease.nextPage = nextPage;
}

/** Of the first page; 0: it is empty. What may be on its way below its newest is looked for as what is new. */
function newestOf(lease: RepoLease, numbers: readonly number[]): number {
  if (numbers.length === 0) return 0;
  const missing = firstOnItsWay(lease, new Set(numbers), Math.min(...numbers));
  const shown = Math.max(0, ...numbers);
  return missing === null ? shown : Math.min(shown, missing - 1);
}

/** @param last the page at which it ends; where that is the first one, nothing above it is history either */
async function finishHistory(
  pool: pg.Pool,
  lease: RepoLease,
  last: Pick<ReadPages, 'builds' | 'odd'>,
): Promise<void> {
  const { builds, odd } = last;
  const newest = lease.newestListed ?? newestOf(lease, numbersOn({ entries: builds, odd }));
  await inTransaction(pool, async client => {
    await addOddTodo(client, lease.repoId, odd);
    await client.query(sql`
      update repo_import
      set history_done = true, newest_listed = coalesce(newest_listed, ${newest}::bigint)
      where repo_id = ${lease.repoId}`);
    await keepLease(client, lease);
  });
  lease.historyDone = true;
  lease.newestListed ??= newest;
}
