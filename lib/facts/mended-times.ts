import {
  type ClockedBuild,
  isEndedByServer,
  type ServerTimes,
  type StoredStage,
  saysThatOff,
  spanWithin,
  stageOffsetS,
  timeWithin,
} from './runner-clock';
import { isPassedOver } from './vocabulary';

type Times = Array<number | null>;

/**
 * Times of builds as they are stored, side by side, unix seconds; they are mended in place. What belongs to a build or
 * stage ends before `…Until`, and begins where that of the one before ends.
 */
export interface StoredTimes {
  builds: {
    createdS: number[];
    startedS: Times;
    /** Of one that is not over: how far it has come. */
    finishedS: number[];
    isOpen: boolean[];
    stagesUntil: number[];
  };
  stages: {
    status: string[];
    machine: Array<string | null>;
    createdS: Times;
    startedS: Times;
    stoppedS: Times;
    updatedS: Times;
    /** When it was seen last waiting for an approval, and first no longer. */
    blockedUntilS: Times;
    releasedS: Times;
    stepsUntil: number[];
  };
  steps: { status: string[]; startedS: Times; stoppedS: Times };
}

/** What mending tells beside the times. */
export interface Mended {
  /** By build: from its creation to the last approval that it waited for. */
  approvalS: number[];
  /** By stage: it ran, and nobody knows since when. */
  hasLostStart: boolean[];
  /** By stage: it waited for an approval. */
  wasBlocked: boolean[];
  /** By build: as it was stored, and whether it says that a clock is off, or ran on a runner of which that is known. */
  readings: Array<{ read: ClockedBuild; isOff: boolean }>;
}

/**
 * Puts all times on the server's clock; what cannot be is null then.
 *
 * @param offsetOf how far the clock of a stage's runner is off on the day of its build; null: not known
 */
export function mendTimes(
  times: StoredTimes,
  offsetOf: (build: number, stage: number) => number | null,
  nowS: number,
): Mended {
  const { builds, stages } = times;
  const mended: Mended = {
    approvalS: [],
    hasLostStart: stages.status.map(() => false),
    wasBlocked: stages.status.map((status, i) => status === 'blocked' || stages.blockedUntilS[i] !== null),
    readings: [],
  };
  for (let build = 0; build < builds.createdS.length; build += 1) {
    const createdS = builds.createdS[build] ?? 0;
    const finishedS = builds.finishedS[build] ?? 0;
    const isOpen = builds.isOpen[build] === true;
    const server: ServerTimes = {
      createdS,
      startedS: timeWithin(builds.startedS[build] ?? null, 0, createdS, nowS),
      finishedS: isOpen ? null : finishedS,
    };
    builds.startedS[build] = server.startedS;
    const from = builds.stagesUntil[build - 1] ?? 0;
    const until = builds.stagesUntil[build] ?? 0;
    const read = clockedBuild(times, server, from, until);
    let isOff = saysThatOff(read);
    let approvedS = createdS;
    for (let stage = from; stage < until; stage += 1) {
      const runnerS = offsetOf(build, stage);
      isOff ||= runnerS !== null;
      mendStage(times, mended, { stage, server, runnerS, nowS });
      approvedS = Math.max(approvedS, approvalOf(times, stage, createdS, finishedS));
    }
    mended.readings.push({ read, isOff });
    mended.approvalS.push(Math.min(approvedS, Math.max(createdS, finishedS)) - createdS);
  }
  return mended;
}

function storedStage({ stages }: StoredTimes, stage: number): StoredStage {
  return {
    status: stages.status[stage] ?? '',
    startedS: stages.startedS[stage] ?? null,
    stoppedS: stages.stoppedS[stage] ?? null,
    updatedS: stages.updatedS[stage] ?? null,
  };
}

function clockedBuild(times: StoredTimes, server: ServerTimes, from: number, until: number): ClockedBuild {
  const stages: Array<StoredStage & { machine: string }> = [];
  for (let stage = from; stage < until; stage += 1) {
    const machine = times.stages.machine[stage];
    if (machine !== null && machine !== undefined) stages.push({ ...storedStage(times, stage), machine });
  }
  return { ...server, stages };
}

interface StageInTurn {
  stage: number;
  server: ServerTimes;
  /** Of its runner's day. */
  runnerS: number | null;
  nowS: number;
}

function mendStage(times: StoredTimes, mended: Mended, { stage, server, runnerS, nowS }: StageInTurn): void {
  const { stages, steps } = times;
  const stored = storedStage(times, stage);
  const { createdS, finishedS } = server;
  const offsetS = stageOffsetS(server, stored, runnerS);
  const isCut = isEndedByServer(server, stored);
  const mostS = finishedS === null ? null : Math.max(0, finishedS - createdS);
  const mend = (startedS: number | null, stoppedS: number | null, isServersEnd: boolean) =>
    spanWithin(
      {
        startedS: timeWithin(startedS, offsetS, createdS, nowS),
        stoppedS: timeWithin(stoppedS, isServersEnd ? 0 : offsetS, createdS, nowS),
      },
      mostS,
    );
  const own = mend(stored.startedS, stored.stoppedS, isCut);
  stages.createdS[stage] = timeWithin(stages.createdS[stage] ?? null, 0, createdS, nowS);
  stages.startedS[stage] = own.startedS;
  stages.stoppedS[stage] = own.stoppedS;
  mended.hasLostStart[stage] =
    !isPassedOver(stored.status) && stored.startedS !== null && own.startedS === null;
  const until = stages.stepsUntil[stage] ?? 0;
  for (let step = stages.stepsUntil[stage - 1] ?? 0; step < until; step += 1) {
    const startedS = steps.startedS[step] ?? null;
    const stoppedS = steps.stoppedS[step] ?? null;
    const span = mend(startedS, stoppedS, isCut && steps.status[step] === 'killed');
    steps.startedS[step] = span.startedS;
    steps.stoppedS[step] = span.stoppedS;
  }
}

/** When the last of the approvals came that a stage waited for: at the latest as it started, or was ended. */
function approvalOf({ stages }: StoredTimes, stage: number, createdS: number, finishedS: number): number {
  if (stages.status[stage] === 'blocked') return finishedS;
  const seenS = stages.blockedUntilS[stage] ?? null;
  if (seenS === null) return createdS;
  const latestS = Math.min(
    stages.releasedS[stage] ?? Number.POSITIVE_INFINITY,
    stages.startedS[stage] ?? Number.POSITIVE_INFINITY,
  );
  return Number.isFinite(latestS) ? latestS : seenS;
}
