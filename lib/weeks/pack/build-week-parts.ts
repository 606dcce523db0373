import { criticalPath, type PathBuild, type PathStage } from '@/lib/facts/critical-path';
import { exclusiveTimes } from '@/lib/facts/exclusive-times';
import {
  BUILD_COLUMNS,
  type BuildParts,
  CACHE_COLUMNS,
  PATH_COLUMNS,
  STAGE_COLUMNS,
  STEP_COLUMNS,
} from '../format/build-parts';
import { BUILD_FLAG, CACHE_KINDS, codeOf, EVENTS, PATH_FLAG, STATUSES, STEP_FLAG } from '../format/codes';
import { type ColumnSpec, UNKNOWN } from '../format/columns';
import { fillColumns } from '../format/fill-columns';
import {
  type BuildTuple,
  type CacheTuple,
  NAME_BREAK,
  type StageTuple,
  type StepTuple,
  type WeekFacts,
} from './read-week-facts';

/** What the frame needs to know beside the facts. */
export interface WeekNames {
  series: { get(pipeline: string, step: string): number };
  logins: ReadonlyMap<string, number>;
  /** Days since 1970-01-01 of the local day of an instant in milliseconds, and its local hour, 0 to 23. */
  calendar: { dayOf(epochMs: number): number; hourOf(epochMs: number): number };
  /** The week's Monday, in days since 1970-01-01. */
  monday: number;
}

type Row<Spec extends ColumnSpec> = Record<keyof Spec, number>;

const FAILED = new Set(['failure', 'error']);

/** Facts of a week → columns. Pure: the same facts and names give the same frame. */
export function buildWeekParts(facts: WeekFacts, names: WeekNames): BuildParts {
  const byBuild = groupByBuild(facts);
  const builds: Array<Row<typeof BUILD_COLUMNS>> = [];
  const stages: Array<Row<typeof STAGE_COLUMNS>> = [];
  const steps: Array<Row<typeof STEP_COLUMNS>> = [];
  const path: Array<Row<typeof PATH_COLUMNS>> = [];
  const machines: string[] = [];
  facts.builds.forEach((fact, build) => {
    const own = byBuild.get(fact[0]) ?? { stages: [], steps: [] };
    const told = tellBuild(fact, own);
    addStages(stages, build, told, own.stages, names, machines);
    addSteps(steps, build, fact, told, own, names);
    const queueS = addPath(path, told, own, names);
    builds.push({
      ...buildRow(fact, told, own, names),
      queueS,
      stagesUntil: stages.length,
      pathUntil: path.length,
    });
  });
  steps.sort((a, b) => a.seriesId - b.seriesId || a.build - b.build || a.startS - b.startS);
  return {
    builds: fillColumns(BUILD_COLUMNS, builds),
    stages: { ...fillColumns(STAGE_COLUMNS, stages), machines },
    steps: fillColumns(STEP_COLUMNS, steps),
    caches: cacheColumns(facts),
    path: fillColumns(PATH_COLUMNS, path),
  };
}

interface OwnFacts {
  stages: StageTuple[];
  /** By index of the stage. */
  steps: StepTuple[][];
}

interface ToldBuild {
  path: PathBuild;
  stretches: ReturnType<typeof criticalPath>;
  exclusiveS: ReturnType<typeof exclusiveTimes>;
}

function groupByBuild(facts: WeekFacts): Map<number, OwnFacts> {
  const byBuild = new Map<number, OwnFacts>();
  const indexOf = new Map<number, number>();
  for (const stage of facts.stages) {
    const own = byBuild.get(stage[0]) ?? { stages: [], steps: [] };
    byBuild.set(stage[0], own);
    indexOf.set(stage[0] * 4096 + stage[1], own.stages.length);
    own.stages.push(stage);
    own.steps.push([]);
  }
  for (const step of facts.steps) {
    byBuild.get(step[0])?.steps[indexOf.get(step[0] * 4096 + step[1]) ?? -1]?.push(step);
  }
  return byBuild;
}

function tellBuild(fact: BuildTuple, { stages, steps }: OwnFacts): ToldBuild {
  const path: PathBuild = {
    createdS: fact[5],
    finishedS: Math.max(fact[7], fact[5]),
    stages: stages.map(
      (stage, index): PathStage => ({
        name: stage[2],
        startedS: stage[6],
        stoppedS: stage[7],
        dependsOn: split(stage[8]),
        steps: (steps[index] ?? []).map(step => ({
          name: step[2],
          startedS: step[3] === 'skipped' ? null : step[5],
          stoppedS: step[3] === 'skipped' ? null : step[6],
          dependsOn: step[7] === null ? null : split(step[7]),
          detached: step[4],
        })),
      }),
    ),
  };
  const stretches = criticalPath(path);
  return { path, stretches, exclusiveS: exclusiveTimes(path, stretches) };
}

function split(joined: string): string[] {
  return joined === '' ? [] : joined.split(NAME_BREAK);
}

function buildRow(fact: BuildTuple, told: ToldBuild, own: OwnFacts, names: WeekNames) {
  const [number, droneId, status, event, person, createdS, startedS, finishedS] = fact;
  const [, , , , , , , , onDefault, cron, rerun, parentCreatedS] = fact;
  const lastStage = told.stretches.findLast(stretch => stretch.stage !== null)?.stage ?? null;
  const pipeline = lastStage === null ? '' : (own.stages[lastStage]?.[2] ?? '');
  const createdDay = names.calendar.dayOf(createdS * 1000);
  const flags =
    (onDefault ? BUILD_FLAG.onDefaultBranch : 0) |
    (rerun ? BUILD_FLAG.rerun : 0) |
    (cron ? BUILD_FLAG.cron : 0) |
    (own.stages.length > 0 ? BUILD_FLAG.hasStages : 0) |
    (startedS !== null ? BUILD_FLAG.started : 0);
  return {
    number,
    droneId,
    createdS,
    waitS: Math.max(0, finishedS - createdS),
    runS: startedS === null ? UNKNOWN : Math.max(0, finishedS - startedS),
    parentCreatedS: parentCreatedS ?? UNKNOWN,
    loginId: person === null ? 0 : (names.logins.get(person) ?? 0),
    failedSeriesId: failedSeries(own, names),
    pipelineId: names.series.get(pipeline, ''),
    day: names.calendar.dayOf(finishedS * 1000) - names.monday,
    createdHour: ((((createdDay - names.monday) % 7) + 7) % 7) * 24 + names.calendar.hourOf(createdS * 1000),
    status: codeOf(STATUSES, status),
    event: codeOf(EVENTS, event),
    flags,
  };
}

/** Of the steps that failed and whose failure counts, the one that stopped first; 0: none. */
function failedSeries({ stages, steps }: OwnFacts, { series }: WeekNames): number {
  let firstS = Number.POSITIVE_INFINITY;
  let id = 0;
  for (const [index, stage] of stages.entries()) {
    for (const step of steps[index] ?? []) {
      const stoppedS = step[6] ?? Number.MAX_SAFE_INTEGER;
      if (!FAILED.has(step[3]) || step[8] || stoppedS >= firstS) continue;
      firstS = stoppedS;
      id = series.get(stage[2], step[2]);
    }
  }
  return id;
}

/** Queue: from the last stop of what a stage depends on, else from the build's creation; clocks differ, so never below 0. */
function addStages(
  rows: Array<Row<typeof STAGE_COLUMNS>>,
  build: number,
  { path }: ToldBuild,
  stages: readonly StageTuple[],
  { series }: WeekNames,
  machines: string[],
): void {
  stages.forEach(([, , name, status, machine, createdAtS, startedS, stoppedS], index) => {
    const createdS = createdAtS ?? path.createdS;
    const dependsOn = path.stages[index]?.dependsOn ?? [];
    const stops = path.stages.flatMap(other => (dependsOn.includes(other.name) ? [other.stoppedS ?? 0] : []));
    const freeS = Math.max(createdS, ...stops);
    const ran = startedS !== null && status !== 'skipped';
    rows.push({
      build,
      seriesId: series.get(name, ''),
      startS: ran ? Math.max(0, startedS - path.createdS) : UNKNOWN,
      queueS: ran ? Math.max(0, startedS - freeS) : UNKNOWN,
      dependencyS: freeS - createdS,
      runS: ran && stoppedS !== null ? Math.max(0, stoppedS - startedS) : UNKNOWN,
      machine: machine === null || machine === '' ? 0 : indexOfName(machines, machine) + 1,
      status: codeOf(STATUSES, status),
    });
  });
}

function addSteps(
  rows: Array<Row<typeof STEP_COLUMNS>>,
  build: number,
  fact: BuildTuple,
  { path, stretches, exclusiveS }: ToldBuild,
  { stages, steps }: OwnFacts,
  { series }: WeekNames,
): void {
  const onPath = new Set(
    stretches.map(({ stage, step }) => (step === null ? -1 : (stage ?? 0) * 4096 + step)),
  );
  steps.forEach((ofStage, stage) => {
    ofStage.forEach((step, index) => {
      const [, , name, status, detached, startedS, stoppedS, , errorIgnored, logged] = step;
      const ran = startedS !== null && stoppedS !== null;
      const isOnPath = onPath.has(stage * 4096 + index);
      const timed = ran && status === 'success' && fact[2] === 'success' && !detached;
      rows.push({
        seriesId: series.get(stages[stage]?.[2] ?? '', name),
        build,
        startS: startedS === null ? UNKNOWN : Math.max(0, startedS - path.createdS),
        stopS: ran ? Math.max(0, startedS - path.createdS) + Math.max(0, stoppedS - startedS) : UNKNOWN,
        exclusiveS: exclusiveS[stage]?.[index] ?? 0,
        status: codeOf(STATUSES, status),
        flags:
          (detached ? STEP_FLAG.detached : 0) |
          (timed ? STEP_FLAG.timed : 0) |
          (isOnPath ? STEP_FLAG.onPath : 0) |
          (errorIgnored ? STEP_FLAG.errorIgnored : 0) |
          (logged ? STEP_FLAG.logged : 0),
      });
    });
  });
}

/** @returns the seconds of the path in which nothing had started */
function addPath(
  rows: Array<Row<typeof PATH_COLUMNS>>,
  { path, stretches }: ToldBuild,
  { stages, steps }: OwnFacts,
  { series }: WeekNames,
): number {
  let queueS = 0;
  for (const { fromS, untilS, queued, stage, step } of stretches) {
    const pipeline = stage === null ? '' : (stages[stage]?.[2] ?? '');
    const name = stage === null || step === null ? '' : (steps[stage]?.[step]?.[2] ?? '');
    if (queued) queueS += untilS - fromS;
    rows.push({
      untilS: untilS - path.createdS,
      seriesId: series.get(pipeline, name),
      pipelineId: series.get(pipeline, ''),
      flags: queued ? PATH_FLAG.queued : 0,
    });
  }
  return queueS;
}

function cacheColumns({ builds, caches }: WeekFacts) {
  const indexOf = new Map(builds.map(([number], index) => [number, index]));
  const tools: string[] = [];
  const rows = caches.map(([number, seriesId, kind, tool, hits, misses, missMs]: CacheTuple) => ({
    seriesId,
    build: indexOf.get(number) ?? 0,
    hits: hits ?? UNKNOWN,
    misses: misses ?? UNKNOWN,
    missMs: missMs ?? UNKNOWN,
    tool: indexOfName(tools, tool),
    kind: codeOf(CACHE_KINDS, kind),
  }));
  return { ...fillColumns(CACHE_COLUMNS, rows), tools };
}

function indexOfName(names: string[], name: string): number {
  const index = names.indexOf(name);
  return index >= 0 ? index : names.push(name) - 1;
}
