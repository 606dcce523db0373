import type { PathBuild } from './build-plan';
import { BuildPlan } from './build-plan';
import { lastToStop, type TimedNode } from './timed-graph';

export type { PathBuild, PathStage } from './build-plan';

/** A stretch of a build and who held it up then: indexes, null where nobody did. Times are unix seconds. */
export interface PathStretch {
  fromS: number;
  untilS: number;
  /** True: the stage on the critical path had not started; it waited for a runner, or for an approval. */
  queued: boolean;
  stage: number | null;
  /** Of the stage; null while it is set up or torn down, and between two steps. */
  step: number | null;
}

/**
 * The critical path of a finished build: stretches that cover [created, finished) in order, without gap or
 * overlap. It is walked from the end: the stage that stopped last, in it the step that stopped last, then the last
 * to stop of those it waited for. What follows the last stage has no stage. Build and runners have clocks of their
 * own, so times are clipped to the build's, and a step to the start of whoever waited for it.
 */
export function criticalPath(build: PathBuild, plan = new BuildPlan(build)): PathStretch[] {
  const walk = new PathWalk(build);
  let stage = lastToStop(plan.stages);
  walk.back(stage?.stopS ?? build.createdS, false, null, null);
  while (stage !== null) {
    walkStage(walk, plan, stage);
    const before = lastToStop(stage.after);
    walk.back(before?.stopS ?? build.createdS, true, stage.index, null);
    stage = before;
  }
  return walk.stretches.reverse();
}

function walkStage(walk: PathWalk, plan: BuildPlan, node: TimedNode): void {
  const { index, startS } = node;
  let step = lastToStop(plan.stepsOf(node).filter(({ detached }) => !detached));
  while (step !== null) {
    walk.back(step.stopS, false, index, null);
    walk.back(step.startS, false, index, step.index);
    step = lastToStop(step.after);
  }
  walk.back(startS, false, index, null);
}

/**
 * The stretches with what of them was spent waiting for an approval: nothing on the path ran, and the last approval had
 * not come yet.
 */
export function withApproval(
  stretches: readonly PathStretch[],
  approvedS: number,
): Array<PathStretch & { isApproval: boolean }> {
  const told: Array<PathStretch & { isApproval: boolean }> = [];
  for (const { fromS, untilS, queued, stage, step } of stretches) {
    const isIdle = queued || stage === null;
    const cutS = isIdle ? Math.min(Math.max(fromS, approvedS), untilS) : fromS;
    if (cutS > fromS) told.push({ fromS, untilS: cutS, queued, stage, step, isApproval: true });
    if (cutS < untilS) told.push({ fromS: cutS, untilS, queued, stage, step, isApproval: false });
  }
  return told;
}

/** Goes back in time from the end of a build, and notes what it passed. */
class PathWalk {
  readonly stretches: PathStretch[] = [];
  readonly #createdS: number;
  #atS: number;

  constructor({ createdS, finishedS }: PathBuild) {
    this.#createdS = createdS;
    this.#atS = Math.max(createdS, finishedS);
  }

  back(toS: number, queued: boolean, stage: number | null, step: number | null): void {
    const fromS = Math.max(this.#createdS, Math.min(toS, this.#atS));
    if (fromS === this.#atS) return;
    const next = this.stretches.at(-1);
    if (next?.stage === stage && next.step === step && next.queued === queued) next.fromS = fromS;
    else this.stretches.push({ fromS, untilS: this.#atS, queued, stage, step });
    this.#atS = fromS;
  }
}
