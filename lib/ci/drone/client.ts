import {
  CiAnswerError,
  CiBrokenAnswerError,
  type CiError,
  CiHttpError,
  CiReplacedError,
  CiUnreachableError,
} from '@/lib/ci/ci-errors';
import type { CiClient, CiClientOptions, ListPage, OddEntry, RepoRef } from '@/lib/ci/ci-server';
import type { ListedBuild, RepoFact } from '@/lib/facts/build-fact';
import { slugPath } from './addresses';
import { notReadableError } from './answers';
import { decodeBuildList, decodeLog, decodeRepos } from './decode';
import { decodeBuild, repoIdOf } from './decode-build';
import { isListAllRefusal, probeIdentity } from './probe-identity';
import { DroneRequests } from './requests';

/** Drone's maximum; it turns anything above into 25 without saying so. */
const PER_PAGE = 100;
/** Drone's words for a row that is not there. */
const NO_ROW = 'sql: no rows in result set';
/**
 * The list of all repositories has no maximum and no order, so its pages could overlap and leave gaps: one page for
 * all, and smaller ones only where the server, or the way to it, cannot do that.
 */
const REPOS_PER_PAGE = [100_000, 5_000, 500, 50];

/**
 * Reads Drone 1.0 to 2.25.
 *
 * @throws CiOptionsError when address or token cannot be right
 */
export function createDroneClient(options: CiClientOptions): CiClient {
  const requests = new DroneRequests(options);
  const repoList = new RepoList(requests);
  return {
    probe: () => probeIdentity(requests),
    listRepos: () => repoList.read(),
    listBuilds: (repo, page) => listBuilds(requests, repo, page),
    fetchBuild: (repo, number) => fetchBuild(requests, repo, number),
    fetchLog: ({ repo, build, stage, step }) => {
      const path = `${repoPath(repo)}/builds/${build}/logs/${stage}/${step}`;
      return askInRepo(requests, repo, path, decodeLog, { trustNoRow: true });
    },
    confirmRepo: repo => confirmRepo(requests, repo),
    close: () => requests.close(),
  };
}

/** After so many lists in smaller pages larger ones are tried again; where they fail again, after twice as many. */
const LISTS_BEFORE_LARGER = 10;
const MOST_LISTS_BEFORE_LARGER = 640;

/** All repositories that the token's user sees; a machine user without admin rights sees none. */
class RepoList {
  /** In REPOS_PER_PAGE: the size that got through last. */
  private size = 0;
  /** Lists to be read before a larger size is tried again: of now, and of when it was last found to be too large. */
  private toRead = 0;
  private patience = LISTS_BEFORE_LARGER;

  constructor(private readonly requests: DroneRequests) {}

  async *read(): AsyncGenerator<ListPage<RepoFact>, void> {
    try {
      yield* this.readAll();
    } catch (error) {
      if (!isListAllRefusal(error)) throw error;
      for await (const { entries, first } of this.requests.list('/api/user/repos'))
        yield decodeRepos(entries, first);
    }
  }

  private async *readAll(): AsyncGenerator<ListPage<RepoFact>, void> {
    const smaller = this.size;
    let isRead = false;
    if (smaller > 0 && this.toRead === 0) this.size -= 1;
    try {
      while (!isRead) {
        try {
          yield* this.readPages(REPOS_PER_PAGE[this.size] ?? PER_PAGE);
          isRead = true;
        } catch (error) {
          if (!mayBeTooLarge(error) || this.size === REPOS_PER_PAGE.length - 1) throw error;
          if (isSilence(error) && (await this.requests.peek('/api/user')) === null) throw error;
          this.size += 1;
        }
      }
      this.noteRead(smaller);
    } finally {
      // A list that broke off for another reason says nothing of the larger size that it tried.
      if (!isRead && this.size < smaller) this.size = smaller;
    }
  }

  /** @param before the size at which the list before got through */
  private noteRead(before: number): void {
    if (this.size === before && this.toRead > 0) {
      this.toRead -= 1;
      return;
    }
    const failedAgain = this.size === before && this.size > 0;
    this.patience = failedAgain ? Math.min(this.patience * 2, MOST_LISTS_BEFORE_LARGER) : LISTS_BEFORE_LARGER;
    this.toRead = this.size === 0 ? 0 : this.patience;
  }

  /** Goes on until a page has nothing new: a server or proxy may make pages smaller without saying so. */
  private async *readPages(perPage: number): AsyncGenerator<ListPage<RepoFact>, void> {
    const known = new Set<number>();
    const odd = new Set<string>();
    for (let page = 1; ; page += 1) {
      const before = known.size + odd.size;
      const path = `/api/repos?page=${page}&per_page=${perPage}`;
      for await (const { entries, first } of this.requests.list(path)) {
        const found = decodeRepos(entries, first);
        for (const { externalId } of found.entries) known.add(externalId);
        for (const { name, reason } of found.odd) odd.add(`${name} ${reason}`);
        yield found;
      }
      if (known.size + odd.size === before) return;
    }
  }
}

/** A server that answers nothing at all is not asked for four sizes of its list, each of which takes minutes to fail. */
function isSilence(error: unknown): boolean {
  return error instanceof CiUnreachableError && error.reason === 'timeout';
}

/** What a server or proxy does to an answer that is more than it can give, or takes too long. */
function mayBeTooLarge(error: unknown): boolean {
  if (error instanceof CiUnreachableError) return error.reason === 'timeout' || error.reason === 'dropped';
  if (error instanceof CiHttpError) return [413, 502, 504].includes(error.status);
  return error instanceof CiBrokenAnswerError;
}

async function listBuilds(
  requests: DroneRequests,
  repo: RepoRef,
  page: number,
): Promise<ListPage<ListedBuild>> {
  if (!Number.isInteger(page) || page < 1) throw new RangeError(`pages count from 1; got ${page}`);
  const path = `${repoPath(repo)}/builds?page=${page}&per_page=${PER_PAGE}`;
  const { list, strangers } = await askRepo(requests, repo, path, json => ({
    list: decodeBuildList(json),
    strangers: Array.isArray(json) ? json.filter(entry => isOfAnother(entry, repo)).map(numberOf) : [],
  }));
  if (strangers.length === 0) return list;
  await confirmRepo(requests, repo);
  const reason = `the list of builds of ${repo.slug} holds one of another repository`;
  const odd = strangers.map((number): OddEntry => ({ number: null, name: `#${number}`, reason }));
  return {
    entries: list.entries.filter(({ number }) => !strangers.includes(number)),
    odd: [...list.odd.filter(({ number }) => number === null || !strangers.includes(number)), ...odd],
  };
}

function numberOf(json: unknown): number | null {
  const hasNumber = typeof json === 'object' && json !== null && 'number' in json;
  return hasNumber && typeof json.number === 'number' ? json.number : null;
}

/** An answer about another build, or of another repository, is none: it would overwrite what it is not about. */
async function fetchBuild(requests: DroneRequests, repo: RepoRef, number: number) {
  const path = `${repoPath(repo)}/builds/${number}`;
  let stranger: CiError | null = null;
  const build = await askInRepo(
    requests,
    repo,
    path,
    (json, status) => {
      const found = decodeBuild(json);
      const isOther = isOfAnother(json, repo);
      if (!isOther && found.number === number) return found;
      const what = isOther ? `build ${found.number} of another repository` : `build ${found.number}`;
      const advice = `where ${number} was asked for: a cache or a rewritten path stands before Drone`;
      stranger = new CiAnswerError(requests.asked(path), status, `${what} ${advice}`);
      return found;
    },
    { trustNoRow: false },
  );
  if (stranger === null) return build;
  await confirmRepo(requests, repo);
  throw stranger;
}

function isOfAnother(json: unknown, repo: RepoRef): boolean {
  const repoId = repoIdOf(json);
  return repoId !== null && repoId !== repo.externalId;
}

/** @throws CiNotReadableError; CiReplacedError when the name belongs to another repository now */
async function confirmRepo(requests: DroneRequests, repo: RepoRef): Promise<void> {
  const path = repoPath(repo);
  const { entries } = await askRepo(requests, repo, path, json => decodeRepos([json]));
  const [found] = entries;
  if (found === undefined || found.externalId === repo.externalId) return;
  const what = `is another repository now (id ${found.externalId}, it was ${repo.externalId}): deleted and made again, or renamed. What is stored of the old one stays`;
  throw new CiReplacedError(requests.asked(path), what);
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
  decode: (json: unknown, status: number) => T,
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
  decode: (json: unknown, status: number) => T,
): Promise<T | CiHttpError> {
  try {
    return await requests.get(path, (json, answer) => decode(json, answer.status));
  } catch (error) {
    if (error instanceof CiHttpError && error.status === 404) return error;
    throw error;
  }
}
