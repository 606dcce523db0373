import type { CiClient, ListPage } from '@/lib/ci/ci-server';
import type { RepoFact } from '@/lib/facts/build-fact';

/** The whole list of repositories of a small server. */
export async function allRepos(client: CiClient): Promise<ListPage<RepoFact>> {
  const all: ListPage<RepoFact> = { entries: [], odd: [] };
  for await (const { entries, odd } of client.listRepos()) {
    all.entries.push(...entries);
    all.odd.push(...odd);
  }
  return all;
}
