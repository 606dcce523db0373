import type pg from 'pg';
import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import {
  IS_CRON,
  IS_ON_DEFAULT_BRANCH,
  IS_OPEN,
  IS_RERUN,
  IS_UNCLEAR,
  ODD_REASON,
  STATE,
  TITLE,
} from '@/lib/facts/build-sql';
import { mendTimes } from '@/lib/facts/mended-times';
import { ODD_REASONS, STATUSES } from '@/lib/facts/vocabulary';

const seconds = z.number().nullable();

const buildRow = z.object({
  repoId: z.int(),
  serverId: z.int(),
  serverKind: z.string(),
  serverUrl: z.string(),
  repository: z.string(),
  repoExternalId: z.int(),
  spansKeptFromS: seconds,
  number: z.int(),
  parent: z.int().nullable(),
  status: z.enum(STATUSES),
  event: z.string(),
  source: z.string().nullable(),
  target: z.string().nullable(),
  ref: z.string().nullable(),
  sha: z.string().nullable(),
  title: z.string().nullable(),
  link: z.string().nullable(),
  cron: z.string().nullable(),
  deployTo: z.string().nullable(),
  error: z.string().nullable(),
  person: z.string().nullable(),
  isCron: z.boolean(),
  isOnDefaultBranch: z.boolean(),
  isRerun: z.boolean(),
  createdS: z.number(),
  startedS: seconds,
  finishedS: seconds,
  isFinal: z.boolean(),
  oddReason: z.enum(ODD_REASONS).nullable(),
  isUnclear: z.boolean(),
  /** Some of it still runs or waits. */
  isOpen: z.boolean(),
  /** When its repository went from the server. */
  goneS: seconds,
});

const stageRow = z.object({
  number: z.int(),
  name: z.string(),
  status: z.enum(STATUSES),
  error: z.string().nullable(),
  exitCode: z.int(),
  machine: z.string().nullable(),
  os: z.string().nullable(),
  arch: z.string().nullable(),
  createdS: seconds,
  startedS: seconds,
  stoppedS: seconds,
  updatedS: seconds,
  blockedUntilS: seconds,
  releasedS: seconds,
  /** How far its runner's clock is off on that day; null: not known. */
  runnerOffsetS: z.int().nullable(),
  type: z.string().nullable(),
  dependsOn: z.array(z.string()),
});

const stepRow = z.object({
  stage: z.int(),
  number: z.int(),
  externalId: z.int(),
  name: z.string(),
  status: z.enum(STATUSES),
  error: z.string().nullable(),
  errorIgnored: z.boolean(),
  exitCode: z.int(),
  image: z.string().nullable(),
  detached: z.boolean().nullable(),
  startedS: seconds,
  stoppedS: seconds,
  /** Null: the server or its runner was too old to say. */
  dependsOn: z.array(z.string()).nullable(),
});

export type StepFacts = z.infer<typeof stepRow>;
type StoredStageFacts = z.infer<typeof stageRow> & { steps: StepFacts[] };
export type StageFacts = StoredStageFacts & {
  /** It ran, and nobody knows since when. */
  hasLostStart: boolean;
  /** It waited for an approval. */
  wasBlocked: boolean;
};

/** One build; times are unix seconds by the server's clock. Parameters are left out: they may hold secrets. */
export type BuildFacts = z.infer<typeof buildRow> & {
  stages: StageFacts[];
  /** From its creation to the last approval that it waited for; 0: it needed none. */
  approvalS: number;
};

/**
 * The build of this number, of the newest epoch that has it: a server restored from a backup hands out numbers again.
 *
 * @returns null when there is none
 */
export async function readBuildFacts(
  pool: pg.Pool,
  slug: string,
  number: number,
  now: Date,
): Promise<BuildFacts | null> {
  const found = await pool.query(sql`
    select b.repo_id as "repoId", r.server_id as "serverId", v.kind as "serverKind", coalesce(v.public_url, v.url) as "serverUrl",
      r.slug as repository, r.drone_id as "repoExternalId",
      extract(epoch from i.spans_kept_from)::double precision as "spansKeptFromS", b.number, b.parent, ${STATE} as status,
      b.event, b.source, b.target, b.ref, b.after_sha as sha,
      ${TITLE} as title, b.link, b.cron,
      b.deploy_to as "deployTo", b.error, b.person,
      ${IS_CRON} as "isCron", ${IS_ON_DEFAULT_BRANCH} as "isOnDefaultBranch", ${IS_RERUN} as "isRerun",
      extract(epoch from b.created_at)::double precision as "createdS",
      extract(epoch from b.started_at)::double precision as "startedS",
      extract(epoch from b.finished_at)::double precision as "finishedS", b.is_final as "isFinal",
      ${ODD_REASON} as "oddReason", ${IS_UNCLEAR} as "isUnclear", ${IS_OPEN} as "isOpen",
      extract(epoch from r.ended_at)::double precision as "goneS"
    from repo r
    join server v on v.id = r.server_id
    join build b on b.repo_id = r.id and b.number = ${number}
    left join repo_import i on i.repo_id = r.id
    where r.slug = ${slug}
    order by r.is_current desc, r.epoch desc, r.id desc
    limit 1`);
  if (found.rows.length === 0) return null;
  const build = buildRow.parse(found.rows[0]);
  const [stages, steps] = await Promise.all([readStages(pool, build), readSteps(pool, build)]);
  const stored = stages.map(stage => ({
    ...stage,
    steps: steps.filter(step => step.stage === stage.number),
  }));
  return { ...build, ...mended(build, stored, now.getTime() / 1000) };
}

/** Puts the times of a build on the server's clock, just as packed weeks have them. */
function mended(
  build: z.infer<typeof buildRow>,
  stages: readonly StoredStageFacts[],
  nowS: number,
): Pick<BuildFacts, 'stages' | 'approvalS' | 'startedS' | 'finishedS'> {
  const steps = stages.flatMap(stage => stage.steps);
  const times = {
    builds: {
      createdS: [build.createdS],
      startedS: [build.startedS],
      finishedS: [build.finishedS ?? nowS],
      isOpen: [build.finishedS === null],
      stagesUntil: [stages.length],
    },
    stages: {
      status: stages.map(({ status }) => status),
      machine: stages.map(({ machine }) => machine),
      createdS: stages.map(({ createdS }) => createdS),
      startedS: stages.map(({ startedS }) => startedS),
      stoppedS: stages.map(({ stoppedS }) => stoppedS),
      updatedS: stages.map(({ updatedS }) => updatedS),
      blockedUntilS: stages.map(({ blockedUntilS }) => blockedUntilS),
      releasedS: stages.map(({ releasedS }) => releasedS),
      stepsUntil: stages.map((_, index) => stages.slice(0, index + 1).flatMap(stage => stage.steps).length),
    },
    steps: {
      status: steps.map(({ status }) => status),
      startedS: steps.map(({ startedS }) => startedS),
      stoppedS: steps.map(({ stoppedS }) => stoppedS),
    },
  };
  const { approvalS, hasLostStart, wasBlocked } = mendTimes(
    times,
    (_, stage) => stages[stage]?.runnerOffsetS ?? null,
    nowS,
  );
  const firstStep = (stage: number) => times.stages.stepsUntil[stage - 1] ?? 0;
  const lastS = times.stages.stoppedS.reduce(
    (last, stop) => (stop === null ? last : Math.max(last ?? stop, stop)),
    null,
  );
  return {
    approvalS: approvalS[0] ?? 0,
    startedS: times.builds.startedS[0] ?? null,
    // Its own end may never come, as that of a declined build whose other stages went on.
    finishedS: build.finishedS ?? (build.isOpen || build.oddReason !== null ? null : lastS),
    stages: stages.map((stage, index) => ({
      ...stage,
      createdS: times.stages.createdS[index] ?? null,
      startedS: times.stages.startedS[index] ?? null,
      stoppedS: times.stages.stoppedS[index] ?? null,
      hasLostStart: hasLostStart[index] ?? false,
      wasBlocked: wasBlocked[index] ?? false,
      steps: stage.steps.map((step, place) => ({
        ...step,
        startedS: times.steps.startedS[firstStep(index) + place] ?? null,
        stoppedS: times.steps.stoppedS[firstStep(index) + place] ?? null,
      })),
    })),
  };
}

async function readStages(pool: pg.Pool, { repoId, number }: { repoId: number; number: number }) {
  const { rows } = await pool.query(sql`
    select g.number, g.name, g.type, g.status, g.error, g.exit_code as "exitCode", g.machine, g.os, g.arch,
      extract(epoch from g.created_at)::double precision as "createdS",
      extract(epoch from g.started_at)::double precision as "startedS",
      extract(epoch from g.stopped_at)::double precision  as "stoppedS",
      extract(epoch from g.updated_at)::double precision as "updatedS",
      extract(epoch from g.blocked_until)::double precision as "blockedUntilS",
      extract(epoch from g.released_at)::double precision as "releasedS", k.offset_s as "runnerOffsetS",
      g.depends_on as "dependsOn"
    from stage g
    join build b on b.repo_id = g.repo_id and b.number = g.build_number
    join repo r on r.id = g.repo_id
    left join runner_clock k on k.server_id = r.server_id and k.machine = g.machine
      and k.day = (b.created_at at time zone 'UTC')::date
    where g.repo_id = ${repoId} and g.build_number = ${number}
    order by g.number`);
  return z.array(stageRow).parse(rows);
}

async function readSteps(pool: pg.Pool, { repoId, number }: { repoId: number; number: number }) {
  const { rows } = await pool.query(sql`
    select s.stage_number as stage, s.number, s.drone_id as "externalId", s.name, s.status, s.error, s.error_ignored as "errorIgnored",
      s.exit_code as "exitCode", s.image, s.detached,
      extract(epoch from s.started_at)::double precision as "startedS",
      extract(epoch from s.stopped_at)::double precision as "stoppedS",
      case when s.depends_on_known then s.depends_on end as "dependsOn"
    from step s where s.repo_id = ${repoId} and s.build_number = ${number}
    order by s.stage_number, s.number`);
  return z.array(stepRow).parse(rows);
}
