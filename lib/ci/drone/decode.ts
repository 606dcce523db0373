import { z } from 'zod';
import type { ListPage, LogLine, OddEntry } from '@/lib/ci/ci-server';
import type { BuildFact, ListedBuild, RepoFact, StageFact, StepFact } from '@/lib/facts/build-fact';
import { isPlainBuild, isPlainListedBuild } from './plain-build';
import {
  buildNumber,
  buildWire,
  int64,
  type ListedBuildWire,
  listedBuildWire,
  numberOrNull,
  type StageWire,
  type StepWire,
  stringsOrNull,
  text,
  textOrNull,
  timeOf,
  timeOrNull,
} from './wire';

/**
 * A build with its stages and steps, from the JSON of Drone's detail or webhook.
 *
 * @throws ZodError
 */
export function decodeBuild(json: unknown): BuildFact {
  const wire = isPlainBuild(json) ? json : buildWire.parse(json);
  return { ...decodeRow(wire), stages: (wire.stages ?? []).map(decodeStage) };
}

/** The repository whose build this is, by its id; null where the answer does not say. */
export function repoIdOf(json: unknown): number | null {
  const says = typeof json === 'object' && json !== null && 'repo_id' in json;
  return says && typeof json.repo_id === 'number' ? numberOrNull(json.repo_id) : null;
}

/**
 * The builds of a list. Lists never hold stages, which says nothing about whether a build has some.
 *
 * @throws ZodError when it is no list
 */
export function decodeBuildList(json: unknown): ListPage<ListedBuild> {
  return decodeEntries(z.unknown().array().nullable().parse(json) ?? [], decodeListedBuild);
}

function decodeListedBuild(json: unknown): ListedBuild {
  return decodeRow(isPlainListedBuild(json) ? json : listedBuildWire.parse(json));
}

/** Each entry by itself; an odd one is told by its slug or number, else by its place. */
function decodeEntries<Entry>(
  list: readonly unknown[],
  decode: (json: unknown) => Entry,
  first = 1,
): ListPage<Entry> {
  const page: ListPage<Entry> = { entries: [], odd: [] };
  for (const [index, json] of list.entries()) {
    try {
      page.entries.push(decode(json));
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      page.odd.push(describeOdd(json, first + index, error));
    }
  }
  return page;
}

const numbered = z.object({ number: buildNumber });
const named = z.object({ slug: z.string().min(1) });

function describeOdd(json: unknown, place: number, error: z.ZodError): OddEntry {
  const number = numbered.safeParse(json).data?.number ?? null;
  const name = named.safeParse(json).data?.slug ?? (number === null ? `entry ${place}` : `#${number}`);
  return { number, name, reason: describeMisfit(error) };
}

/** What is wrong first, and where, as in `stages[0].steps[2].status: unknown status "odd", and 2 more`. */
export function describeMisfit(error: z.ZodError): string {
  const [first] = error.issues;
  const more = error.issues.length > 1 ? `, and ${error.issues.length - 1} more` : '';
  const what = first === undefined ? 'unknown' : `${formatPath(first.path)}: ${first.message}`;
  return `JSON that does not fit the API of Drone 1.0 to 2.x at ${what}${more}`;
}

function formatPath(path: readonly PropertyKey[]): string {
  const text = path.map(key => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text === '' ? 'the top' : text.replace(/^\./, '');
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

const logWire = z
  .object({ pos: z.int().nullish(), out: z.string().nullish(), time: z.number().nullish() })
  .array()
  .nullable();

/**
 * A step's log; `[]` for a silent step, whose log is the word null. An entry without a position follows
 * the one before it; without a time it is of second 0, which some writers leave out.
 *
 * @throws ZodError
 */
export function decodeLog(json: unknown): LogLine[] {
  let next = 0;
  return (logWire.parse(json) ?? []).map(wire => {
    const pos = wire.pos ?? next;
    next = pos + 1;
    return { pos, out: wire.out ?? '', time: wire.time ?? 0 };
  });
}

/** As long as an entry of an index can be, three bytes a character. */
const LONGEST_SLUG_CHARS = 800;

const repoWire = z.object({
  id: int64,
  slug: z.string().min(1).max(LONGEST_SLUG_CHARS),
  namespace: z.string(),
  name: z.string(),
  default_branch: text,
  link: text,
  visibility: text,
  active: z.boolean(),
  protected: z.boolean().nullish(),
  counter: int64.min(0),
});

/** Repositories of a list, or of a part of one. @param first the place of the first of them in the whole, from 1 */
export function decodeRepos(list: readonly unknown[], first = 1): ListPage<RepoFact> {
  return decodeEntries(list, decodeRepo, first);
}

function decodeRepo(json: unknown): RepoFact {
  const wire = repoWire.parse(json);
  return {
    externalId: wire.id,
    slug: wire.slug,
    namespace: wire.namespace,
    name: wire.name,
    defaultBranch: textOrNull(wire.default_branch),
    link: textOrNull(wire.link),
    visibility: textOrNull(wire.visibility),
    active: wire.active,
    isProtected: wire.protected ?? false,
    counter: wire.counter,
  };
}
