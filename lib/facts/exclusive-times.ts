import type { PathBuild } from './build-plan';
import { BuildPlan } from './build-plan';
import type { PathStretch } from './critical-path';
import type { TimedNode } from './timed-graph';

/**
 * Exclusive times of steps: how many seconds sooner the build would have finished had a step taken no time, and
 * all else as much as it did, gaps and queues too. Never more than the step's time on the critical path: a step
 * that is not on it has 0, and so has one beside which another took as long.
 *
 * @param path the critical path of the same build
 * @returns seconds by index of the stage and of the step
 */
export function exclusiveTimes(
  build: PathBuild,
  path: readonly PathStretch[],
  plan = new BuildPlan(build),
): number[][] {
  const times = timesOnPath(build, path);
  const stages = new Shortening(plan.stages);
  plan.stages.forEach((stage, place) => {
    const own = times[stage.index] ?? [];
    if (!own.some(onPathS => onPathS > 0)) return;
    const nodes = plan.stepsOf(stage);
    const steps = new Shortening(nodes);
    nodes.forEach((node, placeOfNode) => {
      const onPathS = own[node.index] ?? 0;
      if (onPathS === 0) return;
      const stageSoonerS = steps.endsSooner(placeOfNode, node.stopS - node.startS);
      own[node.index] = Math.min(onPathS, stages.endsSooner(place, stageSoonerS));
    });
  });
  return times;
}

function timesOnPath({ stages }: PathBuild, path: readonly PathStretch[]): number[][] {
  const times = stages.map(({ steps }) => steps.map(() => 0));
  for (const { stage, step, fromS, untilS } of path) {
    const own = stage === null ? undefined : times[stage];
    if (own !== undefined && step !== null) own[step] = (own[step] ?? 0) + untilS - fromS;
  }
  return times;
}

/** What becomes of nodes, each behind those it waited for, when one of them takes less time. */
class Shortening {
  readonly #nodes: readonly TimedNode[];
  /** Those that hold up the end. */
  readonly #held: readonly TimedNode[];
  readonly #soonerS: number[] = [];

  constructor(nodes: readonly TimedNode[]) {
    this.#nodes = nodes;
    this.#held = nodes.filter(({ detached }) => !detached);
    for (const { index } of nodes) this.#soonerS[index] = 0;
  }

  /** How many seconds sooner the last of them stops when the one at `place` takes `lessS` less. */
  endsSooner(place: number, lessS: number): number {
    const soonerS = this.#soonerS;
    for (const [at, node] of this.#nodes.entries()) {
      // Those before it did not wait for it.
      if (at < place) soonerS[node.index] = 0;
      else soonerS[node.index] = (at === place ? lessS : 0) + lastSooner(node.after, soonerS);
    }
    return lastSooner(this.#held, soonerS);
  }
}

/** How many seconds sooner the last of them stops when each stops `soonerS` of its index sooner. */
function lastSooner(nodes: readonly TimedNode[], soonerS: readonly number[]): number {
  if (nodes.length === 0) return 0;
  let wasS = Number.NEGATIVE_INFINITY;
  let isS = Number.NEGATIVE_INFINITY;
  for (const { stopS, index } of nodes) {
    wasS = Math.max(wasS, stopS);
    isS = Math.max(isS, stopS - (soonerS[index] ?? 0));
  }
  return wasS - isS;
}
