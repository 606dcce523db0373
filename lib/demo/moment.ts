import type { BuildRecord, StageRun } from './build-record';
import { hashOf } from './random';

/** What the clock says to a stage: a cancelled one keeps its rows for some seconds after the build's own. */
export interface Moment {
  atS: number;
  /** The cancellation has reached the stage. */
  cut: boolean;
  /** Second of the cancellation; never reached: infinity. */
  killedS: number;
}

/** Until some seconds after a cancellation a stage reads as it did just before. */
export function momentOf(seed: number, record: BuildRecord, run: StageRun, atS: number): Moment {
  const { killedS } = record;
  if (killedS === null || run.stopS < killedS) return { atS, cut: false, killedS: Number.POSITIVE_INFINITY };
  const lagS = 1 + (hashOf(seed, 'cancel', record.serial) % 5);
  const cut = atS >= killedS + lagS;
  return { atS: cut ? atS : Math.min(atS, killedS - 1), cut, killedS };
}
