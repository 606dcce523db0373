import { planGraph, type TimedNode } from './timed-graph';

/** What the critical path needs to know of a build; times are whole unix seconds. */
export interface PathBuild {
  createdS: number;
  /** Null, or not told: unknown. */
  startedS?: number | null;
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
  /** It ran, though nobody knows since when: at the earliest since the build, and those before it, let it. */
  hasLostStart?: boolean;
  /** It was skipped, or not approved: it held nobody up, and who depends on it waited for what it would have. */
  isPassedOver?: boolean;
  /** Whether steps may be services where its runner does not tell; not told: yes. */
  hasServices?: boolean;
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
    const stage = this.#build.stages[index];
    const steps = planSteps(stage?.steps ?? [], stopS, stage?.hasServices ?? true);
    this.#steps[index] = steps;
    return steps;
  }
}

/** One that never started waited to the end of the build. */
function planStages(build: PathBuild): TimedNode[] {
  const endS = Math.max(build.createdS, build.finishedS);
  return planGraph(
    build.stages.map(stage => {
      const { name, stoppedS, dependsOn } = stage;
      if (stage.isPassedOver) return { name, startS: null, stopS: endS, dependsOn, detached: false };
      const startS = stage.startedS ?? (stage.hasLostStart ? earliestStart(build, stage) : endS);
      return { name, startS, stopS: Math.max(startS, stoppedS ?? endS), dependsOn, detached: false };
    }),
  );
}

/** Of a stage that ran: not before its build, nor before the ends of those that it depends on. */
function earliestStart(
  { createdS, startedS, stages }: PathBuild,
  { dependsOn, stoppedS }: PathStage,
): number {
  let startS = startedS ?? createdS;
  for (const other of stages) {
    if (dependsOn.includes(other.name)) startS = Math.max(startS, other.stoppedS ?? startS);
  }
  return Math.min(startS, stoppedS ?? startS);
}

function planSteps(steps: readonly PathStep[], stageStopS: number, hasServices: boolean): TimedNode[] {
  const last = steps.findLast(({ startedS, stoppedS }) => startedS !== null && stoppedS !== startedS);
  return planGraph(
    steps.map(step => ({
      name: step.name,
      startS: step.startedS,
      stopS: Math.max(step.startedS ?? 0, step.stoppedS ?? stageStopS),
      dependsOn: step.dependsOn,
      detached: step.detached || (hasServices && last !== undefined && isLikelyService(step, last)),
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
