import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import { type DayOfBuilds, dailyLogMedians } from '@/lib/stats/daily-medians';
import { groupAscending } from '@/lib/stats/group-ascending';
import { ascending, medianOf } from '@/lib/stats/quantiles';
import { calendarDay, dayNumber, weekdayOf } from '@/lib/time/days';
import { SECOND_MS } from '@/lib/time/units';
import { type BuildKind, type PopulationBuilds, WARMTH } from './population-builds';

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

/** Builds of a kind that both sides have enough of, at the mix of the side before. */
export interface MixedBuilds {
  of: PopulationBuilds;
  /** Their places in it. */
  places: Uint32Array;
  /** How long each would have been. */
  ms: Float64Array;
}

/** Both sides at one mix. */
export interface Standardised {
  before: MixedBuilds;
  after: MixedBuilds;
  /** Builds of a kind that only one side has enough of. */
  leftOutCount: number;
}

/**
 * Takes out what a change of the mix alone does: builds of each kind (service, event or steps) are scaled to the median
 * of all builds before, by the median of their own kind before. Ratios within a kind stay as they are, and a side that
 * has more of the long kind is not slower for it.
 *
 * @param partOf where parts are looked at apart: builds of a kind are scaled to the median of those of its part alone
 */
export function standardise(
  before: PopulationBuilds,
  after: PopulationBuilds,
  likeness: Likeness,
  partOf: (kind: BuildKind) => string = () => '',
): Standardised {
  const likes = new Map<string, number>();
  const likeOf = (kind: BuildKind) => entryOf(likes, likeKey(kind, likeness), () => likes.size);
  const [left, right] = [before.kinds.map(likeOf), after.kinds.map(likeOf)];
  const counts = {
    before: countLikes(before, left, likes.size),
    after: countLikes(after, right, likes.size),
  };
  const isKept = (like: number) =>
    at(counts.before, like, 'before') >= FEWEST_OF_A_KIND &&
    at(counts.after, like, 'after') >= FEWEST_OF_A_KIND;
  const parts = new Map<string, number>();
  const partOfKind = before.kinds.map((kind, i) =>
    isKept(at(left, i, 'left')) ? entryOf(parts, partOf(kind), () => parts.size) : -1,
  );
  const mediansOf = (groupCount: number, groupOfKind: readonly number[]) =>
    groupAscending(groupCount, groupsOf(before, groupOfKind), before.seconds).map(
      seconds => medianOf(seconds) * SECOND_MS,
    );
  const [own, ofParts] = [mediansOf(likes.size, left), mediansOf(parts.size, partOfKind)];
  const factors = new Float64Array(likes.size).fill(Number.NaN);
  before.kinds.forEach((_, i) => {
    const [like, part] = [at(left, i, 'left'), at(partOfKind, i, 'partOfKind')];
    if (part >= 0) factors[like] = at(ofParts, part, 'ofParts') / Math.max(at(own, like, 'own'), SECOND_MS);
  });
  const sides = { before: scale(before, left, factors), after: scale(after, right, factors) };
  const kept = sides.before.ms.length + sides.after.ms.length;
  return { ...sides, leftOutCount: before.n + after.n - kept };
}

function likeKey({ repoId, service, kind }: BuildKind, { byService, byKind }: Likeness): string {
  return JSON.stringify([...(byService ? [repoId, service] : []), ...(byKind ? [kind] : [])]);
}

/** The group of each build, by that of its kind. */
function groupsOf({ kind }: PopulationBuilds, groupOfKind: readonly number[]): Int32Array {
  const groups = new Int32Array(kind.length);
  for (let i = 0; i < groups.length; i += 1) groups[i] = groupOfKind[kind[i] ?? 0] ?? -1;
  return groups;
}

function countLikes(builds: PopulationBuilds, likes: readonly number[], likeCount: number): Uint32Array {
  const counts = new Uint32Array(likeCount);
  for (const like of groupsOf(builds, likes)) counts[like] = (counts[like] ?? 0) + 1;
  return counts;
}

/** @param factors by what builds are like; NaN: some side has too few of them */
function scale(builds: PopulationBuilds, likes: readonly number[], factors: Float64Array): MixedBuilds {
  const { n, seconds, kind } = builds;
  const [places, ms] = [new Uint32Array(n), new Float64Array(n)];
  let count = 0;
  for (let i = 0; i < n; i += 1) {
    const factor = factors[likes[kind[i] ?? 0] ?? 0] ?? Number.NaN;
    if (Number.isNaN(factor)) continue;
    places[count] = i;
    ms[count] = Math.max((seconds[i] ?? 0) * SECOND_MS, SECOND_MS) * factor;
    count += 1;
  }
  return { of: builds, places: places.subarray(0, count), ms: ms.subarray(0, count) };
}

/** Builds by day, in order of time; those of a day by how long they were. */
export function daysOf({ of, places, ms }: MixedBuilds): DayOfBuilds[] {
  const first = of.day.reduce((least, day) => Math.min(least, day), Number.POSITIVE_INFINITY);
  const last = of.day.reduce((most, day) => Math.max(most, day), first);
  if (!Number.isFinite(first)) return [];
  const days = new Int32Array(places.length).map(
    (_, i) => at(of.day, at(places, i, 'places'), 'day') - first,
  );
  return groupAscending(last - first + 1, days, ms).flatMap((durationsMs, i) =>
    durationsMs.length === 0 ? [] : { day: calendarDay(first + i), durationsMs },
  );
}

/** After / before when every weekday weighs as before; null where no weekday is on both sides. */
export function ratioAtSameWeekdays(days: {
  before: readonly DayOfBuilds[];
  after: readonly DayOfBuilds[];
}): number | null {
  let [sum, weight] = [0, 0];
  for (let weekday = 1; weekday <= 7; weekday += 1) {
    const on = (side: readonly DayOfBuilds[]) =>
      dailyLogMedians(side.filter(({ day }) => weekdayOf(dayNumber(day)) === weekday));
    const [left, right] = [on(days.before), on(days.after)];
    if (left.length === 0 || right.length === 0) continue;
    sum += left.length * (meanOf(right) - meanOf(left));
    weight += left.length;
  }
  return weight === 0 ? null : Math.exp(sum / weight);
}

/** After / before when as many builds are cold as before; null where logs tell too little. */
export function ratioAtSameCaches({ before, after }: Standardised): number | null {
  let [sum, weight] = [0, 0];
  for (const warmth of [WARMTH.warm, WARMTH.cold]) {
    const those = ({ of, places, ms }: MixedBuilds) =>
      ascending(ms.filter((_, i) => of.warmth[places[i] ?? 0] === warmth));
    const [left, right] = [those(before), those(after)];
    if (left.length < FEWEST_OF_A_TEMPERATURE || right.length < FEWEST_OF_A_TEMPERATURE) continue;
    sum += left.length * Math.log(medianOf(right) / medianOf(left));
    weight += left.length;
  }
  return weight === 0 ? null : Math.exp(sum / weight);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
