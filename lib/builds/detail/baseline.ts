import { at } from '@/lib/at';
import { Tally } from '@/lib/metrics/engine/tally';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { calendarDay } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { DAY_S } from '@/lib/time/units';
import {
  endOf,
  forEachSeries,
  hasWait,
  openReader,
  type ReaderContext,
  STEP_FLAG,
  UNKNOWN,
  type WeekReader,
  type WeekSlice,
} from '@/lib/weeks/reader';
import type { BuildFacts } from './build-facts';

/** What is usual is what the builds of so many days before took. */
export const BASELINE_DAYS = 28;

/** What something usually takes: percentiles by nearest rank, null without any. */
export interface Baseline {
  n: number;
  p50Ms: number | null;
  p75Ms: number | null;
  p90Ms: number | null;
}

/** What of a step usually was cached. */
interface UsualCache {
  /** Builds whose log told. */
  n: number;
  /** Of all that they looked up, 0 to 1. */
  hitRatio: number;
}

export interface Baselines {
  wait: Baseline;
  queue: Baseline;
  of(pipeline: string, step: string): Baseline;
  /** Null: no log told. */
  cacheOf(pipeline: string, step: string): UsualCache | null;
}

/**
 * What the wait and the steps of a build took in the successful builds of the same repository and kind of branch
 * (default, or any other) that ended in the 28 days before it was created.
 */
export async function readBaselines(
  context: ReaderContext,
  build: Pick<BuildFacts, 'repository' | 'serverId' | 'createdS' | 'isOnDefaultBranch'>,
): Promise<Baselines> {
  const { createdS, repository, serverId } = build;
  const { settings } = await context.source.open();
  const calendar = createLocalCalendar(settings.hours.timeZone ?? context.timeZone);
  const dayAt = (seconds: number) => calendarDay(calendar.dayOf(seconds * 1000));
  const range = `${dayAt(createdS - BASELINE_DAYS * DAY_S)}..${dayAt(createdS)}`;
  const branch = build.isOnDefaultBranch ? 'default' : 'others';
  const reader = await openReader(
    context,
    metricFilterSchema.parse({ range, repository, branch, event: 'all' }),
  );
  const [wait, queue] = [new Tally(), new Tally()];
  const caches = new CacheCounts();
  const steps = new Map<string, Tally>();
  await reader.forEachWeek('now', ['steps', 'caches'], slice => {
    if (slice.repo.serverId !== serverId) return;
    const counts = successesBefore(slice, createdS);
    for (let i = 0; i < counts.length; i += 1) {
      if (counts[i] !== 1) continue;
      wait.add(at(slice.builds.waitS, i, 'waitS'));
      queue.add(at(slice.builds.queueS, i, 'queueS'));
    }
    caches.add(reader, slice, counts);
    addSteps(steps, reader, slice, counts);
  });
  return {
    wait: baselineOf(wait),
    queue: baselineOf(queue),
    cacheOf: (pipeline, step) => caches.of(pipeline, step),
    of: (pipeline, step) => baselineOf(steps.get(keyOf(pipeline, step)) ?? new Tally()),
  };
}

/** Marks of the builds of a week that count. */
function successesBefore({ builds, mask }: WeekSlice, createdS: number): Uint8Array {
  const marks = new Uint8Array(builds.n);
  for (let i = 0; i < builds.n; i += 1) {
    if (mask !== null && mask[i] !== 1) continue;
    const endS = endOf(builds, i);
    const isBefore = endS < createdS && endS >= createdS - BASELINE_DAYS * DAY_S;
    if (hasWait(builds, i) && isBefore) marks[i] = 1;
  }
  return marks;
}

function addSteps(
  tallies: Map<string, Tally>,
  { book }: WeekReader,
  { parts: { steps } }: WeekSlice<'steps'>,
  counts: Uint8Array,
): void {
  forEachSeries(steps, (seriesId, from, until) => {
    const series = book.series.get(seriesId);
    if (series === undefined) return;
    const key = keyOf(series.pipeline, series.step);
    const tally = tallies.get(key) ?? new Tally();
    tallies.set(key, tally);
    for (let i = from; i < until; i += 1) {
      if (counts[at(steps.build, i, 'build')] !== 1 || (at(steps.flags, i, 'flags') & STEP_FLAG.timed) === 0)
        continue;
      tally.add(at(steps.stopS, i, 'stopS') - at(steps.startS, i, 'startS'));
    }
  });
}

/** What logs told of caches, by step. */
class CacheCounts {
  private readonly counts = new Map<string, { hits: number; misses: number; builds: Set<string> }>();

  add({ book }: WeekReader, slice: WeekSlice<'caches'>, counts: Uint8Array): void {
    const { caches } = slice.parts;
    for (let i = 0; i < caches.n; i += 1) {
      const build = at(caches.build, i, 'build');
      const [hits, misses] = [at(caches.hits, i, 'hits'), at(caches.misses, i, 'misses')];
      const series = book.series.get(at(caches.seriesId, i, 'seriesId'));
      if (counts[build] !== 1 || hits === UNKNOWN || misses === UNKNOWN || series === undefined) continue;
      const key = keyOf(series.pipeline, series.step);
      const sum = this.counts.get(key) ?? { hits: 0, misses: 0, builds: new Set() };
      this.counts.set(key, sum);
      sum.hits += hits;
      sum.misses += misses;
      sum.builds.add(`${slice.repo.id} ${at(slice.builds.number, build, 'number')}`);
    }
  }

  of(pipeline: string, step: string): UsualCache | null {
    const sum = this.counts.get(keyOf(pipeline, step));
    if (sum === undefined || sum.hits + sum.misses === 0) return null;
    return { n: sum.builds.size, hitRatio: sum.hits / (sum.hits + sum.misses) };
  }
}

function baselineOf(tally: Tally): Baseline {
  return {
    n: tally.n,
    p50Ms: tally.quantileMs(0.5),
    p75Ms: tally.quantileMs(0.75),
    p90Ms: tally.quantileMs(0.9),
  };
}

function keyOf(pipeline: string, step: string): string {
  return `${pipeline}\u001f${step}`;
}

/** Fewer earlier builds than this say nothing about the tail. */
export const MIN_BUILDS = 10;

export const VERDICTS = ['within', 'above-p75', 'above-p90', 'too-few'] as const;

export type Verdict = (typeof VERDICTS)[number];

/**
 * Whether something took longer than usual.
 *
 * @param isWhole false where it was cut short (failed, killed, or still under way): it may be longer than usual
 *   already, but that it is within says nothing
 * @returns null where nothing can be said
 */
export function compareToBaseline(tookMs: number | null, usual: Baseline, isWhole: boolean): Verdict | null {
  if (tookMs === null) return null;
  if (usual.n < MIN_BUILDS || usual.p75Ms === null || usual.p90Ms === null) return 'too-few';
  if (tookMs > usual.p90Ms) return 'above-p90';
  if (tookMs > usual.p75Ms) return 'above-p75';
  return isWhole ? 'within' : null;
}
