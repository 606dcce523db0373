import type pg from 'pg';
import { copyRows } from '@/lib/db/copy-rows';
import type { Build, Stage, Step } from '@/lib/db/generated/client';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { storableName } from '@/lib/db/storable-text';
import { type UpsertTable, upsertRows } from '@/lib/db/upsert-rows';
import type { BuildFact, StageFact, StepFact } from '@/lib/facts/build-fact';
import { isFinalBuild, personOf } from '@/lib/facts/build-rules';

/**
 * Rows as the tables build, stage and step take them. Their keys are the one list of columns that writing goes by: the
 * compiler compares them with the schema, and a test with the database.
 */
export interface BuildRows {
  builds: Array<RowOf<Omit<Build, SetLater>>>;
  stages: Array<RowOf<Stage>>;
  steps: Array<RowOf<Step>>;
  /** When the server said so. */
  seenAt: Date;
}

/** Any rows of the three tables: a poller writes what it knows of. */
type Row = Record<string, unknown>;
type Rows = { [Table in 'builds' | 'stages' | 'steps']: readonly Row[] } & Pick<BuildRows, 'seenAt'>;

/** Written when builds before it are removed, and left alone by whoever stores it. */
type SetLater = 'repeatsGone' | 'promotedCreatedAt';

/** The columns of a model, as they are called in the database. */
type RowOf<Model> = { [Field in keyof Model & string as SnakeCase<Field>]: unknown };

type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : Name;

/** Facts → rows. @param seenAt when the server said so */
export function buildRows(
  repoId: number,
  facts: ReadonlyArray<BuildFact & { isFinal: boolean }>,
  seenAt: Date,
): BuildRows {
  const rows: BuildRows = { builds: [], stages: [], steps: [], seenAt };
  for (const build of facts) {
    rows.builds.push(buildRow(repoId, build));
    for (const stage of build.stages) {
      rows.stages.push(stageRow(repoId, build.number, stage, seenAt));
      for (const step of stage.steps) rows.steps.push(stepRow(repoId, build.number, stage.number, step));
    }
  }
  return rows;
}

function buildRow(repoId: number, build: BuildFact & { isFinal: boolean }): BuildRows['builds'][number] {
  return {
    repo_id: repoId,
    number: build.number,
    drone_id: build.externalId,
    parent: build.parent,
    status: build.status,
    event: build.event,
    action: build.action,
    trigger: build.trigger,
    sender: build.sender,
    author_login: build.authorLogin,
    author_name: build.authorName,
    author_email: build.authorEmail,
    ref: build.ref,
    source: build.source,
    target: build.target,
    source_repo: build.sourceRepo,
    before_sha: build.beforeSha,
    after_sha: storableName(build.afterSha),
    title: build.title,
    message: build.message,
    link: build.link,
    cron: build.cron,
    deploy_to: build.deployTo,
    deploy_id: build.deployId,
    params: build.params,
    error: build.error,
    created_at: build.createdAt,
    started_at: build.startedAt,
    finished_at: build.finishedAt,
    updated_at: build.updatedAt,
    version: build.version,
    person: storableName(personOf(build)),
    is_final: build.isFinal,
    seen_open: !isFinalBuild(build),
  };
}

function stageRow(
  repoId: number,
  buildNumber: number,
  stage: StageFact,
  seenAt: Date,
): BuildRows['stages'][number] {
  const isBlocked = stage.status === 'blocked';
  return {
    repo_id: repoId,
    build_number: buildNumber,
    number: stage.number,
    drone_id: stage.externalId,
    name: storableName(stage.name),
    kind: stage.kind,
    type: stage.type,
    status: stage.status,
    error: stage.error,
    error_ignored: stage.errorIgnored,
    exit_code: stage.exitCode,
    machine: stage.machine,
    os: stage.os,
    arch: stage.arch,
    created_at: stage.createdAt,
    started_at: stage.startedAt,
    stopped_at: stage.stoppedAt,
    updated_at: stage.updatedAt,
    blocked_from: isBlocked ? seenAt : null,
    blocked_until: isBlocked ? seenAt : null,
    released_at: null,
    version: stage.version,
    on_success: stage.onSuccess,
    on_failure: stage.onFailure,
    depends_on: stage.dependsOn.map(name => storableName(name)),
    labels: stage.labels,
  };
}

function stepRow(
  repoId: number,
  buildNumber: number,
  stageNumber: number,
  step: StepFact,
): BuildRows['steps'][number] {
  return {
    repo_id: repoId,
    build_number: buildNumber,
    stage_number: stageNumber,
    number: step.number,
    drone_id: step.externalId,
    name: storableName(step.name),
    status: step.status,
    error: step.error,
    error_ignored: step.errorIgnored,
    exit_code: step.exitCode,
    started_at: step.startedAt,
    stopped_at: step.stoppedAt,
    version: step.version,
    depends_on: (step.dependsOn ?? []).map(name => storableName(name)),
    depends_on_known: step.dependsOn !== null,
    image: step.image,
    detached: step.detached,
  };
}

/** Another id or time of creation under the same number tells that numbers were handed out again: they stay. */
const BUILD: UpsertTable = {
  name: 'build',
  key: ['repo_id', 'number'],
  kept: ['drone_id', 'created_at'],
  stayTrue: ['is_final', 'seen_open'],
};
const STAGE: UpsertTable = {
  name: 'stage',
  key: ['repo_id', 'build_number', 'number'],
  kept: ['drone_id', 'released_at'],
  earliest: ['blocked_from'],
  latest: ['blocked_until'],
};
const STEP: UpsertTable = {
  name: 'step',
  key: ['repo_id', 'build_number', 'stage_number', 'number'],
  kept: ['drone_id'],
};

/**
 * Builds of which nothing is stored yet, with their stages and steps: a fraction of what an upsert costs.
 *
 * @returns how many builds
 * @throws code 23505 where something of them is stored after all
 */
export async function insertBuilds(client: pg.PoolClient, { builds, stages, steps }: Rows): Promise<number> {
  await copyRows(client, BUILD.name, builds);
  await copyRows(client, STAGE.name, stages);
  await copyRows(client, STEP.name, steps);
  return builds.length;
}

/** Stages that were seen waiting for an approval, and do not any more: the server tells of it by nothing else. */
function noteReleased(builds: readonly Row[], seenAt: Date): SqlStatement {
  const { repo_id: repoId = null } = builds[0] ?? {};
  return sql`
    update stage set released_at = ${seenAt}
    where repo_id = ${repoId} and build_number = any(${builds.map(({ number }) => number)}::bigint[])
      and blocked_from is not null and released_at is null and status <> 'blocked'`;
}

/**
 * Builds, stages and steps of which some are stored: an older answer changes nothing.
 *
 * @returns how many of the builds were not stored before
 */
export async function upsertBuilds(
  client: pg.PoolClient,
  { builds, stages, steps, seenAt }: Rows,
): Promise<number> {
  if (builds.length === 0) return 0;
  const stored = await client.query<{ inserted: boolean }>(
    sql`${upsertRows(BUILD, builds)} returning (xmax = 0) as inserted`,
  );
  if (stages.length > 0) await client.query(upsertRows(STAGE, stages));
  await client.query(noteReleased(builds, seenAt));
  if (steps.length > 0) await client.query(upsertRows(STEP, steps));
  return stored.rows.filter(row => row.inserted).length;
}
