import type { BuildRecord, StageRun } from './build-record';
import { DAY_S } from './calendar';
import { hashOf } from './random';
import type { StagePlan } from './stage-plan';

/** Builds that no runner ever sees. Returns whether this is one. */
export function settleWithoutRunner(record: BuildRecord, seed: number): boolean {
  if (record.fate === 'invalid') {
    record.status = 'error';
    record.startedS = record.createdS;
    record.finishedS = record.createdS;
    return true;
  }
  if (record.fate === 'declined') {
    record.status = 'declined';
    return true;
  }
  if (record.fate === 'unapproved') return true;
  if (record.fate !== 'stuck') return false;
  record.killedS = record.createdS + DAY_S + (hashOf(seed, 'reaper', record.serial) % 3600);
  for (const run of record.runs) run.stopS = record.killedS;
  record.status = 'killed';
  record.startedS = record.killedS;
  record.finishedS = record.killedS;
  return true;
}

/** All stages are done, one way or another: the build is, too. */
export function finishRecord(record: BuildRecord, stages: readonly StagePlan[]): void {
  const stopS = Math.max(...record.runs.map(run => run.stopS));
  const starts = record.runs.flatMap(run => (run.startS === null ? [] : [run.startS]));
  const cut = record.killedS !== null && stopS >= record.killedS;
  if (!cut) record.killedS = null;
  record.finishedS = stopS;
  record.startedS = starts.length > 0 ? Math.min(...starts) : stopS;
  record.status = cut ? 'killed' : statusOf(stages, record.runs);
}

/** The first stage that did not end well decides. */
function statusOf(stages: readonly StagePlan[], runs: readonly StageRun[]): 'success' | 'failure' | 'error' {
  for (const [index, stage] of stages.entries()) {
    if (runs[index]?.startS === null) continue;
    if (stage.status === 'failure' || stage.status === 'error') return stage.status;
  }
  return 'success';
}
