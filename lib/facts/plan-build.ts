import type { PathBuild, PathStep } from './path-build';
import { planGraph, type TimedNode } from './timed-graph';

/** Seconds that a pipeline may take to end, and its services with it, after its last step. */
const WIND_UP_S = 2;

/** What the stages of a build waited for, and the steps of each that is asked for; worked out once. */
export class BuildPlan {
  readonly stages: readonly TimedNode[];
  readonly #build: PathBuild;
  readonly #steps: Array<readonly TimedNode[] | undefined> = [];

  constructor(build: PathBuild) {
    this.#build = build;
    this.stages = planStages(build);
  }

  /** The steps of one of the stages, those that ran. */
  stepsOf({ index, stopS }: TimedNode): readonly TimedNode[] {
    const known = this.#steps[index];
    if (known !== undefined) return known;
    const steps = planSteps(this.#build.stages[index]?.steps ?? [], stopS);
    this.#steps[index] = steps;
    return steps;
  }
}

/** One that never started waited to the end of the build. */
function planStages({ createdS, finishedS, stages }: PathBuild): TimedNode[] {
  const endS = Math.max(createdS, finishedS);
  return planGraph(
    stages.map(({ name, startedS, stoppedS, dependsOn }) => {
      const startS = startedS ?? endS;
      return { name, startS, stopS: Math.max(startS, stoppedS ?? endS), dependsOn, detached: false };
    }),
  );
}

function planSteps(steps: readonly PathStep[], stageStopS: number): TimedNode[] {
  const last = steps.findLast(({ startedS, stoppedS }) => startedS !== null && stoppedS !== startedS);
  return planGraph(
    steps.map(step => ({
      name: step.name,
      startS: step.startedS,
      stopS: Math.max(step.startedS ?? 0, step.stoppedS ?? stageStopS),
      dependsOn: step.dependsOn,
      detached: step.detached || (last !== undefined && isLikelyService(step, last)),
    })),
  );
}

/**
 * Servers too old to tell what a step depends on do not tell services either. A service is listed and started
 * before the last step, and ends with it; a long step that runs beside others seldom does.
 */
function isLikelyService(step: PathStep, last: PathStep): boolean {
  if (step.dependsOn !== null || step === last || step.startedS === null || last.startedS === null)
    return false;
  if (step.stoppedS === null || last.stoppedS === null || step.startedS > last.startedS) return false;
  return step.stoppedS >= last.stoppedS && step.stoppedS <= last.stoppedS + WIND_UP_S;
}
