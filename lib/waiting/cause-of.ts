import type { BuildStretch } from './waiting-day';

/** What decides the cause of a stretch. */
export interface StretchFacts {
  /** The build repeats an earlier one. */
  isRerun: boolean;
  /** The build's, in Drone's words. */
  status: string;
  /** The stage on the critical path had not started. */
  queued: boolean;
}

/** Why the time of a stretch was lost: the first that applies of rerun, queue, cancelled, failed, run. */
export function causeOf({ isRerun, status, queued }: StretchFacts): BuildStretch['cause'] {
  if (isRerun) return 'rerun';
  if (queued) return 'queue';
  if (status === 'killed') return 'cancelled';
  return status === 'failure' || status === 'error' ? 'failed' : 'run';
}
