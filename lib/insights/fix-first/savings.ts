import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import { HOUR_MS } from '@/lib/time/units';
import { lostTotal } from '@/lib/waiting/lost-total';
import { highParams } from '@/lib/waiting/replay-day';
import {
  BUILD_FLAG,
  type BuildColumns,
  forEachSeries,
  type SeriesBook,
  STEP_FLAG,
  UNKNOWN,
  type WeekReader,
  type WeekSlice,
} from '@/lib/weeks/reader';
import type { PersonDay } from '@/lib/weeks/upkeep';
import type { Candidate, Cut } from './candidate';

/** What a remedy would save a week. */
export interface Saving {
  hoursAWeek: number;
  lowHoursAWeek: number;
  highHoursAWeek: number;
}

/** Which of the cuts a build feels, and by how much sooner it would have been over, ms. */
type BuildCuts = Map<number, number>;

type CutOfRepo = Pick<Candidate, 'repoId' | 'cut' | 'sinceDay'>;

/** No step ever takes nothing: so much of it stays. */
const LEAST_LEFT = 0.05;

/**
 * What each cut would save: the days of people are replayed by the model of hours lost with builds that end sooner.
 * A build ends sooner by what is cut of a step, but never by more than it would without the step at all (its exclusive
 * time); of several steps that is added up. Of the wait for a service that shares its repository it feels what holds the
 * build up (`heldUpBy`). What shorter builds do to the queue is left out.
 *
 * @param cuts with the repository that they concern
 * @param weeks how many the reader covers
 * @param forEachDay visits each day on which somebody waited in these weeks, once
 */
export async function replayCuts(
  reader: WeekReader,
  cuts: readonly CutOfRepo[],
  weeks: number,
  forEachDay: (visit: (day: PersonDay) => void) => Promise<void>,
): Promise<Saving[]> {
  const byBuild = await readCuts(reader, cuts);
  const savedMs = new Float64Array(cuts.length);
  const highMs = new Float64Array(cuts.length);
  await forEachDay(({ builds, windows, params }) => {
    const felt = new Map<number, Map<number, number>>();
    for (const [place, build] of builds.entries()) {
      for (const [index, ms] of byBuild.get(keyOf(build.repoId, build.number)) ?? [])
        entryOf(felt, index, () => new Map<number, number>()).set(place, ms);
    }
    if (felt.size === 0) return;
    const high = highParams(params);
    const [lost, most] = [lostTotal(builds, windows, params), lostTotal(builds, windows, high)];
    for (const [index, sooner] of felt) {
      const shorter = builds.map(({ createdMs, finishedMs }, place) => ({
        createdMs,
        finishedMs: Math.max(createdMs, finishedMs - (sooner.get(place) ?? 0)),
      }));
      savedMs[index] = at(savedMs, index, 'savedMs') + lost - lostTotal(shorter, windows, params);
      highMs[index] = at(highMs, index, 'highMs') + most - lostTotal(shorter, windows, high);
    }
  });
  return cuts.map(({ cut }, index) => {
    const [hoursAWeek, high] = [savedMs, highMs].map(all => at(all, index, 'saved') / HOUR_MS / weeks);
    const saved = hoursAWeek ?? 0;
    // The low reading counts queue and reruns alone.
    const low = cut.kind === 'steps' ? 0 : saved;
    return {
      hoursAWeek: saved,
      lowHoursAWeek: Math.min(low, saved),
      highHoursAWeek: Math.max(high ?? 0, saved),
    };
  });
}

async function readCuts(reader: WeekReader, cuts: readonly CutOfRepo[]): Promise<Map<string, BuildCuts>> {
  const bySeries = new Map<number, Array<{ index: number; ms: number; sinceDay: number }>>();
  const byRepo = new Map<number, Array<{ index: number; cut: Exclude<Cut, { kind: 'steps' }> }>>();
  for (const [index, { repoId, cut, sinceDay = 0 }] of cuts.entries()) {
    if (cut.kind !== 'steps')
      for (const id of cut.kind === 'queue' ? cut.repoIds : [repoId])
        entryOf(byRepo, id, () => []).push({ index, cut });
    else
      for (const [seriesId, ms] of cut.msBySeries)
        entryOf(bySeries, seriesId, () => []).push({ index, ms, sinceDay });
  }
  const found = new Map<string, BuildCuts>();
  const add = (repoId: number, number: number, index: number, ms: number) => {
    const ofBuild = entryOf(found, keyOf(repoId, number), () => new Map());
    ofBuild.set(index, (ofBuild.get(index) ?? 0) + ms);
  };
  const repoIds = new Set([...cuts.map(({ repoId }) => repoId), ...byRepo.keys()]);
  await reader.forEachWeek(
    'now',
    ['steps'],
    slice => {
      const { repo, builds, monday, mask } = slice;
      const { steps } = slice.parts;
      const numberOf = (build: number) => at(builds.number, build, 'number');
      forEachSeries(steps, (seriesId, from, until) => {
        for (const { index, ms, sinceDay } of bySeries.get(seriesId) ?? []) {
          for (let i = from; i < until; i += 1) {
            const build = at(steps.build, i, 'build');
            if (mask !== null && mask[build] !== 1) continue;
            if (monday + at(builds.day, build, 'day') < sinceDay) continue;
            const [startS, stopS] = [at(steps.startS, i, 'startS'), at(steps.stopS, i, 'stopS')];
            if (
              startS === UNKNOWN ||
              stopS === UNKNOWN ||
              (at(steps.flags, i, 'flags') & STEP_FLAG.detached) !== 0
            )
              continue;
            const mostMs =
              Math.min((stopS - startS) * (1 - LEAST_LEFT), at(steps.exclusiveS, i, 'exclusiveS')) * 1000;
            if (mostMs > 0) add(repo.id, numberOf(build), index, Math.min(ms, mostMs));
          }
        }
      });
      for (const { index, cut } of byRepo.get(repo.id) ?? []) {
        const sharedBy = cut.kind === 'builds' ? cut.sharedBy : null;
        const mostS = sharedBy === null ? null : heldUpBy(sharedBy, slice, reader.book);
        for (let build = 0; build < builds.n; build += 1) {
          if (mask !== null && mask[build] !== 1) continue;
          const whole = secondsOf(cut, builds, build);
          const seconds = mostS === null ? whole : Math.min(whole, at(mostS, build, 'mostS'));
          if (seconds > 0) add(repo.id, numberOf(build), index, seconds * 1000);
        }
      }
    },
    repoIds,
  );
  return found;
}

/**
 * By how much the steps of a service hold each build up, s: where its last step ends after all others, by the time
 * between; else others may wait for them, and it is their exclusive time. 0: nobody waits for them, or there are none.
 */
function heldUpBy(
  service: string,
  { builds, parts: { steps } }: WeekSlice<'steps'>,
  book: SeriesBook,
): Float64Array {
  const room = () => new Float64Array(builds.n);
  const [own, others, exclusive] = [room(), room(), room()];
  forEachSeries(steps, (seriesId, from, until) => {
    const isOwn = book.series.get(seriesId)?.service === service;
    const last = isOwn ? own : others;
    for (let i = from; i < until; i += 1) {
      const [build, stopS] = [at(steps.build, i, 'build'), at(steps.stopS, i, 'stopS')];
      if (stopS === UNKNOWN || (at(steps.flags, i, 'flags') & STEP_FLAG.detached) !== 0) continue;
      last[build] = Math.max(at(last, build, 'last'), stopS);
      if (isOwn) exclusive[build] = at(exclusive, build, 'exclusive') + at(steps.exclusiveS, i, 'exclusiveS');
    }
  });
  return own.map((stopS, build) => {
    const otherS = at(others, build, 'others');
    return stopS > otherS ? stopS - otherS : at(exclusive, build, 'exclusive');
  });
}

/** By how much sooner a build would have been over. */
function secondsOf(cut: Exclude<Cut, { kind: 'steps' }>, builds: BuildColumns, build: number): number {
  if (cut.kind === 'queue') return at(builds.queueS, build, 'queueS');
  const waitS = at(builds.waitS, build, 'waitS');
  if (cut.kind === 'builds') return Math.min(cut.ms / 1000, waitS * (1 - LEAST_LEFT));
  return (at(builds.flags, build, 'flags') & BUILD_FLAG.rerun) === 0 ? 0 : waitS;
}

function keyOf(repoId: number, number: number): string {
  return `${repoId} ${number}`;
}
