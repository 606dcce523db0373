import { entryOf } from '@/lib/entry-of';
import type { DayOfBuilds } from '@/lib/stats/daily-medians';
import { dailyLogMedians } from '@/lib/stats/daily-medians';
import { ascending, medianOf } from '@/lib/stats/quantiles';
import { calendarDay, weekdayOf } from '@/lib/time/days';
import type { PopulationBuild } from './population';

/** Fewer builds of a kind on one side say nothing about it. */
const FEWEST_OF_A_KIND = 3;
const FEWEST_OF_A_TEMPERATURE = 8;

/** What both sides have in common; where they differ by a filter, that is what is compared. */
export interface Likeness {
  /** Whether builds of one service are compared with those of the same one only. */
  byService: boolean;
  /** The same of event and kind of branch, or of the steps that ran. */
  byKind: boolean;
}

/** Both sides at one mix. */
export interface Standardised {
  before: PopulationBuild[];
  after: PopulationBuild[];
  /** Builds of a kind that only one side has enough of. */
  leftOutCount: number;
}

/**
 * Takes out what a change of the mix alone does: builds of each kind (service, event or steps) are scaled to the median
 * of all builds before, by the median of their own kind before. Ratios within a kind stay as they are, and a side that
 * has more of the long kind is not slower for it.
 */
export function standardise(
  before: readonly PopulationBuild[],
  after: readonly PopulationBuild[],
  likeness: Likeness,
): Standardised {
  const kept = kindsOf(before, after, likeness).filter(
    kind => kind.before.length >= FEWEST_OF_A_KIND && kind.after.length >= FEWEST_OF_A_KIND,
  );
  const all = medianMs(kept.flatMap(kind => kind.before));
  const scaled: Standardised = { before: [], after: [], leftOutCount: before.length + after.length };
  for (const kind of kept) {
    const factor = all / Math.max(medianMs(kind.before), 1000);
    for (const side of ['before', 'after'] as const) {
      for (const build of kind[side]) scaled[side].push({ ...build, ms: Math.max(build.ms, 1000) * factor });
      scaled.leftOutCount -= kind[side].length;
    }
  }
  return scaled;
}

interface Kind {
  before: PopulationBuild[];
  after: PopulationBuild[];
}

/** In steps, since a key of its own for each of a hundred thousand builds would take longer than all that follows. */
function kindsOf(
  before: readonly PopulationBuild[],
  after: readonly PopulationBuild[],
  { byService, byKind }: Likeness,
): Kind[] {
  const kinds: Kind[] = [];
  const repos = new Map<number, Map<string, Map<string, Kind>>>();
  const newKind = () => {
    const kind: Kind = { before: [], after: [] };
    kinds.push(kind);
    return kind;
  };
  for (const [side, builds] of [
    ['before', before],
    ['after', after],
  ] as const) {
    for (const build of builds) {
      const services = entryOf(
        repos,
        byService ? build.repoId : 0,
        () => new Map<string, Map<string, Kind>>(),
      );
      const ofService = entryOf(services, byService ? build.service : '', () => new Map<string, Kind>());
      entryOf(ofService, byKind ? build.kind : '', newKind)[side].push(build);
    }
  }
  return kinds;
}

function medianMs(builds: readonly PopulationBuild[]): number {
  return medianOf(ascending(builds.map(({ ms }) => ms)));
}

/** Builds by day, in order of time. */
export function daysOf(builds: readonly PopulationBuild[]): DayOfBuilds[] {
  const days = new Map<number, number[]>();
  for (const { day, ms } of builds) entryOf(days, day, () => []).push(ms);
  return [...days]
    .sort(([a], [b]) => a - b)
    .map(([day, durationsMs]) => ({ day: calendarDay(day), durationsMs }));
}

/** After / before when every weekday weighs as before; null where no weekday is on both sides. */
export function ratioAtSameWeekdays({ before, after }: Standardised): number | null {
  let [sum, weight] = [0, 0];
  for (let weekday = 1; weekday <= 7; weekday += 1) {
    const on = (builds: readonly PopulationBuild[]) =>
      dailyLogMedians(daysOf(builds.filter(({ day }) => weekdayOf(day) === weekday)));
    const [left, right] = [on(before), on(after)];
    if (left.length === 0 || right.length === 0) continue;
    sum += left.length * (meanOf(right) - meanOf(left));
    weight += left.length;
  }
  return weight === 0 ? null : Math.exp(sum / weight);
}

/** After / before when as many builds are cold as before; null where logs tell too little. */
export function ratioAtSameCaches({ before, after }: Standardised): number | null {
  let [sum, weight] = [0, 0];
  for (const isCold of [false, true]) {
    const left = before.filter(build => build.isCold === isCold);
    const right = after.filter(build => build.isCold === isCold);
    if (left.length < FEWEST_OF_A_TEMPERATURE || right.length < FEWEST_OF_A_TEMPERATURE) continue;
    sum += left.length * Math.log(medianMs(right) / medianMs(left));
    weight += left.length;
  }
  return weight === 0 ? null : Math.exp(sum / weight);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
