import type { Person } from './people';
import type { RepoSpec } from './services';

/** How a build is going to end; the plan of its stages makes it so. */
export type Fate =
  | 'pass'
  | 'fail'
  /** The runner broke: a step ends in `error`, exit code 255. */
  | 'crash'
  /** A step ends with exit code 78: the rest is skipped, the build is a success. */
  | 'early-exit'
  | 'killed'
  /** No runner ever takes it; the server's reaper kills it after a day. */
  | 'stuck'
  /** The YAML does not parse: no stages. */
  | 'invalid'
  | 'declined'
  /** Waits for an approval that never comes. */
  | 'unapproved';

export interface PullRequest {
  /** 0 until the first of its builds has been numbered. */
  number: number;
  branch: string;
  title: string;
}

/** A build as it is planned before it has a number: who, where, why and how it will end. */
export interface BuildDraft {
  repo: RepoSpec;
  createdS: number;
  event: 'push' | 'pull_request' | 'tag' | 'promote' | 'rollback' | 'cron' | 'custom';
  action: string;
  /** `@hook`, `@cron` or a login. */
  trigger: string;
  sender: Person;
  author: Person;
  /** The branch pushed to, or a pull request's head. */
  branch: string;
  /** A number that stands for a commit: its hash and message are made of it. */
  commit: number;
  pullRequest: PullRequest | null;
  parent: BuildDraft | null;
  tag: string | null;
  deployTo: string | null;
  cron: string | null;
  fate: Fate;
  /** Seconds after creation at which it is killed, approved or declined. */
  fateAfterS: number;
  /** The commit changes the requirements (a lock file), so caches of packages miss. */
  lockChanged: boolean;
}

/** What the runners made of one stage; server's clock, whole unix seconds. */
export interface StageRun {
  readyS: number;
  /** null when it never started. */
  startS: number | null;
  stopS: number;
  machine: string | null;
  /** Runner's clock minus server's clock. */
  skewS: number;
}

/** A build with its number and, once the runners have been simulated, its times. */
export interface BuildRecord extends BuildDraft {
  /** Order of creation over all repositories, from 0. */
  serial: number;
  number: number;
  /** Drone's ids; stages and steps count on from these. */
  id: number;
  firstStageId: number;
  firstStepId: number;
  /** The commit that the branch pointed to before. */
  before: number;
  status: 'success' | 'failure' | 'error' | 'killed' | 'declined' | 'pending';
  startedS: number | null;
  finishedS: number | null;
  /** When somebody or something cancelled it. */
  killedS: number | null;
  runs: StageRun[];
  parentRecord: BuildRecord | null;
}
