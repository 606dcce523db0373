import { approvalS } from './approval-s';
import type { BuildRecord, StageRun } from './build-record';
import type { Moment } from './moment';
import type { StagePlan } from './stage-plan';

interface StageRow {
  status: string;
  error: string | null;
  exitCode: number;
  startedS: number;
  stoppedS: number;
  updatedS: number;
  version: number;
}

/** Versions: created 1, (approved or released +1,) taken by a runner, started, stopped. */
export function stageRowAt(
  record: BuildRecord,
  plan: StagePlan,
  run: StageRun,
  { atS, cut, killedS }: Moment,
): StageRow {
  const idle = { error: null, exitCode: 0, startedS: 0, stoppedS: 0, updatedS: record.createdS };
  const held =
    record.repo.protected &&
    (record.fate === 'declined' || record.fate === 'unapproved' || approvalS(record) > 0);
  const later = held || plan.dependsOn.length > 0;
  const readyS = approvalS(record) > 0 ? record.createdS + approvalS(record) : run.readyS;
  if (record.fate === 'declined' && atS >= record.createdS + record.fateAfterS) {
    return { ...idle, status: 'declined', version: 2, updatedS: record.createdS + record.fateAfterS };
  }
  const neverReady = record.fate === 'declined' || record.fate === 'unapproved';
  if (run.startS === null) {
    const endS = cut ? killedS : run.stopS;
    if (!neverReady && (cut || (killedS === Number.POSITIVE_INFINITY && endS <= atS))) {
      return { ...idle, status: 'skipped', startedS: endS, stoppedS: endS, updatedS: endS, version: 2 };
    }
  } else if (cut || run.stopS <= atS) {
    const startedS = run.startS + run.skewS;
    const version = later ? 5 : 4;
    if (cut) {
      return { ...idle, status: 'killed', startedS, stoppedS: killedS, updatedS: killedS, version };
    }
    const { status, error, exitCode } = plan;
    const stoppedS = run.stopS + run.skewS;
    return { status, error, exitCode, startedS, stoppedS, updatedS: run.stopS, version };
  } else if (run.startS <= atS) {
    return {
      ...idle,
      status: 'running',
      startedS: run.startS + run.skewS,
      updatedS: run.startS,
      version: later ? 4 : 3,
    };
  }
  if (neverReady || (later && readyS > atS)) {
    return { ...idle, status: held ? 'blocked' : 'waiting_on_dependencies', version: 1 };
  }
  return { ...idle, status: 'pending', updatedS: later ? readyS : record.createdS, version: later ? 2 : 1 };
}
