import { isQueueUnknown, mayHaveServices, stageWaits } from '@/lib/facts/build-rules';
import { criticalPath, type PathBuild, type PathStretch, withApproval } from '@/lib/facts/critical-path';
import { exclusiveTimes } from '@/lib/facts/exclusive-times';
import { isPassedOver } from '@/lib/facts/vocabulary';
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
  /** Somebody had to approve the build yet. */
  isApproval: boolean;
  pipeline: string | null;
  step: string | null;
}

export interface BuildTimes {
  /** Null: not ended, or not known. */
  waitMs: number | null;
  /** In no other of them; 0: it needed none; null: perhaps it did. */
  approvalMs: number | null;
  queueMs: number | null;
  runMs: number | null;
  /** Null while the build has not ended. */
  path: TimedStretch[] | null;
  /** In the order of the stages. */
  stages: StageTimes[];
}

/**
 * All times of a build: what the packed weeks say of it, in finer pieces.
 */
export function buildTimes(build: BuildFacts): BuildTimes {
  const { createdS, startedS, stages, approvalS, isUnclear } = build;
  const finishedS = build.oddReason === null ? build.finishedS : null;
  const path = finishedS === null ? null : pathBuild(build, finishedS);
  const stretches = path === null ? null : withApproval(criticalPath(path), createdS + approvalS);
  const exclusiveS = path === null || stretches === null ? null : exclusiveTimes(path, stretches);
  return {
    waitMs: isUnclear ? null : between(createdS + approvalS, finishedS),
    approvalMs: isUnclear ? null : approvalS * 1000,
    queueMs:
      stretches === null || isUnclear
        ? null
        : lengthMs(stretches.filter(stretch => stretch.queued && !stretch.isApproval)),
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

/** As packed weeks see it. A skipped step never ran, though the runner gives it times. */
function pathBuild({ createdS, startedS: buildStartedS, stages }: BuildFacts, finishedS: number): PathBuild {
  return {
    createdS,
    startedS: buildStartedS,
    finishedS: Math.max(createdS, finishedS),
    stages: stages.map(({ name, startedS, stoppedS, dependsOn, steps, hasLostStart, status, type }) => ({
      name,
      startedS,
      stoppedS,
      hasLostStart,
      isPassedOver: isPassedOver(status),
      hasServices: mayHaveServices(type),
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

function stageTimes(build: BuildFacts, stage: StageFacts): Omit<StageTimes, 'steps'> {
  const { createdS: buildS, stages } = build;
  const { dependencyS, queueS } = stageWaits(stage, stages, buildS);
  const ran = stage.startedS !== null && !isPassedOver(stage.status);
  const isQueueKnown = !isQueueUnknown(build, stage);
  return {
    startMs: ran ? between(buildS, stage.startedS) : null,
    stopMs: ran ? between(buildS, stage.stoppedS) : null,
    queueMs: ran && isQueueKnown && queueS !== null ? queueS * 1000 : null,
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

function timedStretch(
  { createdS, stages }: BuildFacts,
  stretch: PathStretch & { isApproval: boolean },
): TimedStretch {
  const stage = stretch.stage === null ? undefined : stages[stretch.stage];
  return {
    fromMs: (stretch.fromS - createdS) * 1000,
    untilMs: (stretch.untilS - createdS) * 1000,
    isQueued: stretch.queued,
    isApproval: stretch.isApproval,
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
