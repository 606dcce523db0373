/** Why hours are lost. A switch is what context switching costs; approvals count only where the settings say so. */
export const CAUSES = ['queue', 'run', 'failed', 'cancelled', 'rerun', 'switch', 'approval'] as const;

export type WaitCause = (typeof CAUSES)[number];

/** A stretch of a build: where on its critical path it was. Times are whole milliseconds on one common clock. */
export interface BuildStretch {
  fromMs: number;
  untilMs: number;
  cause: Exclude<WaitCause, 'switch'>;
  /** What held the build up, as the caller counts places; null: nothing that has a place. */
  place: number | null;
}

/** One build of the person. */
export interface WaitingBuild {
  /** No other build of the day has it. */
  id: number;
  createdMs: number;
  /** Not before `createdMs`: where clocks say so, the caller clamps it. */
  finishedMs: number;
  /** They cover [createdMs, finishedMs) in order, without gap or overlap. */
  stretches: readonly BuildStretch[];
  /** Place of the switches that the build costs. */
  switchPlace: number | null;
}

/** Assumptions of the model; design: attention fades from 1 to p after A, to 0 after C. */
export interface WaitingParams {
  /** A, milliseconds since the push. */
  fullAttentionMs: number;
  /** C, milliseconds since the push; Infinity: attention never ends. */
  partialUntilMs: number;
  /** p, from 0 to 1. */
  partialWeight: number;
  /** G: a wait longer than this ends with a switch. */
  switchAfterMs: number;
  /** S. */
  switchCostMs: number;
  /** N, a day. */
  maxSwitches: number;
  capMs: number;
}

export interface WaitingDay {
  builds: readonly WaitingBuild[];
  /** Working hours of the day: [from, until) each, in order, not overlapping. */
  windows: ReadonlyArray<readonly [fromMs: number, untilMs: number]>;
  params: WaitingParams;
}

/** What decides the cause of a stretch. */
export interface StretchFacts {
  /** The build repeats an earlier one. */
  isRerun: boolean;
  /** The build's, in Drone's words. */
  status: string;
  /** The stage on the critical path had not started. */
  queued: boolean;
  /** Nor had somebody approved the build. */
  isApproval: boolean;
}

/** Why the time of a stretch was lost: the first that applies of approval, rerun, queue, cancelled, failed, run. */
export function causeOf({ isRerun, status, queued, isApproval }: StretchFacts): BuildStretch['cause'] {
  if (isApproval) return 'approval';
  if (isRerun) return 'rerun';
  if (queued) return 'queue';
  if (status === 'killed') return 'cancelled';
  return status === 'failure' || status === 'error' ? 'failed' : 'run';
}
