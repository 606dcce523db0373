import { z } from 'zod';
import type { BuildFact, ListedBuild, StageFact, StepFact } from '@/lib/facts/build-fact';
import { STATUSES } from '@/lib/facts/vocabulary';
import { plainCheck } from './plain-check';
import {
  buildNumber,
  int64,
  isTime,
  names,
  numberOrNull,
  place,
  seconds,
  strings,
  stringsOrNull,
  text,
  textOrNull,
  timeOf,
  timeOrNull,
} from './wire';

const status = z.enum(STATUSES, {
  error: issue => `unknown status ${JSON.stringify(issue.input)}`,
});

const step = z.object({
  id: int64,
  // `step_id` is the id of the stage, under a wrong name that Drone keeps on purpose: not read.
  number: place,
  name: z.string(),
  status,
  error: text,
  errignore: z.boolean().nullish(), // absent when false
  exit_code: int64.nullish(),
  started: seconds, // absent when 0
  stopped: seconds, // absent when 0
  version: int64,
  depends_on: names, // from 2.0.2 and a runner that sends it; absent when empty
  image: text, // likewise
  detached: z.boolean().nullish(), // likewise; absent when false
});

const stage = z.object({
  id: int64,
  number: place,
  name: z.string(),
  kind: text, // absent in early 1.0
  type: text, // absent in early 1.0
  status,
  error: text,
  errignore: z.boolean().nullish(),
  exit_code: int64.nullish(),
  machine: text, // absent until a runner takes the stage
  os: text,
  arch: text,
  started: seconds,
  stopped: seconds,
  created: seconds,
  updated: seconds,
  version: int64,
  on_success: z.boolean().nullish(),
  on_failure: z.boolean().nullish(),
  depends_on: names, // absent when empty
  labels: strings, // absent when empty
  steps: z.array(step).nullish(), // absent until a runner takes the stage
});

const row = z.object({
  id: int64,
  repo_id: int64.nullish(),
  number: buildNumber,
  parent: int64.nullish(), // absent when the build is no rerun and no promotion
  status,
  event: z.string().min(1),
  action: text,
  trigger: text,
  sender: text,
  author_login: text,
  author_name: text,
  author_email: text,
  ref: text,
  source: text,
  target: text,
  source_repo: text,
  before: text,
  after: text,
  title: text, // absent when empty
  message: text,
  link: text,
  cron: text, // from 1.1
  deploy_to: text, // absent when empty
  deploy_id: int64.nullish(), // from 1.3
  params: strings, // absent when empty
  error: text, // absent when empty
  created: z.number().refine(value => value !== 0 && isTime(value), {
    error: ({ input }) =>
      input === 0
        ? 'a build without a time of creation'
        : `${input} is no time: seconds since 1970 are expected`,
  }),
  started: seconds,
  finished: seconds,
  updated: seconds,
  version: int64,
});

/** A build as Drone 1.0 to 2.25 writes it; unknown fields are ignored. Stages: in the detail only. */
export const buildWire = row.extend({ stages: z.array(stage).nullish() });

/**
 * A build in a list. A status word that is not known reads `pending` here, "look at the build itself", so
 * that one odd build does not hide the ninety-nine others; its own answer then says what is wrong.
 */
export const listedBuildWire = row.extend({ status: status.catch('pending') });

type BuildWire = z.infer<typeof buildWire>;
type ListedBuildWire = z.infer<typeof listedBuildWire>;
type StageWire = z.infer<typeof stage>;
type StepWire = z.infer<typeof step>;

const checkBuild = plainCheck(buildWire);
const checkListed = plainCheck(listedBuildWire);

/**
 * Whether a build is just as Drone writes it, so that `buildWire` would let it through as it is. False says nothing:
 * whatever is odd in any way is for `buildWire` to judge.
 */
export function isPlainBuild(json: unknown): json is BuildWire {
  return checkBuild(json);
}

/** The same for a build of a list, and `listedBuildWire`. */
export function isPlainListedBuild(json: unknown): json is ListedBuildWire {
  return checkListed(json);
}

/**
 * A build with its stages and steps, from the JSON of Drone's detail or webhook.
 *
 * @throws ZodError
 */
export function decodeBuild(json: unknown): BuildFact {
  const wire = isPlainBuild(json) ? json : buildWire.parse(json);
  return { ...decodeRow(wire), stages: (wire.stages ?? []).map(decodeStage) };
}

/** A build of a list: without stages, which says nothing about whether it has some. @throws ZodError */
export function decodeListedBuild(json: unknown): ListedBuild {
  return decodeRow(isPlainListedBuild(json) ? json : listedBuildWire.parse(json));
}

/** The repository whose build this is, by its id; null where the answer does not say. */
export function repoIdOf(json: unknown): number | null {
  const says = typeof json === 'object' && json !== null && 'repo_id' in json;
  return says && typeof json.repo_id === 'number' ? numberOrNull(json.repo_id) : null;
}

function decodeRow(wire: ListedBuildWire): ListedBuild {
  return {
    number: wire.number,
    externalId: wire.id,
    parent: numberOrNull(wire.parent),
    status: wire.status,
    event: eventOf(wire),
    action: textOrNull(wire.action),
    trigger: textOrNull(wire.trigger),
    sender: textOrNull(wire.sender),
    authorLogin: textOrNull(wire.author_login),
    authorName: textOrNull(wire.author_name),
    authorEmail: textOrNull(wire.author_email),
    ref: textOrNull(wire.ref),
    source: textOrNull(wire.source),
    target: textOrNull(wire.target),
    sourceRepo: textOrNull(wire.source_repo),
    beforeSha: textOrNull(wire.before),
    afterSha: textOrNull(wire.after),
    title: textOrNull(wire.title),
    message: textOrNull(wire.message),
    link: textOrNull(wire.link),
    cron: textOrNull(wire.cron),
    deployTo: textOrNull(wire.deploy_to),
    deployId: numberOrNull(wire.deploy_id),
    params: stringsOrNull(wire.params),
    error: textOrNull(wire.error),
    createdAt: timeOf(wire.created),
    startedAt: timeOrNull(wire.started),
    finishedAt: timeOrNull(wire.finished),
    updatedAt: timeOrNull(wire.updated),
    version: wire.version,
  };
}

/** Drone 1.1 to 1.3 wrote `push` for builds that a cron job started. */
function eventOf(wire: ListedBuildWire): string {
  const byCron = textOrNull(wire.cron) !== null || wire.trigger === '@cron';
  return wire.event === 'push' && byCron ? 'cron' : wire.event;
}

/** A stage with its steps; times are kept as sent, even where they run backwards. */
function decodeStage(wire: StageWire): StageFact {
  const steps = wire.steps ?? [];
  const isTold = steps.some(tellsOfStep);
  return {
    number: wire.number,
    externalId: wire.id,
    name: wire.name,
    kind: textOrNull(wire.kind),
    type: textOrNull(wire.type),
    status: wire.status,
    error: textOrNull(wire.error),
    errorIgnored: wire.errignore ?? false,
    exitCode: wire.exit_code ?? 0,
    machine: textOrNull(wire.machine),
    os: textOrNull(wire.os),
    arch: textOrNull(wire.arch),
    createdAt: timeOrNull(wire.created),
    startedAt: timeOrNull(wire.started),
    stoppedAt: timeOrNull(wire.stopped),
    updatedAt: timeOrNull(wire.updated),
    version: wire.version,
    onSuccess: wire.on_success ?? true,
    onFailure: wire.on_failure ?? false,
    dependsOn: wire.depends_on ?? [],
    labels: stringsOrNull(wire.labels),
    steps: steps.map(step => decodeStep(step, isTold)),
  };
}

/**
 * Drone leaves out what is empty or false, so absence has two meanings. One runner reports all steps of a
 * stage: if it tells anything of one of them, what it leaves out of the others is empty, else unknown.
 */
function tellsOfStep(step: StepWire): boolean {
  return textOrNull(step.image) !== null || (step.depends_on ?? []).length > 0 || step.detached === true;
}

function decodeStep(wire: StepWire, isTold: boolean): StepFact {
  return {
    number: wire.number,
    externalId: wire.id,
    name: wire.name,
    status: wire.status,
    error: textOrNull(wire.error),
    errorIgnored: wire.errignore ?? false,
    exitCode: wire.exit_code ?? 0,
    startedAt: timeOrNull(wire.started),
    stoppedAt: timeOrNull(wire.stopped),
    version: wire.version,
    dependsOn: wire.depends_on ?? (isTold ? [] : null),
    image: textOrNull(wire.image),
    detached: wire.detached ?? (isTold ? false : null),
  };
}
