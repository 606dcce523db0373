import type pg from 'pg';
import { createPersonFinder } from '@/lib/settings/person-finder';
import type { Settings } from '@/lib/settings/settings';
import { type NaiveRow, type NaiveStage, readNaiveRows } from './naive-clocks';
import { naiveExclusive, naivePath } from './naive-path';

/** A finished build as its facts tell it; seconds. Written apart from packed weeks. */
export interface PlainBuild {
  repository: string;
  number: number;
  status: string;
  event: string;
  isDefault: boolean;
  hasStarted: boolean;
  /** It is under way: only hours lost count it. */
  isOpen: boolean;
  /** Who waits; null: nobody does. */
  person: string | null;
  createdS: number;
  /** Without the approval. */
  waitS: number;
  approvalS: number;
  queueS: number;
  pushedS: number | null;
  /** `2026-03-02`, by the organisation's clock. */
  day: string;
  /** Of the push: 1 is Monday. */
  weekday: number;
  hour: number;
  stages: PlainStage[];
  steps: PlainStep[];
}

interface PlainStage {
  pipeline: string;
  status: string;
  machine: string | null;
  hasRun: boolean;
  queueS: number | null;
  dependencyS: number;
  runS: number | null;
}

export interface PlainStep {
  pipeline: string;
  step: string;
  status: string;
  detached: boolean;
  ignored: boolean;
  /** Since the push; null: it has no end. */
  stopS: number | null;
  runS: number;
  isOnPath: boolean;
  exclusiveS: number;
  caches: Array<{
    kind: string;
    tool: string;
    hits: number | null;
    misses: number | null;
    missMs: number | null;
  }>;
}

/** What logs told of caches, by `repo/build/stage/step`. */
type Caches = ReadonlyMap<string, PlainStep['caches']>;

/** Reads all finished builds. @param timeZone the organisation's */
export async function readPlainBuilds(
  pool: pg.Pool,
  settings: Settings,
  timeZone: string,
): Promise<PlainBuild[]> {
  const rows = (await readNaiveRows(pool)).filter(row => row.isCounted && row.finished !== null);
  const caches = await readCaches(pool);
  const find = createPersonFinder(settings.people);
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  const local = (seconds: number) => {
    const parts = Object.fromEntries(
      clock.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]),
    );
    return { day: `${parts.year}-${parts.month}-${parts.day}`, hour: Number(parts.hour) };
  };
  return rows.map(row => {
    const pushed = local(row.created);
    const finished = row.finished ?? row.created;
    const byHand = row.trigger === null || row.trigger.startsWith('@') ? null : row.trigger;
    const login = byHand ?? row.sender ?? row.author;
    const isCron = row.event === 'cron' || row.cron !== null;
    const person = login === null || isCron ? null : find(login);
    const isNobodys =
      person === null ||
      person.isBot ||
      row.isUnclear ||
      row.status === 'declined' ||
      (row.status === 'error' && row.stages.length === 0);
    return {
      repository: row.slug,
      number: row.number,
      status: row.status,
      event: row.event,
      isDefault: row.isDefault,
      hasStarted: row.started !== null && !row.isUnclear,
      isOpen: row.isOpen,
      person: isNobodys ? null : person.person,
      createdS: row.created,
      waitS: Math.max(0, finished - row.created) - row.approvalS,
      approvalS: row.approvalS,
      pushedS: row.pushed,
      day: local(finished).day,
      weekday: new Date(`${pushed.day}T00:00:00Z`).getUTCDay() || 7,
      hour: pushed.hour,
      ...tellStages(row, caches),
    };
  });
}

async function readCaches(pool: pg.Pool): Promise<Caches> {
  const { rows } = await pool.query<{ key: string; caches: PlainStep['caches'] }>(`
    select repo_id || '/' || build_number || '/' || stage_number || '/' || step_number as key,
      json_agg(json_build_object('kind', kind, 'tool', tool, 'hits', hits, 'misses', misses, 'missMs', miss_ms)) as caches
    from step_cache group by 1`);
  return new Map(rows.map(({ key, caches }) => [key, caches]));
}

function tellStages(row: NaiveRow, caches: Caches): Pick<PlainBuild, 'stages' | 'steps' | 'queueS'> {
  const { repoId, number, created, stages, isUnclear } = row;
  const stretches = naivePath(row);
  const exclusive = naiveExclusive(row, stretches);
  const approvedS = created + row.approvalS;
  return {
    queueS: stretches.reduce(
      (sum, s) => sum + (s.queued ? Math.max(0, s.untilS - Math.max(s.fromS, approvedS)) : 0),
      0,
    ),
    stages: stages.map(stage => describeStage(stage, stages, created, isUnclear)),
    steps: stages.flatMap((stage, index) =>
      stage.steps.map((step, at) => ({
        pipeline: stage.name,
        step: step.name,
        status: step.status,
        detached: step.detached === true,
        ignored: step.ignored,
        runS: (step.stopped ?? 0) - (step.started ?? 0),
        stopS:
          step.started === null || step.stopped === null
            ? null
            : Math.max(0, step.started - created) + step.stopped - step.started,
        isOnPath: stretches.some(s => s.stage === index && s.step === at),
        exclusiveS: exclusive[index]?.[at] ?? 0,
        caches: caches.get(`${repoId}/${number}/${stage.number}/${step.number}`) ?? [],
      })),
    ),
  };
}

function describeStage(
  stage: NaiveStage,
  all: readonly NaiveStage[],
  created: number,
  isUnclear: boolean,
): PlainStage {
  const own = stage.created ?? created;
  const freeS = Math.max(
    own,
    ...all.filter(other => stage.dependsOn.includes(other.name)).map(other => other.stopped ?? 0),
  );
  const ran = stage.started !== null && !['skipped', 'declined', 'blocked'].includes(stage.status);
  const queue = (stage.started ?? 0) - freeS;
  const isQueueKnown = stage.blocked === null && !(isUnclear && stage.dependsOn.length === 0) && queue > -3;
  return {
    pipeline: stage.name,
    status: stage.status,
    machine: stage.machine,
    hasRun: ran,
    queueS: ran && isQueueKnown ? Math.max(0, queue) : null,
    dependencyS: freeS - own,
    runS: ran && stage.stopped !== null ? stage.stopped - (stage.started ?? 0) : null,
  };
}
