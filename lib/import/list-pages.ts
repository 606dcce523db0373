import type { CiClient, ListPage } from '@/lib/ci/ci-server';
import type { ListedBuild } from '@/lib/facts/build-fact';
import type { RepoLease } from './repo-lease';

/**
 * A page of a repository's list, as part of a walk from the newest build down. Builds that are deleted meanwhile pull
 * others up onto pages that were read before: where numbers are missing between this page and what was read, the page
 * before is read again, and what has come onto it is given as well. Numbers that are missing within a page are nobody's.
 *
 * @param above the lowest number read so far
 */
export async function readPageBelow(
  client: CiClient,
  lease: RepoLease,
  page: number,
  above: number,
): Promise<ListPage<ListedBuild>> {
  const found = await readPage(client, lease, page);
  let highest = highestOf(found, lease.firstNumber - 1);
  for (let before = page - 1; before >= 1 && highest < above - 1 && above !== Infinity; before -= 1) {
    const again = await readPage(client, lease, before);
    found.entries.push(...again.entries.filter(({ number }) => number < above && number > highest));
    found.odd.push(...again.odd);
    if (highestOf(again, 0) >= above) break;
    highest = highestOf(found, highest);
  }
  return found;
}

/** Without what belongs to an earlier epoch of the repository. */
async function readPage(client: CiClient, lease: RepoLease, page: number): Promise<ListPage<ListedBuild>> {
  const { entries, odd } = await client.listBuilds(lease, page);
  return {
    entries: entries.filter(({ number }) => number >= lease.firstNumber),
    odd: odd.filter(({ number }) => number === null || number >= lease.firstNumber),
  };
}

function highestOf({ entries, odd }: ListPage<ListedBuild>, least: number): number {
  return [...entries, ...odd].reduce((highest, { number }) => Math.max(highest, number ?? 0), least);
}

/** The numbers on a page, of what can be read and of what cannot. */
export function numbersOn({ entries, odd }: ListPage<ListedBuild>): number[] {
  return [...entries, ...odd].flatMap(({ number }) => number ?? []);
}
