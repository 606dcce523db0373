import type { BuildFact } from './build-fact';
import { isFinished } from './status';

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
