import type { BuildFact, ListedBuild, RepoFact } from '@/lib/facts/build-fact';
import { askInRepo, askRepo, repoPath } from './ask-repo';
import { decodeBuild, decodeBuildList } from './decode-build';
import { type DroneLogLine, decodeLog } from './decode-log';
import { DroneRequests } from './drone-requests';
import { listRepos } from './list-repos';
import { type DroneIdentity, probeIdentity } from './probe-identity';

/** Drone's maximum; it turns anything above into 25 without saying so. */
const PER_PAGE = 100;

export interface DroneClientOptions {
  /** Base address: `http(s)://host[:port]`. */
  server: string;
  token: string;
  /** Default 8. */
  maxConcurrentRequests?: number;
  /** For headers and body together; default 30,000. */
  requestTimeoutMs?: number;
  /** Default 5. */
  maxAttempts?: number;
  /** Bound of the first back-off, doubled with each attempt up to 30 s; default 500. */
  backoffBaseMs?: number;
  /** Cancels everything, for good. */
  signal?: AbortSignal;
  /** Called after each attempt; `status` is null when no answer came. */
  onRequest?: (info: {
    method: string;
    url: string;
    status: number | null;
    attempt: number;
    durationMs: number;
  }) => void;
}

/**
 * Reads one Drone server, 1.0 to 2.25, and never writes. All methods throw DroneError (drone-errors.ts), or
 * the signal's reason once it aborts. A slug is `namespace/name`; all numbers count from 1.
 */
export interface DroneClient {
  /**
   * Who the token is and what the server is. Ask this first: a bad token is otherwise not noticed where
   * repositories are public.
   *
   * @throws DroneTokenError when the token is nobody's
   */
  probe(): Promise<DroneIdentity>;
  /** All repositories of the server for admins, else those of the token's user; inactive ones too. */
  listRepos(): Promise<RepoFact[]>;
  /**
   * One page of at most 100 builds, newest first. The list ends at the first empty page, never at a short
   * one; new builds shift older ones to later pages, so pages overlap. A status word that this version does
   * not know reads `pending` here.
   *
   * @throws DroneNotReadableError
   */
  listBuilds(slug: string, page: number): Promise<ListedBuild[]>;
  /**
   * A build with stages and steps. Null: it is not there although the repository answers.
   *
   * @throws DroneNotReadableError when the repository itself answers 404
   */
  fetchBuild(slug: string, number: number): Promise<BuildFact | null>;
  /**
   * A step's log. Null: nothing is stored (yet); `[]`: the step was silent.
   *
   * @throws DroneNotReadableError when the repository itself answers 404
   */
  fetchLog(slug: string, build: number, stage: number, step: number): Promise<DroneLogLine[] | null>;
  /** Cancels what is under way and lets go of the connections. */
  close(): void;
}

/** @throws DroneOptionsError when address or token cannot be right */
export function createDroneClient(options: DroneClientOptions): DroneClient {
  const requests = new DroneRequests(options);
  return {
    probe: () => probeIdentity(requests),
    listRepos: () => listRepos(requests),
    listBuilds: async (slug, page) => {
      if (!Number.isInteger(page) || page < 1) throw new RangeError(`pages count from 1; got ${page}`);
      const path = `${repoPath(slug)}/builds?page=${page}&per_page=${PER_PAGE}`;
      return askRepo(requests, slug, path, decodeBuildList);
    },
    fetchBuild: (slug, number) =>
      askInRepo(requests, slug, `${repoPath(slug)}/builds/${number}`, decodeBuild, { trustNoRow: false }),
    fetchLog: (slug, build, stage, step) => {
      const path = `${repoPath(slug)}/builds/${build}/logs/${stage}/${step}`;
      return askInRepo(requests, slug, path, decodeLog, { trustNoRow: true });
    },
    close: () => requests.close(),
  };
}
