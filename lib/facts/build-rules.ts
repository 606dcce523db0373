import type { BuildFact, ListedBuild } from './build-fact';
import { LEAST_OFFSET_S } from './runner-clock';
import { isFinished, type Status } from './vocabulary';

/**
 * True once a build's facts will not change any more. The server finishes a cancelled build before its
 * stages and steps, and the runner reports again later, so all of them must be finished. A build is declined as
 * soon as one of its stages is: others go on, and those that still wait for an approval are never started.
 */
export function isFinalBuild(build: BuildFact): boolean {
  const isOver = (status: Status) =>
    isFinished(status) || (build.status === 'declined' && status === 'blocked');
  return (
    isFinished(build.status) &&
    build.stages.every(stage => isOver(stage.status) && stage.steps.every(step => isFinished(step.status)))
  );
}

/**
 * The person who waits for a build, as the server spells them: `trigger` if it is a login, else sender,
 * author login, author e-mail; null when none is known. Aliases and bots are applied later.
 */
export function personOf(
  build: Pick<ListedBuild, 'trigger' | 'sender' | 'authorLogin' | 'authorEmail'>,
): string | null {
  const login = build.trigger !== null && !build.trigger.startsWith('@') ? build.trigger : null;
  return login ?? build.sender ?? build.authorLogin ?? build.authorEmail;
}

/** Whole unix seconds; null: it has not happened. */
interface StageFacts {
  createdS: number | null;
  startedS: number | null;
  stoppedS: number | null;
  dependsOn: readonly string[];
}

/**
 * What a stage waited for, in seconds, given times by the server's clock.
 *
 * @param stages all of its build
 * @returns dependencyS from its creation (else its build's) to the last stop of what it depends on; queueS from there to
 *   its start, null: it has not started, or nobody knows
 */
export function stageWaits(
  stage: StageFacts,
  stages: ReadonlyArray<Pick<StageFacts, 'stoppedS'> & { name: string }>,
  buildCreatedS: number,
): { dependencyS: number; queueS: number | null } {
  const createdS = stage.createdS ?? buildCreatedS;
  let readyS = createdS;
  for (const { name, stoppedS } of stages) {
    if (stoppedS !== null && stage.dependsOn.includes(name)) readyS = Math.max(readyS, stoppedS);
  }
  const queueS = stage.startedS === null ? null : queueOf(stage.startedS, readyS);
  return { dependencyS: readyS - createdS, queueS };
}

/** How long a stage waited for a runner; null: its start lies before what it waited for by more than rounding does. */
export function queueOf(startedS: number, readyS: number): number | null {
  const queueS = startedS - readyS;
  return queueS <= -LEAST_OFFSET_S ? null : Math.max(0, queueS);
}

/** Nobody saw when a stage was approved, or whether it had to be: how long it waited for a runner is unknown. */
export function isQueueUnknown(
  { isUnclear }: { isUnclear: boolean },
  { wasBlocked, dependsOn }: { wasBlocked: boolean; dependsOn: readonly string[] },
): boolean {
  return wasBlocked || (isUnclear && dependsOn.length === 0);
}

/**
 * Whether steps of a stage may be services, given its type: only containers run beside the others to the end. Runners
 * that tell nothing of their steps may be old ones for Docker.
 */
export function mayHaveServices(type: string | null): boolean {
  return type === null || type === 'docker' || type === 'kubernetes';
}
