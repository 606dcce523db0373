import { isPassedOver } from './vocabulary';

/**
 * Builds tell times by two clocks: the server's, and those of the runners. What a runner wrote is put on the server's
 * clock before anything is computed from it. All times are unix seconds, offsets too: above 0, the runner is ahead.
 */

/** Whole seconds, and the way to the server, account for less. */
export const LEAST_OFFSET_S = 3;
/** By so much two readings of the same instant may differ. */
const ROUNDING_S = 2;
/** Stages of a runner's day that say how far its clock is off, before they say it for one another. */
const MIN_STAGES = 3;
/** Builds of a runner's day, where its stages do not say it themselves. */
const MIN_BUILDS = 5;
/** 2010: a time before is that of a clock that nobody set. */
const FIRST_TIME_S = 1_262_304_000;
/** 2100: what lies beyond is no time in seconds, and no clock. */
const LAST_READING_S = 4_102_444_800;
/** As if 1970 were now, for somebody in 2038: a clock that nobody set is not off by more. */
const MOST_OFFSET_S = 2_147_483_647;
const DAY_S = 86_400;

/** Of a build, by the server's clock. */
export interface ServerTimes {
  createdS: number;
  startedS: number | null;
  finishedS: number | null;
}

/** A stage as it was stored. */
export interface StoredStage {
  status: string;
  startedS: number | null;
  stoppedS: number | null;
  /** The server's clock: as the stage started, and as its runner ended it; a cancel leaves it. Null: not told. */
  updatedS: number | null;
}

/**
 * Whether a cancel ended the stage: its end, and that of what ran in it, is the server's then. A runner that ends a
 * killed stage itself, as after a time-out, tells its own end, and the server writes `updated` with it.
 */
export function isEndedByServer(
  build: ServerTimes,
  { status, startedS, stoppedS, updatedS }: StoredStage,
): boolean {
  const { finishedS } = build;
  if (status !== 'killed' || stoppedS === null || finishedS === null) return false;
  if (Math.abs(stoppedS - finishedS) > ROUNDING_S) return false;
  if (updatedS === null || updatedS < finishedS - ROUNDING_S || startedS === null) return true;
  const runS = stoppedS - startedS;
  return runS < 0 || runS > finishedS - (build.startedS ?? build.createdS) + ROUNDING_S;
}

/** How far a stage says that its runner's clock is off; null: it does not. */
function ownOffsetS(build: ServerTimes, stage: StoredStage): number | null {
  const { startedS, stoppedS, updatedS } = stage;
  if (updatedS === null || isPassedOver(stage.status)) return null;
  const isCut = stoppedS === null || isEndedByServer(build, stage);
  return offsetOf(isCut ? startedS : stoppedS, updatedS);
}

/** Of what a runner read above what its server did at the same instant; null: one of the two is no time. */
function offsetOf(readS: number | null, serverS: number): number | null {
  if (readS === null || !isReading(readS) || !isReading(serverS) || serverS < FIRST_TIME_S) return null;
  const offsetS = readS - serverS;
  return Math.abs(offsetS) > MOST_OFFSET_S ? null : offsetS;
}

/**
 * How far the times of a stage are off: as those of its runner around that time, else as it says itself, as after
 * somebody set the clock. 0: too little to tell.
 *
 * @param runnerS of its runner's day; null: too few stages say
 */
export function stageOffsetS(build: ServerTimes, stage: StoredStage, runnerS: number | null): number {
  if (isPassedOver(stage.status)) return 0;
  const ownS = ownOffsetS(build, stage);
  let offsetS = runnerS ?? ownS ?? 0;
  if (ownS !== null && Math.abs(ownS - offsetS) > ROUNDING_S && !fits(build, stage, offsetS)) {
    if (fits(build, stage, ownS)) offsetS = ownS;
  }
  return Math.abs(offsetS) < LEAST_OFFSET_S ? 0 : offsetS;
}

/** Whether a stage lies within its build, once it is put on the server's clock. */
function fits(build: ServerTimes, stage: StoredStage, offsetS: number): boolean {
  const { startedS, stoppedS } = stage;
  const fromS = (build.startedS ?? build.createdS) - LEAST_OFFSET_S;
  if (startedS !== null && startedS - offsetS < fromS) return false;
  if (build.finishedS === null || stoppedS === null) return true;
  const stopS = isEndedByServer(build, stage) ? stoppedS : stoppedS - offsetS;
  return stopS <= build.finishedS + LEAST_OFFSET_S && (startedS === null || startedS - offsetS <= stopS);
}

/** What a clock may say at all, be it off by years; milliseconds are none. */
function isReading(seconds: number): boolean {
  return seconds > 0 && seconds < LAST_READING_S;
}

/**
 * A time of a build on the server's clock, if it is one: not before 2010, a day before the build was created, or a
 * day from now on; else null.
 */
export function timeWithin(
  seconds: number | null,
  offsetS: number,
  createdS: number,
  nowS: number,
): number | null {
  if (seconds === null || !isReading(seconds)) return null;
  const timeS = seconds - offsetS;
  return timeS < FIRST_TIME_S || timeS < createdS - DAY_S || timeS > nowS + DAY_S ? null : timeS;
}

/** A pair of times between which something ran; null: unknown. */
export interface Span {
  startedS: number | null;
  stoppedS: number | null;
}

/**
 * A span that is one: it neither ends before it begins nor lasts longer than its build, but for what rounding accounts
 * for, which is cut off. Of any other, neither end is known.
 *
 * @param mostS how long its build took; null: it is not over
 */
export function spanWithin({ startedS, stoppedS }: Span, mostS: number | null): Span {
  if (startedS === null || stoppedS === null) return { startedS, stoppedS };
  const runS = stoppedS - startedS;
  if (runS < -ROUNDING_S || (mostS !== null && runS > mostS + ROUNDING_S)) {
    return { startedS: null, stoppedS: null };
  }
  return { startedS, stoppedS: startedS + Math.min(Math.max(0, runS), mostS ?? runS) };
}

/** A build of one day, to compare the clocks of its runners by. */
export interface ClockedBuild extends ServerTimes {
  stages: ReadonlyArray<StoredStage & { machine: string }>;
}

export interface RunnerOffset {
  offsetS: number;
  /** That it was told from. */
  stages: number;
}

/**
 * How far the clocks of runners were off on one day: the median of what their stages say, from 3 stages on. Where
 * none say it themselves: of how much later the first stage began, and the last one ended, than the build, from 5
 * builds on that ran on that runner alone, if both ends agree.
 *
 * @returns by machine; a runner of which every stage is right is left out
 */
export function runnerOffsets(builds: readonly ClockedBuild[]): Map<string, RunnerOffset> {
  const own = new Map<string, number[]>();
  const starts = new Map<string, number[]>();
  const ends = new Map<string, number[]>();
  for (const build of builds) {
    for (const stage of build.stages) {
      const offsetS = ownOffsetS(build, stage);
      if (offsetS !== null) push(own, stage.machine, offsetS);
    }
    const difference = differenceOf(build);
    if (difference === null) continue;
    push(starts, difference.machine, difference.startS);
    if (difference.endS !== null) push(ends, difference.machine, difference.endS);
  }
  const found = new Map<string, RunnerOffset>();
  for (const [machine, offsets] of own) {
    if (offsets.length < MIN_STAGES || !offsets.some(isOff)) continue;
    found.set(machine, { offsetS: medianOf(offsets), stages: offsets.length });
  }
  for (const [machine, offsets] of starts) {
    const ofEnds = ends.get(machine) ?? [];
    if (own.has(machine) || offsets.length < MIN_BUILDS || ofEnds.length === 0) continue;
    const all = [...offsets, ...ofEnds];
    if (Math.abs(medianOf(offsets) - medianOf(ofEnds)) > ROUNDING_S || !all.some(isOff)) continue;
    found.set(machine, { offsetS: medianOf(all), stages: offsets.length });
  }
  return found;
}

/** Whether a build says that the clock of one of its runners is off: its day is to be looked at then. */
export function saysThatOff(build: ClockedBuild): boolean {
  const isOwn = build.stages.some(stage => isOff(ownOffsetS(build, stage) ?? 0));
  if (isOwn) return true;
  const ends = differenceOf(build);
  return ends !== null && ends.endS !== null && isOff(ends.startS) && isOff(ends.endS);
}

/** How much later the first stage began than its build, and the last one ended. */
interface Difference {
  machine: string;
  startS: number;
  /** Null: a cancel ended it. */
  endS: number | null;
}

/** Null where it says nothing of one clock: on several runners, or where the stages say it themselves. */
function differenceOf(build: ClockedBuild): Difference | null {
  const { startedS, finishedS } = build;
  const ran = build.stages.filter(stage => !isPassedOver(stage.status));
  const [first] = ran;
  if (first === undefined || startedS === null || finishedS === null) return null;
  let [firstS, lastS, isCut] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false];
  for (const stage of ran) {
    if (stage.machine !== first.machine || stage.updatedS !== null) return null;
    if (stage.startedS === null || !isReading(stage.startedS)) return null;
    firstS = Math.min(firstS, stage.startedS);
    if (stage.stoppedS === null || !isReading(stage.stoppedS) || isEndedByServer(build, stage)) isCut = true;
    else lastS = Math.max(lastS, stage.stoppedS);
  }
  const startS = offsetOf(firstS, startedS);
  if (startS === null) return null;
  return { machine: first.machine, startS, endS: isCut ? null : offsetOf(lastS, finishedS) };
}

function push(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function isOff(offsetS: number): boolean {
  return Math.abs(offsetS) >= LEAST_OFFSET_S;
}

/** By nearest rank. */
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
}
