import type pg from 'pg';
import { criticalPath } from '@/lib/facts/critical-path';
import type { Settings } from '@/lib/settings/settings';
import { hoursOf } from '@/lib/settings/working-hours';
import { calendarDay, weekNumber } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { type Bands, replayBands } from '@/lib/waiting/replay-day';
import type { BuildStretch, WaitingBuild, WaitingDay } from '@/lib/waiting/waiting-day';
import { LONGEST_WAIT_WEEKS } from './longest-wait-weeks';
import { type LostBands, type LostTable, type LostWhere, lostKey } from './testing';
import { type NaiveBuild, readNaiveBuilds } from './testing-facts';

/** A person's local day with all that was lost on it. */
export interface NaiveDay extends Bands {
  person: string;
  /** `2026-03-02`. */
  day: string;
  amounts: Array<LostWhere & { bands: LostBands }>;
}

/**
 * Hours lost of everybody on every day, straight from builds, stages and steps: written apart from packed weeks, so that
 * these can be held against it. Slow, and for builds with ids of their own.
 *
 * @param wanted which days are replayed; all where it is left out
 */
export async function naiveDays(
  pool: pg.Pool,
  settings: Settings,
  timeZone: string,
  wanted: (person: string, day: string) => boolean = () => true,
): Promise<NaiveDay[]> {
  const builds = await readNaiveBuilds(pool, settings);
  const hours = hoursOf(settings, timeZone);
  const organisation = createLocalCalendar(timeZone);
  const params = paramsOf(settings.cost);
  const days: NaiveDay[] = [];
  for (const person of new Set(builds.map(build => build.person))) {
    const own = builds.filter(build => build.person === person);
    const theirs = hours(person);
    const calendar = createLocalCalendar(theirs.timeZone);
    const touched = new Set<number>();
    for (const { createdMs, finishedMs } of own) {
      for (let day = calendar.dayOf(createdMs); day <= calendar.dayOf(finishedMs); day += 1) touched.add(day);
    }
    for (const day of touched) {
      if (!wanted(person, calendarDay(day))) continue;
      const windows = calendar.windows(day, theirs);
      const lastWeek = weekNumber(day) + LONGEST_WAIT_WEEKS;
      const there = own.filter(
        ({ createdMs, finishedMs }) =>
          windows.some(([from, until]) => createdMs < until && finishedMs > from) &&
          weekNumber(organisation.dayOf(finishedMs)) <= lastWeek,
      );
      days.push(replay(person, calendarDay(day), there, { windows, params }));
    }
  }
  return days;
}

function replay(
  person: string,
  day: string,
  own: readonly NaiveBuild[],
  rest: Pick<WaitingDay, 'windows' | 'params'>,
): NaiveDay {
  const places: Array<{ place: string; owner: string }> = [];
  const codeOf = (place: string, owner: string) => {
    const index = places.findIndex(known => known.place === place && known.owner === owner);
    return index >= 0 ? index : places.push({ place, owner }) - 1;
  };
  const builds = own.map(build => toWaitingBuild(build, codeOf));
  const { amounts, measuredMs, lowMs, lostMs, highMs } = replayBands({ builds, ...rest });
  const told = amounts.map(({ buildId, place: code, cause, ...amount }) => {
    const build = own.find(({ id }) => id === buildId);
    const where = places[code ?? -1];
    if (build === undefined || where === undefined) throw new Error('no such build or place');
    const { slug, number } = build;
    const bands = [amount.measuredMs, amount.lowMs, amount.lostMs, amount.highMs] as const;
    return { person, day, slug, number, ...where, cause, bands };
  });
  return { person, day, amounts: told, measuredMs, lowMs, lostMs, highMs };
}

/** All of the days in one table. */
export function lostTable(days: readonly NaiveDay[]): LostTable {
  return new Map(
    days.flatMap(({ amounts }) => amounts.map(amount => [lostKey(amount), amount.bands] as const)),
  );
}

function toWaitingBuild(build: NaiveBuild, codeOf: (place: string, owner: string) => number): WaitingBuild {
  const { id, createdMs, finishedMs, stages } = build;
  const path = criticalPath({ createdS: createdMs / 1000, finishedS: finishedMs / 1000, stages });
  const last = path.findLast(stretch => stretch.stage !== null)?.stage ?? null;
  const home = last === null ? '/' : `${stages[last]?.name}/`;
  const stretches = path.map(({ fromS, untilS, queued, stage, step }): BuildStretch => {
    const pipeline = stage === null ? '/' : `${stages[stage]?.name}/`;
    const place =
      stage === null || step === null ? pipeline : `${pipeline}${stages[stage]?.steps[step]?.name}`;
    const [cause, owner] = causeAndOwner(build, queued, pipeline, place);
    return { fromMs: fromS * 1000, untilMs: untilS * 1000, cause, place: codeOf(place, owner) };
  });
  return { id, createdMs, finishedMs, stretches, switchPlace: codeOf(home, home) };
}

/** Reruns and queue are borne by the pipeline, a failure by the step that failed, all else by where it was. */
function causeAndOwner(
  { isRerun, status, failed }: NaiveBuild,
  queued: boolean,
  pipeline: string,
  place: string,
): [cause: BuildStretch['cause'], owner: string] {
  if (isRerun) return ['rerun', pipeline];
  if (queued) return ['queue', pipeline];
  if (status === 'killed') return ['cancelled', place];
  return status === 'failure' || status === 'error' ? ['failed', failed ?? place] : ['run', place];
}

function paramsOf(cost: Settings['cost']): WaitingDay['params'] {
  return {
    fullAttentionMs: cost.fullAttentionMinutes * 60_000,
    partialUntilMs: cost.partialUntilMinutes * 60_000,
    partialWeight: cost.partialWeight,
    switchAfterMs: cost.switchAfterMinutes * 60_000,
    switchCostMs: cost.switchCostMinutes * 60_000,
    maxSwitches: cost.maxSwitchesADay,
    capMs: cost.capHoursADay * 3_600_000,
  };
}
