import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
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
import { type KnownChange, Levels, readKnownChanges, repositoryKey } from '../known-changes';
import type { BuildFacts } from './build-facts';

/** What is usual is what the builds of so many days before took, or of fewer where it changed in them. */
export const BASELINE_DAYS = 28;

/** What something usually takes: percentiles by nearest rank, null without any. */
export interface Baseline {
  n: number;
  p50Ms: number | null;
  p75Ms: number | null;
  p90Ms: number | null;
  /** Of builds since this day alone, on which it changed; null: of all 28 days. */
  since: string | null;
}

/** What of a step usually was cached. */
interface UsualCache {
  /** Builds whose log told. */
  n: number;
  /** Of all that they looked up, 0 to 1. */
  hitRatio: number;
  since: string | null;
}

export interface Baselines {
  wait: Baseline;
  queue: Baseline;
  of(pipeline: string, step: string): Baseline;
  /** Null: no log told. */
  cacheOf(pipeline: string, step: string): UsualCache | null;
  /** The last change of the wait in those days, whether or not enough builds came after it. */
  waitChange: KnownChange | null;
  changeOf(pipeline: string, step: string): KnownChange | null;
}

/**
 * What the wait and the steps of a build took in the successful builds of the same repository and kind of branch
 * (default, or any other) that ended in the 28 days before it was created. Of what changed in these days it is those
 * that came after, once there are enough: before, it was something else.
 */
export async function readBaselines(
  context: ReaderContext,
  build: Pick<BuildFacts, 'repository' | 'serverId' | 'createdS' | 'isOnDefaultBranch'>,
): Promise<Baselines> {
  const { createdS, repository, serverId } = build;
  const { settings } = await context.source.open();
  const calendar = createLocalCalendar(settings.hours.timeZone ?? context.timeZone);
  const dayAt = (seconds: number) => calendarDay(calendar.dayOf(seconds * 1000));
  const days = [dayAt(createdS - BASELINE_DAYS * DAY_S), dayAt(createdS)] as const;
  const branch = build.isOnDefaultBranch ? 'default' : 'others';
  const reader = await openReader(
    context,
    metricFilterSchema.parse({ range: days.join('..'), repository, branch, event: 'all' }),
  );
  const ids = [...reader.book.repos.values()].filter(
    repo => repositoryKey(repo) === repositoryKey({ serverId, slug: repository }),
  );
  const known = await readKnownChanges(
    context,
    ids.map(({ id }) => id),
    days,
  );
  const changes = new ChangesOfSeries(changesBefore(known, createdS));
  const ofWait = changes.of('wait', null, null);
  const tallies = () => new Tally();
  const wait = new Levels(ofWait, tallies);
  // Builds that are compared by their wait are compared by their queue.
  const queue = new Levels(ofWait, tallies);
  const caches = new CacheCounts(changes);
  const steps = new Map<string, Levels<Tally>>();
  await reader.forEachWeek('now', ['steps', 'caches'], slice => {
    if (slice.repo.serverId !== serverId) return;
    const counts = successesBefore(slice, createdS);
    for (let i = 0; i < counts.length; i += 1) {
      if (counts[i] !== 1) continue;
      const endS = endOf(slice.builds, i);
      wait.forEachAt(endS, tally => tally.add(at(slice.builds.waitS, i, 'waitS')));
      queue.forEachAt(endS, tally => tally.add(at(slice.builds.queueS, i, 'queueS')));
    }
    caches.add(reader, slice, counts);
    addSteps(steps, changes, reader, slice, counts);
  });
  return {
    wait: baselineOf(wait),
    queue: baselineOf(queue),
    cacheOf: (pipeline, step) => caches.of(pipeline, step),
    of: (pipeline, step) => baselineOf(steps.get(keyOf(pipeline, step)) ?? new Levels([], tallies)),
    waitChange: ofWait.at(-1) ?? null,
    changeOf: (pipeline, step) => changes.of('step', pipeline, step).at(-1) ?? null,
  };
}

/** Those that the builds before an instant came after; what lies 28 days back no longer divides them. */
export function changesBefore(changes: readonly KnownChange[], createdS: number): KnownChange[] {
  return changes.filter(({ startS }) => startS <= createdS && startS > createdS - BASELINE_DAYS * DAY_S);
}

/** Changes of one repository, the oldest first. */
class ChangesOfSeries {
  private readonly changes = new Map<string, KnownChange[]>();

  constructor(changes: readonly KnownChange[]) {
    for (const change of changes) {
      const key = `${change.kind} ${keyOf(change.pipeline, change.step)}`;
      entryOf(this.changes, key, () => []).push(change);
    }
  }

  of(kind: KnownChange['kind'], pipeline: string | null, step: string | null): readonly KnownChange[] {
    return this.changes.get(`${kind} ${keyOf(pipeline, step)}`) ?? [];
  }
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
  tallies: Map<string, Levels<Tally>>,
  changes: ChangesOfSeries,
  { book }: WeekReader,
  { builds, parts: { steps } }: WeekSlice<'steps'>,
  counts: Uint8Array,
): void {
  forEachSeries(steps, (seriesId, from, until) => {
    const series = book.series.get(seriesId);
    if (series === undefined) return;
    const { pipeline, step } = series;
    const levels = entryOf(tallies, keyOf(pipeline, step), () => {
      return new Levels(changes.of('step', pipeline, step), () => new Tally());
    });
    for (let i = from; i < until; i += 1) {
      const build = at(steps.build, i, 'build');
      if (counts[build] !== 1 || (at(steps.flags, i, 'flags') & STEP_FLAG.timed) === 0) continue;
      const runS = at(steps.stopS, i, 'stopS') - at(steps.startS, i, 'startS');
      levels.forEachAt(endOf(builds, build), tally => tally.add(runS));
    }
  });
}

interface CacheCount {
  hits: number;
  misses: number;
  builds: Set<string>;
}

/** What logs told of caches, by step. */
class CacheCounts {
  private readonly counts = new Map<string, Levels<CacheCount>>();

  constructor(private readonly changes: ChangesOfSeries) {}

  add({ book }: WeekReader, slice: WeekSlice<'caches'>, counts: Uint8Array): void {
    const { caches } = slice.parts;
    for (let i = 0; i < caches.n; i += 1) {
      const build = at(caches.build, i, 'build');
      const [hits, misses] = [at(caches.hits, i, 'hits'), at(caches.misses, i, 'misses')];
      const series = book.series.get(at(caches.seriesId, i, 'seriesId'));
      if (counts[build] !== 1 || hits === UNKNOWN || misses === UNKNOWN || series === undefined) continue;
      const { pipeline, step } = series;
      const levels = entryOf(this.counts, keyOf(pipeline, step), () => {
        return new Levels<CacheCount>(this.changes.of('cache', pipeline, step), () => {
          return { hits: 0, misses: 0, builds: new Set() };
        });
      });
      const name = `${slice.repo.id} ${at(slice.builds.number, build, 'number')}`;
      levels.forEachAt(endOf(slice.builds, build), sum => {
        sum.hits += hits;
        sum.misses += misses;
        sum.builds.add(name);
      });
    }
  }

  of(pipeline: string, step: string): UsualCache | null {
    const levels = this.counts.get(keyOf(pipeline, step));
    if (levels === undefined) return null;
    const { gathered, since } = levels.newest(({ builds }) => builds.size >= MIN_BUILDS);
    const { hits, misses, builds } = gathered;
    return hits + misses === 0 ? null : { n: builds.size, hitRatio: hits / (hits + misses), since };
  }
}

function baselineOf(levels: Levels<Tally>): Baseline {
  const { gathered: tally, since } = levels.newest(({ n }) => n >= MIN_BUILDS);
  return {
    n: tally.n,
    p50Ms: tally.quantileMs(0.5),
    p75Ms: tally.quantileMs(0.75),
    p90Ms: tally.quantileMs(0.9),
    since,
  };
}

function keyOf(pipeline: string | null, step: string | null): string {
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
