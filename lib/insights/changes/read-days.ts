import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import { CACHE_KINDS, EVENTS } from '@/lib/facts/vocabulary';
import { calendarDay, weekdayOf } from '@/lib/time/days';
import type { DayRange } from '@/lib/time/ranges';
import {
  BUILD_FLAG,
  BuildPicker,
  forEachSeries,
  isTimed,
  openReader,
  type ReaderContext,
  STEP_FLAG,
  UNKNOWN,
  type WeekSlice,
} from '@/lib/weeks/reader';
import { rangeOf } from '../compare/range-of';

/**
 * Builds of the default branch are watched by themselves: a branch that changes the lock file misses until it is merged,
 * for days or weeks, and that is no fall of the cache.
 */
const CACHE_BRANCHES = ['default', 'others'] as const;
type CacheBranch = (typeof CACHE_BRANCHES)[number];

/** What is watched: the wait of a service for builds of a repository, a step, or one kind of cache in a step. */
export type Subject =
  | { kind: 'wait'; service: string }
  | { kind: 'step'; seriesId: number }
  | {
      kind: 'cache';
      seriesId: number;
      cacheKind: (typeof CACHE_KINDS)[number];
      branch: CacheBranch;
      tool: string;
    };

/** A subject as one text; no two have the same. */
export function subjectKey(subject: Subject): string {
  if (subject.kind === 'wait') return `wait ${subject.service}`;
  if (subject.kind === 'step') return `step ${subject.seriesId}`;
  return `cache ${subject.seriesId} ${subject.cacheKind} ${subject.branch} ${subject.tool}`;
}

/** What a key stands for; null: it is none of this version. */
export function subjectOf(key: string): Subject | null {
  const [kind = '', first = '', second = '', third = '', ...rest] = key.split(' ');
  if (kind === 'wait') return { kind, service: key.slice('wait '.length) };
  if (!/^\d+$/.test(first)) return null;
  if (kind === 'step') return { kind, seriesId: Number(first) };
  const cacheKind = CACHE_KINDS.find(known => known === second);
  const branch = CACHE_BRANCHES.find(known => known === third);
  if (kind !== 'cache' || cacheKind === undefined || branch === undefined) return null;
  return { kind, seriesId: Number(first), cacheKind, branch, tool: rest.join(' ') };
}

/** Days of one subject by day, in days since 1970-01-01. */
export interface WatchedDays {
  /** Milliseconds of runs or waits, by key of the subject. */
  durations: Map<string, { subject: Subject; days: Map<number, number[]> }>;
  lookups: Map<string, { subject: Subject; days: Map<number, { hits: number; misses: number }> }>;
}

/** What people make build all the time; tags, promotions and cron builds are others, and would be taken for changes. */
const WATCHED_EVENTS: ReadonlySet<string> = new Set(['push', 'pull_request', 'custom', 'other']);

/** Successful runs, waits and look-ups of one repository on working days, no reruns. */
export async function readWatchedDays(
  context: ReaderContext,
  repoId: number,
  days: DayRange,
): Promise<WatchedDays> {
  const reader = await openReader(context, {
    range: rangeOf(days),
    bucket: 'auto',
    ...{ team: null, service: null, repository: null, pipeline: null, step: null },
    branch: 'all',
    event: 'all',
  });
  const found: WatchedDays = { durations: new Map(), lookups: new Map() };
  const workdays = new Set(reader.settings.hours.workdays);
  const isWatched = EVENTS.map(event => WATCHED_EVENTS.has(event));
  const picker = new BuildPicker();
  const dayOf = ({ builds, monday, mask }: Slice, build: number): number | null => {
    if ((mask !== null && mask[build] !== 1) || !isWatched[at(builds.event, build, 'event')]) return null;
    if ((at(builds.flags, build, 'flags') & (BUILD_FLAG.rerun | BUILD_FLAG.cron)) !== 0) return null;
    const day = monday + at(builds.day, build, 'day');
    return workdays.has(weekdayOf(day)) ? day : null;
  };
  await reader.forEachWeek(
    'now',
    ['steps', 'caches'],
    slice => {
      for (const group of reader.series.groupsOf(repoId, 'service')) {
        const picked = picker.pick(group, slice.builds, slice.parts.steps, slice.mask);
        for (let i = 0; i < picked.n; i += 1) {
          const build = at(picked.index, i, 'index');
          const day = isTimed(slice.builds, picked, i) ? dayOf(slice, build) : null;
          if (day === null) continue;
          addDuration(found, { kind: 'wait', service: group.key }, day, at(picked.waitS, i, 'waitS') * 1000);
        }
      }
      addSteps(found, slice, dayOf);
      addLookups(found, slice, dayOf);
    },
    new Set([repoId]),
  );
  return found;
}

type Slice = WeekSlice<'steps' | 'caches'>;
type DayOf = (slice: Slice, build: number) => number | null;

function addDuration({ durations }: WatchedDays, subject: Subject, day: number, ms: number): void {
  const { days } = entryOf(durations, subjectKey(subject), () => ({ subject, days: new Map() }));
  entryOf(days, day, () => []).push(ms);
}

function addSteps(found: WatchedDays, slice: Slice, dayOf: DayOf): void {
  const { steps } = slice.parts;
  forEachSeries(steps, (seriesId, from, until) => {
    for (let i = from; i < until; i += 1) {
      if ((at(steps.flags, i, 'flags') & STEP_FLAG.timed) === 0) continue;
      const day = dayOf(slice, at(steps.build, i, 'build'));
      if (day === null) continue;
      const seconds = at(steps.stopS, i, 'stopS') - at(steps.startS, i, 'startS');
      addDuration(found, { kind: 'step', seriesId }, day, seconds * 1000);
    }
  });
}

function addLookups({ lookups }: WatchedDays, slice: Slice, dayOf: DayOf): void {
  const { caches } = slice.parts;
  forEachSeries(caches, (seriesId, from, until) => {
    for (let i = from; i < until; i += 1) {
      const [hits, misses] = [at(caches.hits, i, 'hits'), at(caches.misses, i, 'misses')];
      if (hits === UNKNOWN || misses === UNKNOWN || hits + misses === 0) continue;
      const build = at(caches.build, i, 'build');
      const day = dayOf(slice, build);
      if (day === null) continue;
      const isDefault = (at(slice.builds.flags, build, 'flags') & BUILD_FLAG.onDefaultBranch) !== 0;
      const cacheKind = at(CACHE_KINDS, at(caches.kind, i, 'kind'), 'CACHE_KINDS');
      const tool = caches.tools[at(caches.tool, i, 'tool')] ?? '';
      const branch = isDefault ? 'default' : 'others';
      const subject: Subject = { kind: 'cache', seriesId, cacheKind, branch, tool };
      const { days } = entryOf(lookups, subjectKey(subject), () => ({ subject, days: new Map() }));
      const sum = entryOf(days, day, () => ({ hits: 0, misses: 0 }));
      sum.hits += hits;
      sum.misses += misses;
    }
  });
}

/** Days in order of time, from one on until before another. */
export function inOrder<Value>(
  days: ReadonlyMap<number, Value>,
  { from, until }: DayRange,
): Array<{ day: string; value: Value }> {
  return [...days]
    .sort(([a], [b]) => a - b)
    .map(([day, value]) => ({ day: calendarDay(day), value }))
    .filter(({ day }) => day >= from && day < until);
}
