import { stageWaits } from '@/lib/facts/build-rules';
import { criticalPath, type PathBuild, type PathStretch } from '@/lib/facts/critical-path';
import { exclusiveTimes } from '@/lib/facts/exclusive-times';
import type { BuildFacts, StageFacts, StepFacts } from './build-facts';

/** Times of a step, in milliseconds since the build's creation; null: not happened. */
interface StepTimes {
  startMs: number | null;
  stopMs: number | null;
  runMs: number | null;
  isOnPath: boolean;
  /** How much sooner the build would have ended without it; null while the build has not ended. */
  exclusiveMs: number | null;
}

export interface StageTimes {
  startMs: number | null;
  stopMs: number | null;
  /** From the last stop of what it depends on, else from its creation, to its start. */
  queueMs: number | null;
  /** While stages that it depends on ran. */
  dependencyMs: number | null;
  runMs: number | null;
  /** In the order of the steps. */
  steps: StepTimes[];
}

/** A stretch of the critical path, milliseconds since the creation; together they cover the whole build. */
interface TimedStretch {
  fromMs: number;
  untilMs: number;
  /** Its stage had not started. */
  isQueued: boolean;
  pipeline: string | null;
  step: string | null;
}

export interface BuildTimes {
  waitMs: number | null;
  queueMs: number | null;
  runMs: number | null;
  /** Null while the build has not ended. */
  path: TimedStretch[] | null;
  /** In the order of the stages. */
  stages: StageTimes[];
}

/**
 * All times of a build: what the packed weeks say of it, in finer pieces. Runners have clocks of their own, so that
 * no time is negative.
 */
export function buildTimes(build: BuildFacts): BuildTimes {
  const { createdS, startedS, finishedS, stages } = build;
  const stretches = finishedS === null ? null : criticalPath(pathBuild(build, finishedS));
  const exclusiveS =
    finishedS === null || stretches === null ? null : exclusiveTimes(pathBuild(build, finishedS), stretches);
  return {
    waitMs: between(createdS, finishedS),
    queueMs: stretches === null ? null : lengthMs(stretches.filter(stretch => stretch.queued)),
    runMs: between(startedS, finishedS),
    path: stretches?.map(stretch => timedStretch(build, stretch)) ?? null,
    stages: stages.map((stage, index) => ({
      ...stageTimes(build, stage),
      steps: stage.steps.map((step, place) => ({
        ...stepTimes(build, step),
        isOnPath: stretches?.some(stretch => stretch.stage === index && stretch.step === place) ?? false,
        exclusiveMs: exclusiveS === null ? null : (exclusiveS[index]?.[place] ?? 0) * 1000,
      })),
    })),
  };
}

/** A skipped step never ran, though the runner gives it times. */
function pathBuild({ createdS, stages }: BuildFacts, finishedS: number): PathBuild {
  return {
    createdS,
    finishedS: Math.max(createdS, finishedS),
    stages: stages.map(({ name, startedS, stoppedS, dependsOn, steps }) => ({
      name,
      startedS,
      stoppedS,
      dependsOn,
      steps: steps.map(step => ({
        name: step.name,
        startedS: step.status === 'skipped' ? null : step.startedS,
        stoppedS: step.status === 'skipped' ? null : step.stoppedS,
        dependsOn: step.dependsOn,
        detached: step.detached === true,
      })),
    })),
  };
}

function stageTimes({ createdS: buildS, stages }: BuildFacts, stage: StageFacts): Omit<StageTimes, 'steps'> {
  const { dependencyS, queueS } = stageWaits(stage, stages, buildS);
  const ran = stage.startedS !== null && stage.status !== 'skipped';
  return {
    startMs: ran ? between(buildS, stage.startedS) : null,
    stopMs: ran ? between(buildS, stage.stoppedS) : null,
    queueMs: ran && queueS !== null ? queueS * 1000 : null,
    dependencyMs: ran ? dependencyS * 1000 : null,
    runMs: ran ? between(stage.startedS, stage.stoppedS) : null,
  };
}

function stepTimes({ createdS }: BuildFacts, { status, startedS, stoppedS }: StepFacts) {
  const ran = startedS !== null && status !== 'skipped';
  const startMs = ran ? between(createdS, startedS) : null;
  const runMs = ran ? between(startedS, stoppedS) : null;
  return { startMs, runMs, stopMs: startMs === null || runMs === null ? null : startMs + runMs };
}

function timedStretch({ createdS, stages }: BuildFacts, stretch: PathStretch): TimedStretch {
  const stage = stretch.stage === null ? undefined : stages[stretch.stage];
  return {
    fromMs: (stretch.fromS - createdS) * 1000,
    untilMs: (stretch.untilS - createdS) * 1000,
    isQueued: stretch.queued,
    pipeline: stage?.name ?? null,
    step: stretch.step === null ? null : (stage?.steps[stretch.step]?.name ?? null),
  };
}

/** Milliseconds from one time to another, never below 0; null where one has not come. */
function between(fromS: number | null, untilS: number | null): number | null {
  return fromS === null || untilS === null ? null : Math.max(0, untilS - fromS) * 1000;
}

function lengthMs(stretches: readonly PathStretch[]): number {
  return stretches.reduce((sum, { fromS, untilS }) => sum + untilS - fromS, 0) * 1000;
}
