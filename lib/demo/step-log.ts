import type { BuildRecord } from './build-record';
import type { LogTruth } from './logs/log-truth';
import { LogWriter } from './logs/log-writer';
import { hashOf, Random } from './random';
import type { StagePlan } from './stage-plan';
import { stepProgress } from './step-progress';

export interface StepLog {
  /** Drone's array as text; `null` as text when the step printed nothing. */
  json: string;
  truth: LogTruth;
  /** From this instant on the log is stored. */
  storedS: number;
}

/** Lost uploads: one log in so many. */
const LOST_ONE_IN = 180;
const HEAD_LOST_ONE_IN = 90;
/** Logs shorter than this never lose their head. */
const LONG_LOG_ENTRIES = 30;

/**
 * The log of a step, made anew each time and always the same; null where none was ever stored: the step was
 * skipped or did not start, or its upload got lost.
 */
export function stepLog(
  seed: number,
  record: BuildRecord,
  plans: readonly StagePlan[],
  stageNumber: number,
  stepNumber: number,
): StepLog | null {
  const run = record.runs[stageNumber - 1];
  const step = plans[stageNumber - 1]?.steps[stepNumber - 1];
  if (run === undefined || step === undefined || run.startS === null || step.status === 'skipped')
    return null;
  const progress = stepProgress(step, run, run.startS, record.killedS);
  if (progress.ending === 'dropped') return null;
  const salt = hashOf(seed, 'log', record.serial, stageNumber, stepNumber);
  if (salt % LOST_ONE_IN === 1) return null;
  const killedMs = progress.ending === 'killed' ? (progress.stopS - progress.startS) * 1000 : null;
  const log = new LogWriter(new Random(salt), killedMs ?? step.deadlineMs ?? Number.POSITIVE_INFINITY);
  log.play(...step.acts);
  const whole = log.finish();
  const building = whole.truth.caches.some(({ kind }) => kind === 'layers' || kind === 'registry');
  const behead = salt % HEAD_LOST_ONE_IN === 2 && !building && log.entryCount > LONG_LOG_ENTRIES;
  const { json, truth } = behead ? log.finish(Math.floor(log.entryCount / 3)) : whole;
  return { json: json ?? 'null', truth, storedS: progress.stopS + (progress.ending === 'killed' ? 6 : 0) };
}
