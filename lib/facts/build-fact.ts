import type { Status } from './vocabulary';

/**
 * The vocabulary of Buildhours: what one CI server says of one build, without that server's wire format.
 * Times are Dates on the clock named; null is "unknown or has not happened". Text that a server leaves
 * empty is null too.
 */
export interface BuildFact {
  /** Natural key inside a repository. */
  number: number;
  /** The server's own id; another id under the same number means that numbers were handed out again. */
  externalId: number;
  /** Number of the build that was restarted or promoted. */
  parent: number | null;
  status: Status;
  /** push, pull_request, tag, promote, rollback, cron, custom; kept as sent. */
  event: string;
  action: string | null;
  /** `@hook`, `@cron` or a login. */
  trigger: string | null;
  sender: string | null;
  authorLogin: string | null;
  authorName: string | null;
  authorEmail: string | null;
  ref: string | null;
  /** Branch of origin: the pushed branch, or a pull request's head. */
  source: string | null;
  /** Branch aimed at: the pushed branch, or a pull request's base. */
  target: string | null;
  sourceRepo: string | null;
  beforeSha: string | null;
  afterSha: string | null;
  title: string | null;
  message: string | null;
  link: string | null;
  cron: string | null;
  deployTo: string | null;
  deployId: number | null;
  params: Record<string, string> | null;
  error: string | null;
  /** Server's clock. */
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  updatedAt: Date | null;
  /** Rises with every update of the build's own row; stages and steps have their own. */
  version: number;
  stages: StageFact[];
}

/** A build as a list has it: no stages in it, which says nothing about whether it has some. */
export type ListedBuild = Omit<BuildFact, 'stages'>;

export interface StageFact {
  /** From 1; the same pipeline may have another number in another build: compare by name. */
  number: number;
  externalId: number;
  name: string;
  /** pipeline, or another kind. */
  kind: string | null;
  /** docker, exec, kubernetes, ssh, … */
  type: string | null;
  status: Status;
  error: string | null;
  errorIgnored: boolean;
  /** 32 bits, with a sign. */
  exitCode: number;
  machine: string | null;
  os: string | null;
  arch: string | null;
  /** Server's clock; Drone sets it to the build's creation. */
  createdAt: Date | null;
  /** Runner's clock. */
  startedAt: Date | null;
  stoppedAt: Date | null;
  /** Server's clock, as the stage started and as its runner ended it; null where the server does not tell. */
  updatedAt: Date | null;
  version: number;
  onSuccess: boolean;
  onFailure: boolean;
  /** Names of stages. */
  dependsOn: string[];
  labels: Record<string, string> | null;
  steps: StepFact[];
}

export interface StepFact {
  /** From 1, in the order of the YAML; steps that did not match are missing: compare by name. */
  number: number;
  externalId: number;
  name: string;
  status: Status;
  error: string | null;
  errorIgnored: boolean;
  /** 32 bits, with a sign. */
  exitCode: number;
  /** Runner's clock; includes the pull of the image. */
  startedAt: Date | null;
  stoppedAt: Date | null;
  version: number;
  /** Names of steps; null where the server or its runner is too old to say. */
  dependsOn: string[] | null;
  image: string | null;
  /** Services and detached steps end with their pipeline; null where the server is too old to say. */
  detached: boolean | null;
}

/** A repository as the CI server names it today. */
export interface RepoFact {
  externalId: number;
  slug: string;
  namespace: string;
  name: string;
  defaultBranch: string | null;
  link: string | null;
  visibility: string | null;
  active: boolean;
  /** Its builds wait until somebody approves them. */
  isProtected: boolean;
  /** Highest build number ever handed out; not a count. */
  counter: number;
}
