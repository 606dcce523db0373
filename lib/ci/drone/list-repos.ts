import type { RepoFact } from '@/lib/facts/build-fact';
import { decodeRepoList } from './decode-repo';
import type { DroneRequests } from './drone-requests';
import { isListAllRefusal } from './probe-identity';

/** The list of all repositories has no maximum and no order, so its pages could overlap and leave gaps. */
const ONE_PAGE = 100_000;

/** All repositories that the token's user sees; a machine user without admin rights sees none. */
export async function listRepos(requests: DroneRequests): Promise<RepoFact[]> {
  try {
    return await listAllRepos(requests);
  } catch (error) {
    if (!isListAllRefusal(error)) throw error;
  }
  return unique(await requests.get('/api/user/repos?latest=true', decodeRepoList));
}

/** Goes on until a page has nothing new: a server or proxy may make pages smaller without saying so. */
async function listAllRepos(requests: DroneRequests): Promise<RepoFact[]> {
  let repos: RepoFact[] = [];
  for (let page = 1; ; page += 1) {
    const path = `/api/repos?page=${page}&per_page=${ONE_PAGE}`;
    const known = repos.length;
    repos = unique([...repos, ...(await requests.get(path, decodeRepoList))]);
    if (repos.length === known) return repos;
  }
}

function unique(repos: RepoFact[]): RepoFact[] {
  return [...new Map(repos.map(repo => [repo.droneId, repo])).values()];
}
