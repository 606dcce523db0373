import { at } from '@/lib/at';
import { BuildPlan, type PathStep } from '@/lib/facts/build-plan';
import { isQueueUnknown, mayHaveServices, queueOf } from '@/lib/facts/build-rules';
import {
  criticalPath,
  type PathBuild,
  type PathStage,
  type PathStretch,
  withApproval,
} from '@/lib/facts/critical-path';
import { exclusiveTimes } from '@/lib/facts/exclusive-times';
import { CACHE_KINDS, isPassedOver, STATUSES } from '@/lib/facts/vocabulary';
import {
  BUILD_COLUMNS,
  type BuildParts,
  CACHE_COLUMNS,
  PATH_COLUMNS,
  STAGE_COLUMNS,
  STEP_COLUMNS,
} from '../format/build-parts';
import { BUILD_FLAG, codeOf, EVENTS, PATH_FLAG, STEP_FLAG } from '../format/codes';
import { UNKNOWN } from '../format/columns';
import { TableWriter } from '../format/table-writer';
import { orderCaches, orderSteps } from './order-entries';
import { type Facts, fromOf, type WeekFacts } from './week-facts';

/** What packing needs to know beside the facts. */
export interface WeekNames {
  series: { get(pipeline: string, step: string): number };
  logins: ReadonlyMap<string, number>;
  /** Days since 1970-01-01 of the local day of an instant in milliseconds, and its local hour, 0 to 23. */
  calendar: { dayOf(epochMs: number): number; hourOf(epochMs: number): number };
  /** The week's Monday, in days since 1970-01-01. */
  monday: number;
}

/** Tables that are being filled, each in the order of the facts. */
interface Tables {
  facts: Facts;
  /** Of the facts, the first that is in the tables. */
  buildsFrom: number;
  stagesFrom: number;
  stepsFrom: number;
  builds: TableWriter<typeof BUILD_COLUMNS>;
  stages: TableWriter<typeof STAGE_COLUMNS>;
  steps: TableWriter<typeof STEP_COLUMNS>;
  caches: TableWriter<typeof CACHE_COLUMNS>;
  path: TableWriter<typeof PATH_COLUMNS>;
  machines: string[];
  tools: string[];
}

/** A build as the critical path sees it; indexes are those of the facts. */
interface ToldBuild {
  build: number;
  stagesFrom: number;
  stagesUntil: number;
  path: PathBuild;
  stretches: PathStretch[];
  exclusiveS: number[][];
}

/** Facts of a week → columns. Pure: the same facts and names give the same columns. */
export function buildWeekParts(week: WeekFacts, names: WeekNames): BuildParts {
  const tables = emptyTables(week);
  for (let build = week.buildsFrom; build < week.buildsUntil; build += 1) {
    const told = tellBuild(week.facts, build);
    addStages(tables, told, names);
    addSteps(tables, told, names);
    const queueS = addPath(tables, told, names);
    addBuild(tables, told, queueS, names);
  }
  addCaches(tables, week.buildsUntil);
  const { builds, stages, steps, caches, path, machines, tools } = tables;
  return {
    builds: builds.columns(),
    stages: { ...stages.columns(), machines },
    steps: steps.columns(orderSteps(steps.to)),
    caches: { ...caches.columns(), tools },
    path: path.columns(),
  };
}

function emptyTables({ facts, buildsFrom, buildsUntil }: WeekFacts): Tables {
  const stagesFrom = fromOf(facts.builds.stagesUntil, buildsFrom);
  const stepsFrom = fromOf(facts.stages.stepsUntil, stagesFrom);
  const stagesUntil = fromOf(facts.builds.stagesUntil, buildsUntil);
  const buildCount = buildsUntil - buildsFrom;
  const stageCount = stagesUntil - stagesFrom;
  const stepCount = fromOf(facts.stages.stepsUntil, stagesUntil) - stepsFrom;
  const cacheCount =
    fromOf(facts.builds.cachesUntil, buildsUntil) - fromOf(facts.builds.cachesUntil, buildsFrom);
  return {
    facts,
    buildsFrom,
    stagesFrom,
    stepsFrom,
    builds: new TableWriter(BUILD_COLUMNS, buildCount),
    stages: new TableWriter(STAGE_COLUMNS, stageCount),
    steps: new TableWriter(STEP_COLUMNS, stepCount),
    caches: new TableWriter(CACHE_COLUMNS, cacheCount),
    // At most: each stage and step of a build once with what lies behind it, what follows them all, and one cut in two.
    path: new TableWriter(PATH_COLUMNS, 2 * buildCount + 2 * stageCount + 2 * stepCount),
    machines: [],
    tools: [],
  };
}

function tellBuild(facts: Facts, build: number): ToldBuild {
  const { builds } = facts;
  const stagesFrom = fromOf(builds.stagesUntil, build);
  const stagesUntil = at(builds.stagesUntil, build, 'stagesUntil');
  const stages: PathStage[] = [];
  for (let stage = stagesFrom; stage < stagesUntil; stage += 1) stages.push(pathStage(facts, stage));
  const createdS = at(builds.createdS, build, 'createdS');
  const path = {
    createdS,
    startedS: builds.startedS[build] ?? null,
    finishedS: Math.max(at(builds.finishedS, build, 'finishedS'), createdS),
    stages,
  };
  const plan = new BuildPlan(path);
  const stretches = criticalPath(path, plan);
  return {
    build,
    stagesFrom,
    stagesUntil,
    path,
    stretches,
    exclusiveS: exclusiveTimes(path, stretches, plan),
  };
}

function pathStage({ stages, steps }: Facts, stage: number): PathStage {
  const own: PathStep[] = [];
  const stepsUntil = at(stages.stepsUntil, stage, 'stepsUntil');
  for (let step = fromOf(stages.stepsUntil, stage); step < stepsUntil; step += 1) {
    const isSkipped = steps.status[step] === 'skipped';
    own.push({
      name: steps.name[step] ?? '',
      startedS: isSkipped ? null : (steps.startedS[step] ?? null),
      stoppedS: isSkipped ? null : (steps.stoppedS[step] ?? null),
      dependsOn: steps.dependsOn[step] ?? null,
      detached: steps.detached[step] === true,
    });
  }
  return {
    name: stages.name[stage] ?? '',
    startedS: stages.startedS[stage] ?? null,
    stoppedS: stages.stoppedS[stage] ?? null,
    hasLostStart: stages.hasLostStart[stage] ?? false,
    isPassedOver: isPassedOver(stages.status[stage] ?? ''),
    hasServices: mayHaveServices(stages.type[stage] ?? null),
    dependsOn: stages.dependsOn[stage] ?? [],
    steps: own,
  };
}

function addBuild(tables: Tables, told: ToldBuild, queueS: number, names: WeekNames): void {
  const { builds, stages, path, facts } = tables;
  const { build, stretches, stagesFrom } = told;
  const { calendar, monday, logins, series } = names;
  const {
    number,
    droneId,
    status,
    event,
    person,
    createdS: created,
    startedS: started,
    finishedS: finished,
  } = facts.builds;
  const createdS = at(created, build, 'created');
  const startedS = started[build] ?? null;
  const finishedS = at(finished, build, 'finished');
  const lastStage = stretches.findLast(stretch => stretch.stage !== null)?.stage ?? null;
  const pipeline = lastStage === null ? '' : (facts.stages.name[stagesFrom + lastStage] ?? '');
  const createdDay = calendar.dayOf(createdS * 1000);
  const isOpen = facts.builds.isOpen[build] === true;
  const flags =
    (facts.builds.onDefaultBranch[build] ? BUILD_FLAG.onDefaultBranch : 0) |
    (facts.builds.rerun[build] ? BUILD_FLAG.rerun : 0) |
    (facts.builds.cron[build] ? BUILD_FLAG.cron : 0) |
    (told.stagesUntil > stagesFrom ? BUILD_FLAG.hasStages : 0) |
    (startedS !== null ? BUILD_FLAG.started : 0) |
    (facts.builds.isUnclear[build] ? BUILD_FLAG.unclear : 0) |
    (isOpen ? BUILD_FLAG.open : 0);
  const approvalS = at(facts.builds.approvalS, build, 'approvalS');
  const { to } = builds;
  const entry = builds.add();
  builds.put(to.number, entry, at(number, build, 'number'));
  builds.put(to.droneId, entry, at(droneId, build, 'droneId'));
  builds.put(to.createdS, entry, createdS);
  builds.put(to.waitS, entry, Math.max(0, finishedS - createdS - approvalS));
  builds.put(to.approvalS, entry, approvalS);
  builds.put(to.queueS, entry, queueS);
  builds.put(to.runS, entry, startedS === null ? UNKNOWN : Math.max(0, finishedS - startedS));
  builds.put(to.parentCreatedS, entry, facts.builds.parentCreatedS[build] ?? UNKNOWN);
  builds.put(to.loginId, entry, logins.get(person[build] ?? '') ?? 0);
  builds.put(to.failedSeriesId, entry, failedSeries(tables, told));
  builds.put(to.pipelineId, entry, series.get(pipeline, ''));
  builds.put(to.stagesUntil, entry, stages.count);
  builds.put(to.pathUntil, entry, path.count);
  builds.put(to.day, entry, (isOpen ? createdDay : calendar.dayOf(finishedS * 1000)) - monday);
  builds.put(
    to.createdHour,
    entry,
    ((((createdDay - monday) % 7) + 7) % 7) * 24 + calendar.hourOf(createdS * 1000),
  );
  builds.put(to.status, entry, codeOf(STATUSES, status[build] ?? ''));
  builds.put(to.event, entry, codeOf(EVENTS, event[build] ?? ''));
  builds.put(to.flags, entry, flags);
}

/** Of the steps that failed and whose failure counts, the one that stopped first; 0: none. */
function failedSeries({ facts, steps, stepsFrom }: Tables, { stagesFrom, stagesUntil }: ToldBuild): number {
  const { status, errorIgnored, stoppedS } = facts.steps;
  const until = fromOf(facts.stages.stepsUntil, stagesUntil);
  let firstS = Number.POSITIVE_INFINITY;
  let id = 0;
  for (let step = fromOf(facts.stages.stepsUntil, stagesFrom); step < until; step += 1) {
    if ((status[step] !== 'failure' && status[step] !== 'error') || errorIgnored[step]) continue;
    const stepStoppedS = stoppedS[step] ?? Number.MAX_SAFE_INTEGER;
    if (stepStoppedS >= firstS) continue;
    firstS = stepStoppedS;
    id = at(steps.to.seriesId, step - stepsFrom, 'seriesId');
  }
  return id;
}

/** Queue: from the last stop of what a stage depends on, else from the build's creation; none where it was blocked. */
function addStages(tables: Tables, told: ToldBuild, { series }: WeekNames): void {
  const { facts, stages, machines, buildsFrom } = tables;
  const { build, path, stagesFrom } = told;
  const { to } = stages;
  path.stages.forEach(({ name, startedS, stoppedS, dependsOn }, index) => {
    const machine = facts.stages.machine[stagesFrom + index] ?? '';
    const status = facts.stages.status[stagesFrom + index] ?? '';
    const createdS = facts.stages.createdS[stagesFrom + index] ?? path.createdS;
    let freeS = createdS;
    for (const other of path.stages) {
      if (dependsOn.includes(other.name)) freeS = Math.max(freeS, other.stoppedS ?? 0);
    }
    const ranS = isPassedOver(status) ? null : startedS;
    const wasBlocked = facts.stages.wasBlocked[stagesFrom + index] === true;
    const isUnclear = facts.builds.isUnclear[build] === true;
    const queueS =
      ranS === null || isQueueUnknown({ isUnclear }, { wasBlocked, dependsOn }) ? null : queueOf(ranS, freeS);
    const hasRun = ranS !== null && stoppedS !== null;
    const entry = stages.add();
    stages.put(to.build, entry, build - buildsFrom);
    stages.put(to.seriesId, entry, series.get(name, ''));
    stages.put(to.startS, entry, ranS === null ? UNKNOWN : Math.max(0, ranS - path.createdS));
    stages.put(to.queueS, entry, queueS ?? UNKNOWN);
    stages.put(to.dependencyS, entry, freeS - createdS);
    stages.put(to.runS, entry, hasRun ? stoppedS - ranS : UNKNOWN);
    stages.put(to.machine, entry, machine === '' ? 0 : indexOfName(machines, machine) + 1);
    stages.put(to.status, entry, codeOf(STATUSES, status));
  });
}

/** Whether a step lies on the path is added with the path. */
function addSteps(tables: Tables, told: ToldBuild, { series }: WeekNames): void {
  const { facts, steps, buildsFrom } = tables;
  const { build, path, stagesFrom, exclusiveS } = told;
  const { status: statuses, detached, errorIgnored, logged, name, startedS, stoppedS } = facts.steps;
  const isSuccess = facts.builds.status[build] === 'success';
  const { to } = steps;
  path.stages.forEach((stage, index) => {
    const stepsFrom = fromOf(facts.stages.stepsUntil, stagesFrom + index);
    const ownS = exclusiveS[index];
    for (let position = 0; position < stage.steps.length; position += 1) {
      const step = stepsFrom + position;
      const status = statuses[step] ?? '';
      const fromS = startedS[step] ?? null;
      const untilS = stoppedS[step] ?? null;
      const startS = fromS === null ? UNKNOWN : Math.max(0, fromS - path.createdS);
      const ran = fromS !== null && untilS !== null;
      const timed = ran && status === 'success' && isSuccess && !detached[step];
      const entry = steps.add();
      steps.put(to.seriesId, entry, series.get(stage.name, name[step] ?? ''));
      steps.put(to.build, entry, build - buildsFrom);
      steps.put(to.startS, entry, startS);
      steps.put(to.stopS, entry, ran ? startS + untilS - fromS : UNKNOWN);
      steps.put(to.exclusiveS, entry, ownS?.[position] ?? 0);
      steps.put(to.status, entry, codeOf(STATUSES, status));
      steps.put(
        to.flags,
        entry,
        (detached[step] ? STEP_FLAG.detached : 0) |
          (timed ? STEP_FLAG.timed : 0) |
          (errorIgnored[step] ? STEP_FLAG.errorIgnored : 0) |
          (logged[step] ? STEP_FLAG.logged : 0),
      );
    }
  });
}

/** @returns the seconds of the path in which nothing had started, those until its approval left out */
function addPath(tables: Tables, told: ToldBuild, { series }: WeekNames): number {
  const { facts, steps, stages, path } = tables;
  const { to } = path;
  let queueS = 0;
  const approvedS = told.path.createdS + at(facts.builds.approvalS, told.build, 'approvalS');
  for (const stretch of withApproval(told.stretches, approvedS)) {
    const { fromS, untilS, queued, stage, step, isApproval } = stretch;
    const ofFacts = told.stagesFrom + (stage ?? 0);
    const pipelineId =
      stage === null ? series.get('', '') : at(stages.to.seriesId, ofFacts - tables.stagesFrom, 'seriesId');
    let seriesId = pipelineId;
    if (stage !== null && step !== null) {
      const ofSteps = fromOf(facts.stages.stepsUntil, ofFacts) - tables.stepsFrom + step;
      seriesId = at(steps.to.seriesId, ofSteps, 'seriesId');
      steps.put(steps.to.flags, ofSteps, at(steps.to.flags, ofSteps, 'flags') | STEP_FLAG.onPath);
    }
    if (queued && !isApproval) queueS += untilS - fromS;
    const entry = path.add();
    path.put(to.untilS, entry, untilS - told.path.createdS);
    path.put(to.seriesId, entry, seriesId);
    path.put(to.pipelineId, entry, pipelineId);
    path.put(to.flags, entry, (queued ? PATH_FLAG.queued : 0) | (isApproval ? PATH_FLAG.approval : 0));
  }
  return queueS;
}

function addCaches({ facts, caches, tools, buildsFrom }: Tables, buildsUntil: number): void {
  const { seriesId, kind, tool, hits, misses, missMs } = facts.caches;
  const { cachesUntil } = facts.builds;
  const from = fromOf(cachesUntil, buildsFrom);
  const builds: number[] = [];
  for (let build = buildsFrom; build < buildsUntil; build += 1) {
    while (from + builds.length < at(cachesUntil, build, 'cachesUntil')) builds.push(build - buildsFrom);
  }
  const { to } = caches;
  for (const place of orderCaches(facts.caches, from, builds)) {
    const cache = from + place;
    const entry = caches.add();
    caches.put(to.seriesId, entry, at(seriesId, cache, 'seriesId'));
    caches.put(to.build, entry, at(builds, place, 'builds'));
    caches.put(to.hits, entry, hits[cache] ?? UNKNOWN);
    caches.put(to.misses, entry, misses[cache] ?? UNKNOWN);
    caches.put(to.missMs, entry, missMs[cache] ?? UNKNOWN);
    caches.put(to.tool, entry, indexOfName(tools, tool[cache] ?? ''));
    caches.put(to.kind, entry, codeOf(CACHE_KINDS, kind[cache] ?? ''));
  }
}

function indexOfName(names: string[], name: string): number {
  const index = names.indexOf(name);
  return index >= 0 ? index : names.push(name) - 1;
}
