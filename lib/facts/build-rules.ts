import type { BuildFact, ListedBuild } from './build-fact';
import { isFinished } from './vocabulary';

/**
 * True once a build's facts will not change any more. The server finishes a cancelled build before its
 * stages and steps, and the runner reports again later, so all of them must be finished. A declined build
 * never gets an end time and its stages never ran: it is final at once.
 */
export function isFinalBuild(build: BuildFact): boolean {
  if (build.status === 'declined') return true;
  return (
    isFinished(build.status) &&
    build.stages.every(
      stage => isFinished(stage.status) && stage.steps.every(step => isFinished(step.status)),
    )
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
 * What a stage waited for, in seconds. Runners have clocks of their own, so that nothing is below 0.
 *
 * @param stages all of its build
 * @returns dependencyS from its creation (else its build's) to the last stop of what it depends on; queueS from there to
 *   its start, null: it has not started
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
  const queueS = stage.startedS === null ? null : Math.max(0, stage.startedS - readyS);
  return { dependencyS: readyS - createdS, queueS };
}
