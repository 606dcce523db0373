import type { BuildFact, ListedBuild, RepoFact } from '@/lib/facts/build-fact';
import { MINUTE_MS } from '@/lib/time/units';

/** A repository as its server knows it: by an id, by a name, or by both. */
export type RepoRef = Pick<RepoFact, 'externalId' | 'slug'>;

/** An entry of a list that cannot be used. */
export interface OddEntry {
  /** Of a build; null where not even that can be read, and for repositories. */
  number: number | null;
  /** As people find it again, as in `acme/api` or `entry 14`. */
  name: string;
  /** In words. */
  reason: string;
}

/** What a list held: each entry is read by itself, so that an odd one costs itself alone. */
export interface ListPage<Entry> {
  entries: Entry[];
  odd: OddEntry[];
}

/** A step; some servers find it by its numbers, which count from 1, some by its own id. */
export interface StepRef {
  repo: RepoRef;
  build: number;
  stage: number;
  step: number;
  externalId: number;
}

/** One entry of a step's log. */
export interface LogLine {
  /** From 0; starts higher where the oldest lines were dropped. */
  pos: number;
  /** Usually one line with its line end; long lines may come in several entries, and an entry may be empty. */
  out: string;
  /** Seconds since the step started. */
  time: number;
}

/** Who the token is, and what the server is. */
export interface CiIdentity {
  login: string;
  admin: boolean;
  machine: boolean;
  active: boolean;
  version: string | null;
  /** Whether the list of all repositories of the server may be read. */
  canListAll: boolean;
  /** Server's clock minus ours; null where it does not tell. */
  clockSkewMs: number | null;
  /** The server's clock, and when it was so by our performance.now(), which nobody sets. */
  serverTime: { time: Date; atMs: number } | null;
}

export interface CiClientOptions {
  /** As `parseAddress` takes it. */
  server: string;
  token: string;
  /** A forward proxy that leads to the server, as `chooseProxy` gives it; default: none. */
  proxy?: URL | null;
  /** A PEM file with certificate authorities that are trusted beside those that Node knows; default: none. */
  caFile?: string | null;
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

/** Reads one CI server, and never writes. All methods throw CiError (ci-errors.ts), or the signal's reason once it aborts. */
export interface CiClient {
  /**
   * Who the token is and what the server is. Ask this first: a bad token may otherwise not be noticed.
   *
   * @throws CiTokenError when the token is nobody's
   */
  probe(): Promise<CiIdentity>;
  /**
   * All repositories of the server for admins, else those of the token's user; inactive ones too. In parts of any size,
   * so that however many there are, few are held; one may come twice. Until the list has ended it keeps one of the places
   * for requests: who asks for something else while reading it may wait for ever.
   */
  listRepos(): AsyncIterable<ListPage<RepoFact>>;
  /**
   * One page of builds, newest first; pages count from 1. The list ends at the first empty page, never at a short one;
   * new builds shift older ones to later pages, so pages overlap. A status that is not known reads `pending`.
   *
   * @throws CiNotReadableError; CiReplacedError when they are builds of another repository of this name
   */
  listBuilds(repo: RepoRef, page: number): Promise<ListPage<ListedBuild>>;
  /**
   * A build with stages and steps. Null: it is not there although the repository answers.
   *
   * @throws CiNotReadableError when the repository itself cannot be read; CiReplacedError when another one has its name;
   *   CiAnswerError when the answer is about another build
   */
  fetchBuild(repo: RepoRef, number: number): Promise<BuildFact | null>;
  /**
   * A step's log. Null: nothing is stored (yet); `[]`: the step was silent. A log does not say whose it is: where names
   * and numbers may change hands, `fetchBuild` afterwards tells.
   *
   * @throws CiNotReadableError when the repository itself cannot be read
   */
  fetchLog(step: StepRef): Promise<LogLine[] | null>;
  /**
   * Asks whether the repository is still the one that answers to its name.
   *
   * @throws CiNotReadableError when none of this name can be read; CiReplacedError when another one can
   */
  confirmRepo(repo: RepoRef): Promise<void>;
  /** Cancels what is under way and lets go of the connections. */
  close(): void;
}

/** A message of a webhook may be signed so long before or after now: clocks differ, and messages are on their way. */
export const HOOK_DATE_MS = 5 * MINUTE_MS;

/** A message that a server sent by itself, as it came. */
export interface HookMessage {
  /** By their names in lower case; null: there is no such header. */
  header(name: string): string | null;
  body: Uint8Array;
}

/** What a message of a webhook is good for: where to look. Nothing of it is stored. */
export interface ReadHook {
  /** Whoever signs something else gets another one. */
  signature: string;
  /** Null: it is about nothing that is read. */
  hint: { repo: RepoRef; build: number | null } | null;
}

/** A kind of CI server: all that the rest of the product knows of it. One folder beside this file implements one. */
export interface CiServer {
  /** Stored with each server that is followed: a lower-case word that never changes. */
  kind: string;
  /** As people call it. */
  name: string;
  /** What names a server in the environment begins with this, as in `DRONE_SERVER` and `DRONE_TOKEN`. */
  envPrefix: string;
  /** Ends of sentences that tell people what to do. */
  words: {
    /** As in "give the address of Drone, such as https://drone.example.com". */
    address: string;
    /** As in "give the token from the account page of Drone". */
    token: string;
    /** How to get a token that sees all repositories. */
    allRepos: string;
  };
  /** @throws CiOptionsError saying what is wrong; the text itself may hold something secret and is not repeated */
  parseAddress(text: string): URL;
  /** @throws CiOptionsError likewise */
  parseToken(text: string): string;
  /** @throws CiOptionsError when address or token cannot be right */
  createClient(options: CiClientOptions): CiClient;
  /**
   * Reads a message of the server's webhook. Whether it came before is for who keeps signatures to tell, for HOOK_DATE_MS
   * on both sides of now.
   *
   * @param secret what the server signs with
   * @throws CiHookError
   */
  readHook(message: HookMessage, secret: string, now: Date): ReadHook;
  /** The page of a build. @param server http or https, as `parseAddress` gives it */
  buildUrl(server: string, repo: RepoRef, number: number): string;
  /** The page of a step and its log. */
  stepUrl(server: string, step: StepRef): string;
}
