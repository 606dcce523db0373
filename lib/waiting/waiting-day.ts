/** Why the time was lost. A switch is what it costs to find back into other work. */
export type WaitCause = 'queue' | 'run' | 'failed' | 'cancelled' | 'rerun' | 'switch';

/** A stretch of a build: where on its critical path it was. Times are milliseconds on one common clock. */
export interface BuildStretch {
  fromMs: number;
  untilMs: number;
  cause: Exclude<WaitCause, 'switch'>;
  /** The step on the critical path; null for queue, set-up and teardown. */
  place: number | null;
}

/** One build of the person, with stretches that cover [createdMs, finishedMs) without gap or overlap. */
export interface WaitingBuild {
  id: number;
  createdMs: number;
  finishedMs: number;
  stretches: readonly BuildStretch[];
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
