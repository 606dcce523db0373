import type { BuildDetail } from '@/lib/builds/query';
import { everRan, isUnderWay, waitsForApproval } from './is-under-way';

/** Why a build has nothing to draw; null: it has. */
export function describeWithoutSteps(
  build: Pick<BuildDetail, 'status' | 'stages' | 'ciServer'>,
): string | null {
  if (everRan(build)) return null;
  if (waitsForApproval(build))
    return `Nothing has run yet: somebody has to approve it first, in ${build.ciServer}.`;
  if (build.status === 'declined') return 'Nothing ran: somebody declined it.';
  if (build.stages.length > 0) return null;
  if (build.status === 'error') {
    return 'Nothing ran: its configuration could not be read, or asked for what there is not.';
  }
  return isUnderWay(build)
    ? `Its stages are not known yet; they come with the next look at ${build.ciServer}.`
    : `${build.ciServer} knows of no stages of this build.`;
}
