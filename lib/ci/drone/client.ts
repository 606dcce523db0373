import { CiHttpError } from '@/lib/ci/ci-errors';
import type { CiClient, CiClientOptions, RepoRef } from '@/lib/ci/ci-server';
import type { RepoFact } from '@/lib/facts/build-fact';
import { slugPath } from './addresses';
import { notReadableError } from './answers';
import { decodeBuild, decodeBuildList, decodeLog, decodeRepoList } from './decode';
import { isListAllRefusal, probeIdentity } from './probe-identity';
import { DroneRequests } from './requests';

/** Drone's maximum; it turns anything above into 25 without saying so. */
const PER_PAGE = 100;
/** Drone's words for a row that is not there. */
const NO_ROW = 'sql: no rows in result set';
/** The list of all repositories has no maximum and no order, so its pages could overlap and leave gaps. */
const ONE_PAGE = 100_000;

/**
 * Reads Drone 1.0 to 2.25.
 *
 * @throws CiOptionsError when address or token cannot be right
 */
export function createDroneClient(options: CiClientOptions): CiClient {
  const requests = new DroneRequests(options);
  return {
    probe: () => probeIdentity(requests),
    listRepos: () => listRepos(requests),
    listBuilds: async (repo, page) => {
      if (!Number.isInteger(page) || page < 1) throw new RangeError(`pages count from 1; got ${page}`);
      const path = `${repoPath(repo)}/builds?page=${page}&per_page=${PER_PAGE}`;
      return askRepo(requests, repo, path, decodeBuildList);
    },
    fetchBuild: (repo, number) =>
      askInRepo(requests, repo, `${repoPath(repo)}/builds/${number}`, decodeBuild, { trustNoRow: false }),
    fetchLog: ({ repo, build, stage, step }) => {
      const path = `${repoPath(repo)}/builds/${build}/logs/${stage}/${step}`;
      return askInRepo(requests, repo, path, decodeLog, { trustNoRow: true });
    },
    close: () => requests.close(),
  };
}

/** All repositories that the token's user sees; a machine user without admin rights sees none. */
async function listRepos(requests: DroneRequests): Promise<RepoFact[]> {
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
  return [...new Map(repos.map(repo => [repo.externalId, repo])).values()];
}

function repoPath(repo: RepoRef): string {
  return `/api/repos/${slugPath(repo)}`;
}

/**
 * Asks for what every readable repository has, such as its list of builds.
 *
 * @throws CiNotReadableError when it answers 404
 */
async function askRepo<T>(
  requests: DroneRequests,
  repo: RepoRef,
  path: string,
  decode: (json: unknown) => T,
): Promise<T> {
  const answer = await getOrNotFound(requests, path, decode);
  if (!(answer instanceof CiHttpError)) return answer;
  throw notReadableError(requests.asked(path), repo.slug, answer.serverMessage);
}

/**
 * Asks for what a repository may have, such as one build; null when it is not there although the repository
 * answers. A 404 alone does not say so: Drone gives one too when it cannot confirm the user's rights.
 *
 * @param trustNoRow takes Drone's word for a missing row, without asking for the repository
 * @throws CiNotReadableError when the repository itself answers 404
 */
async function askInRepo<T>(
  requests: DroneRequests,
  repo: RepoRef,
  path: string,
  decode: (json: unknown) => T,
  { trustNoRow }: { trustNoRow: boolean },
): Promise<T | null> {
  const first = await getOrNotFound(requests, path, decode);
  if (!(first instanceof CiHttpError)) return first;
  const isNoRow = first.serverMessage === NO_ROW;
  if (isNoRow && trustNoRow) return null;
  await askRepo(requests, repo, repoPath(repo), () => null);
  if (isNoRow) return null;
  // The rights may have been what was missing at first; now that they are confirmed, the thing itself is.
  const second = await getOrNotFound(requests, path, decode);
  return second instanceof CiHttpError ? null : second;
}

async function getOrNotFound<T>(
  requests: DroneRequests,
  path: string,
  decode: (json: unknown) => T,
): Promise<T | CiHttpError> {
  try {
    return await requests.get(path, decode);
  } catch (error) {
    if (error instanceof CiHttpError && error.status === 404) return error;
    throw error;
  }
}
