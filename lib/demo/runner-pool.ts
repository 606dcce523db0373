import { approvalS } from './approval-s';
import type { BuildRecord } from './build-record';
import { MACHINES } from './machines';
import { hashOf } from './random';
import type { PoolName } from './services';
import { finishRecord, settleWithoutRunner } from './settle-record';
import type { StagePlan } from './stage-plan';

interface Slot {
  machine: string;
  skewS: number;
  freeS: number;
}

interface Waiting {
  record: BuildRecord;
  stages: readonly StagePlan[];
  index: number;
  readyS: number;
}

/** Runners take the oldest waiting stage of their kind as soon as a slot is free. */
export class RunnerPool {
  #slots: Record<PoolName, Slot[]>;
  #waiting: Waiting[] = [];
  #seed: number;

  /** Late machines join at `liveFromS`. */
  constructor(seed: number, liveFromS: number) {
    this.#seed = seed;
    const slotsOf = (pool: PoolName): Slot[] =>
      MACHINES[pool].map(({ name, skewS, late }) => ({ machine: name, skewS, freeS: late ? liveFromS : 0 }));
    this.#slots = { eu: slotsOf('eu'), us: slotsOf('us'), arm: slotsOf('arm') };
  }

  /** Builds come in order of creation; their runs are filled in as the runners get to them. */
  submit(record: BuildRecord, stages: readonly StagePlan[]): void {
    this.runUntil(record.createdS - 1);
    record.runs = stages.map(() => ({
      readyS: record.createdS,
      startS: null,
      stopS: 0,
      machine: null,
      skewS: 0,
    }));
    if (settleWithoutRunner(record, this.#seed)) return;
    record.killedS = record.fate === 'killed' ? record.createdS + record.fateAfterS : null;
    const readyS = record.createdS + approvalS(record);
    for (const [index, stage] of stages.entries()) {
      if (stage.dependsOn.length === 0) this.#push({ record, stages, index, readyS });
    }
  }

  /** Starts every stage that is ready by then. */
  runUntil(unixS: number): void {
    for (;;) {
      const next = this.#waiting[0];
      if (next === undefined || next.readyS > unixS) return;
      this.#waiting.shift();
      this.#start(next);
    }
  }

  /** Few wait at a time, so a sorted list is enough. */
  #push(waiting: Waiting): void {
    const before = (other: Waiting) =>
      other.readyS < waiting.readyS ||
      (other.readyS === waiting.readyS && other.record.serial <= waiting.record.serial);
    const place = this.#waiting.findLastIndex(before) + 1;
    this.#waiting.splice(place, 0, waiting);
  }

  #start({ record, stages, index, readyS }: Waiting): void {
    const stage = stages[index];
    const run = record.runs[index];
    if (stage === undefined || run === undefined) return;
    run.readyS = readyS;
    const slot = this.#pickSlot(stage.pool, readyS, record.serial + index);
    const startS = Math.max(readyS, slot.freeS) + (hashOf(this.#seed, 'poll', record.serial, index) % 3);
    if (record.killedS !== null && startS >= record.killedS) {
      run.stopS = record.killedS;
    } else {
      run.startS = startS;
      run.stopS = Math.min(startS + stage.durationS, record.killedS ?? Number.POSITIVE_INFINITY);
      run.machine = slot.machine;
      run.skewS = slot.skewS;
      slot.freeS = run.stopS + 1;
    }
    this.#release(record, stages);
  }

  #pickSlot(pool: PoolName, readyS: number, salt: number): Slot {
    const slots = this.#slots[pool];
    const free = slots.filter(slot => slot.freeS <= readyS);
    const candidates = free.length > 0 ? free : [slots.reduce((a, b) => (b.freeS < a.freeS ? b : a))];
    const slot = candidates[hashOf(this.#seed, 'slot', salt) % candidates.length];
    if (slot === undefined) throw new RangeError(`the pool ${pool} has no slots`);
    return slot;
  }

  /** Stages whose dependencies are done become ready, or are skipped when one of those failed. */
  #release(record: BuildRecord, stages: readonly StagePlan[]): void {
    for (const [index, stage] of stages.entries()) {
      const run = record.runs[index];
      if (run === undefined || run.stopS > 0 || stage.dependsOn.length === 0) continue;
      const parents = stages.flatMap((other, at) =>
        stage.dependsOn.includes(other.name) ? [{ other, run: record.runs[at] }] : [],
      );
      if (parents.some(parent => parent.run === undefined || parent.run.stopS === 0)) continue;
      // Its parents were done before: it waits for a runner already.
      if (run.readyS !== record.createdS) continue;
      const readyS = Math.max(...parents.map(parent => parent.run?.stopS ?? 0));
      const failed = parents.some(parent => parent.other.status !== 'success' || parent.run?.startS === null);
      run.readyS = readyS;
      if (failed || (record.killedS !== null && readyS >= record.killedS)) run.stopS = readyS;
      else this.#push({ record, stages, index, readyS });
    }
    if (record.runs.every(run => run.stopS > 0)) finishRecord(record, stages);
  }
}
