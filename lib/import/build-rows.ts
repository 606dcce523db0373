import type pg from 'pg';
import { copyRows } from '@/lib/db/copy-rows';
import { Prisma } from '@/lib/db/generated/browser';
import type { Build, Stage, Step } from '@/lib/db/generated/client';
import { type FactRow, modelColumns } from '@/lib/db/model-columns';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { storableName } from '@/lib/db/storable-text';
import { type UpsertTable, upsertRows } from '@/lib/db/upsert-rows';
import type { BuildFact, StageFact, StepFact } from '@/lib/facts/build-fact';
import { isFinalBuild, personOf } from '@/lib/facts/build-rules';

/**
 * Rows of the tables build, stage and step. A column that a fact tells under the same name needs no line here; the
 * compiler asks for all others.
 */
export interface BuildRows {
  builds: Array<FactRow<Exclude<keyof Build, SetLater>, SettledBuild>>;
  stages: Array<FactRow<keyof Stage, StageFact>>;
  steps: Array<FactRow<keyof Step, StepFact>>;
  /** When the server said so. */
  seenAt: Date;
}

/** A build, and whether it is never to be asked for again. */
export type SettledBuild = BuildFact & { isFinal: boolean };

const SET_LATER = ['repeatsGone', 'promotedCreatedAt'] as const;
/** Written when builds before it are removed, and left alone by whoever stores it. */
type SetLater = (typeof SET_LATER)[number];

/** Facts → rows. @param seenAt when the server said so */
export function buildRows(repoId: number, facts: readonly SettledBuild[], seenAt: Date): BuildRows {
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

function buildRow(repoId: number, build: SettledBuild): BuildRows['builds'][number] {
  return {
    fact: build,
    own: {
      repoId,
      droneId: build.externalId,
      afterSha: storableName(build.afterSha),
      person: storableName(personOf(build)),
      seenOpen: !isFinalBuild(build),
    },
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
    fact: stage,
    own: {
      repoId,
      buildNumber,
      droneId: stage.externalId,
      name: storableName(stage.name),
      blockedFrom: isBlocked ? seenAt : null,
      blockedUntil: isBlocked ? seenAt : null,
      releasedAt: null,
      dependsOn: stage.dependsOn.map(name => storableName(name)),
    },
  };
}

function stepRow(
  repoId: number,
  buildNumber: number,
  stageNumber: number,
  step: StepFact,
): BuildRows['steps'][number] {
  return {
    fact: step,
    own: {
      repoId,
      buildNumber,
      stageNumber,
      droneId: step.externalId,
      name: storableName(step.name),
      dependsOn: (step.dependsOn ?? []).map(name => storableName(name)),
      dependsOnKnown: step.dependsOn !== null,
    },
  };
}

/** Another id or time of creation under the same number tells that numbers were handed out again: they stay. */
const BUILD: UpsertTable<Exclude<keyof Build, SetLater>> = {
  name: 'build',
  columns: modelColumns(Prisma.BuildScalarFieldEnum, SET_LATER),
  key: ['repoId', 'number'],
  kept: ['droneId', 'createdAt'],
  stayTrue: ['isFinal', 'seenOpen'],
};
const STAGE: UpsertTable<keyof Stage> = {
  name: 'stage',
  columns: modelColumns(Prisma.StageScalarFieldEnum),
  key: ['repoId', 'buildNumber', 'number'],
  kept: ['droneId', 'releasedAt'],
  earliest: ['blockedFrom'],
  latest: ['blockedUntil'],
};
const STEP: UpsertTable<keyof Step> = {
  name: 'step',
  columns: modelColumns(Prisma.StepScalarFieldEnum),
  key: ['repoId', 'buildNumber', 'stageNumber', 'number'],
  kept: ['droneId'],
};

/**
 * Builds of which nothing is stored yet, with their stages and steps: a fraction of what an upsert costs.
 *
 * @returns how many builds
 * @throws code 23505 where something of them is stored after all
 */
export async function insertBuilds(
  client: pg.PoolClient,
  { builds, stages, steps }: BuildRows,
): Promise<number> {
  await copyRows(client, BUILD, builds);
  await copyRows(client, STAGE, stages);
  await copyRows(client, STEP, steps);
  return builds.length;
}

/** Stages that were seen waiting for an approval, and do not any more: the server tells of it by nothing else. */
function noteReleased({ builds, seenAt }: BuildRows): SqlStatement {
  const { repoId = null } = builds[0]?.own ?? {};
  return sql`
    update stage set released_at = ${seenAt}
    where repo_id = ${repoId} and build_number = any(${builds.map(({ fact }) => fact.number)}::bigint[])
      and blocked_from is not null and released_at is null and status <> 'blocked'`;
}

/**
 * Builds, stages and steps of which some are stored: an older answer changes nothing.
 *
 * @returns how many of the builds were not stored before
 */
export async function upsertBuilds(client: pg.PoolClient, rows: BuildRows): Promise<number> {
  const { builds, stages, steps } = rows;
  if (builds.length === 0) return 0;
  const stored = await client.query<{ inserted: boolean }>(
    sql`${upsertRows(BUILD, builds)} returning (xmax = 0) as inserted`,
  );
  if (stages.length > 0) await client.query(upsertRows(STAGE, stages));
  await client.query(noteReleased(rows));
  if (steps.length > 0) await client.query(upsertRows(STEP, steps));
  return stored.rows.filter(row => row.inserted).length;
}
