import { planGraph, type TimedNode } from './timed-graph';

/** What the critical path needs to know of a build; times are whole unix seconds. */
export interface PathBuild {
  createdS: number;
  /** Before `createdS` counts as `createdS`. */
  finishedS: number;
  stages: readonly PathStage[];
}

export interface PathStage {
  name: string;
  /** Null: it never started, and waited to the end of the build. */
  startedS: number | null;
  /** Null: it ran to the end of the build. */
  stoppedS: number | null;
  /** Names of stages. */
  dependsOn: readonly string[];
  /** In the order of the pipeline. */
  steps: readonly PathStep[];
}

export interface PathStep {
  name: string;
  /** Null: it never ran; whoever waits for it waits for what it would have waited for. */
  startedS: number | null;
  /** Null: it ran to the end of its stage. */
  stoppedS: number | null;
  /**
   * Names of steps. Drone's runner fills them in for pipelines that run one step after the other, too, so empty
   * means that it waited for nothing. Null: the server was too old to say, of `detached` as well.
   */
  dependsOn: readonly string[] | null;
  /** Services and detached steps let the others go on as soon as they have started. */
  detached: boolean;
}

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
