import { at } from '@/lib/at';
import { servicesOfSteps } from '@/lib/builds/ownership';
import { sql } from '@/lib/db/sql';
import { entryOf } from '@/lib/entry-of';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { calendarDay, mondayOf, weekNumber } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import {
  BUILD_FLAG,
  type BuildColumns,
  BuildPicker,
  endOf,
  openReader,
  type ReaderContext,
  type RepoGroup,
  type SeriesBook,
  STATUS,
  type StepColumns,
  type WeekReader,
  type WeekSlice,
} from '@/lib/weeks/reader';
import { readOpenBuilds } from './open-builds';

/** Upper bounds of the buckets in which durations are counted, seconds; what takes longer has a bucket of its own. */
export const RUN_BOUNDS_S = [10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200] as const;

/** How a run ended, in the words of OpenTelemetry. */
type RunResult = 'success' | 'failure' | 'error' | 'cancellation' | 'skip';

/** How long runs of a service took in one state. */
export interface RunCounts {
  service: string;
  /** Pending: while no stage on the critical path had started; executing: the rest of the wait. */
  state: 'pending' | 'executing';
  /** Null in the state in which the result is not known yet. */
  result: RunResult | null;
  /** How many fell into each bucket, the last one without a bound. */
  counts: number[];
  sumS: number;
}

/** A range may not be longer than five years: what is longer is asked for piece by piece. */
const WEEKS_AT_ONCE = 200;

/** Weeks are counted once, and again only when they were packed anew or the rules changed. */
const counted = new WeakMap<SeriesBook, WeakMap<BuildColumns, RunCounts[]>>();

/**
 * Builds that ended since their repository is known here, by service: numbers that only grow as builds end, whatever
 * is restarted. History that is imported does not count, or an import would look like a storm of builds.
 */
export async function countRuns(context: ReaderContext): Promise<RunCounts[]> {
  const { settings } = await context.source.open();
  const { rows } = await context.source.pool.query<{ id: number; knownS: number }>(
    sql`select id, extract(epoch from created_at)::double precision as "knownS" from repo`,
  );
  const knownS = new Map(rows.map(row => [row.id, row.knownS]));
  const calendar = createLocalCalendar(settings.hours.timeZone ?? context.timeZone);
  const nowMs = context.now.getTime();
  const today = calendar.dayOf(nowMs);
  const firstWeek = weekNumber(calendar.dayOf(Math.min(nowMs, ...rows.map(row => row.knownS * 1000))));
  const sums = new RunSums();
  const seen = new Set<string>();
  for (let week = firstWeek; mondayOf(week) <= today; week += WEEKS_AT_ONCE) {
    const last = Math.min(today, mondayOf(week + WEEKS_AT_ONCE) - 1);
    const range = `${calendarDay(mondayOf(week))}..${calendarDay(last)}`;
    const reader = await openReader(context, metricFilterSchema.parse({ range, event: 'all' }));
    for (const counts of await countWeeks(reader, knownS, seen)) sums.add(counts);
  }
  return sums.list;
}

/** @param seen weeks that are counted already: those at the end of a range reach beyond it, and are counted whole */
async function countWeeks(
  reader: WeekReader,
  knownS: ReadonlyMap<number, number>,
  seen: Set<string>,
): Promise<RunCounts[]> {
  const known = entryOf(counted, reader.book, () => new WeakMap<BuildColumns, RunCounts[]>());
  const ofRepos = new Map<number, RunCounts[]>();
  const unfinished = new Set<number>();
  const add = (slice: WeekSlice, steps: StepColumns | null) => {
    const key = `${slice.repo.id}/${slice.monday}`;
    if (seen.has(key)) return;
    seen.add(key);
    const counts = entryOf(known, slice.builds, () => countWeek(reader, slice, steps, knownS));
    entryOf(ofRepos, slice.repo.id, () => []).push(...counts);
  };
  await reader.forEachWeek('now', [], slice => {
    const needsSteps = groupsOf(reader, slice).some(group => !group.isWhole);
    if (needsSteps && !known.has(slice.builds)) unfinished.add(slice.repo.id);
    else add(slice, null);
  });
  await reader.forEachWeek('now', ['steps'], slice => add(slice, slice.parts.steps), unfinished);
  return [...ofRepos.values()].flat();
}

function groupsOf({ series }: WeekReader, { repo }: WeekSlice): RepoGroup[] {
  return series.groupsOf(repo.id, 'service');
}

function countWeek(
  reader: WeekReader,
  slice: WeekSlice,
  steps: StepColumns | null,
  knownS: ReadonlyMap<number, number>,
): RunCounts[] {
  const sinceS = knownS.get(slice.repo.id) ?? Number.POSITIVE_INFINITY;
  const { queueS, flags } = slice.builds;
  const sums = new RunSums();
  const picker = new BuildPicker();
  for (const group of groupsOf(reader, slice)) {
    const selected = picker.pick(group, slice.builds, steps, null);
    for (let i = 0; i < selected.n; i += 1) {
      const build = at(selected.index, i, 'index');
      if ((at(flags, build, 'flags') & (BUILD_FLAG.open | BUILD_FLAG.unclear)) !== 0) continue;
      if (endOf(slice.builds, build) < sinceS) continue;
      const ownS = at(selected.waitS, i, 'waitS');
      const pendingS = Math.min(at(queueS, build, 'queueS'), ownS);
      sums.observe(group.key, 'pending', null, pendingS);
      sums.observe(group.key, 'executing', resultOf(at(selected.status, i, 'status')), ownS - pendingS);
    }
  }
  return sums.list;
}

function resultOf(status: number): RunResult {
  if (status === STATUS.success) return 'success';
  if (status === STATUS.failure) return 'failure';
  if (status === STATUS.error) return 'error';
  return status === STATUS.killed ? 'cancellation' : 'skip';
}

class RunSums {
  private readonly known = new Map<string, RunCounts>();

  get list(): RunCounts[] {
    return [...this.known.values()];
  }

  observe(service: string, state: RunCounts['state'], result: RunResult | null, seconds: number): void {
    const sum = this.sumOf(service, state, result);
    const place = RUN_BOUNDS_S.findIndex(bound => seconds <= bound);
    const bucket = place < 0 ? RUN_BOUNDS_S.length : place;
    sum.counts[bucket] = (sum.counts[bucket] ?? 0) + 1;
    sum.sumS += seconds;
  }

  add({ service, state, result, counts, sumS }: RunCounts): void {
    const sum = this.sumOf(service, state, result);
    for (let i = 0; i < counts.length; i += 1) sum.counts[i] = (sum.counts[i] ?? 0) + at(counts, i, 'counts');
    sum.sumS += sumS;
  }

  private sumOf(service: string, state: RunCounts['state'], result: RunResult | null): RunCounts {
    const key = `${state} ${result} ${service}`;
    let sum = this.known.get(key);
    if (sum === undefined) {
      sum = { service, state, result, counts: new Array(RUN_BOUNDS_S.length + 1).fill(0), sumS: 0 };
      this.known.set(key, sum);
    }
    return sum;
  }
}

export interface OpenRuns {
  /** Builds under way; one that holds several services counts for each. */
  runs: Array<{ service: string; state: 'pending' | 'executing'; count: number }>;
  /** Machines that run a stage now. */
  busyWorkers: number;
}

/** What is under way now, as far as the poller has seen. */
export async function countOpenRuns(context: ReaderContext): Promise<OpenRuns> {
  const reader = await openReader(context, metricFilterSchema.parse({ event: 'all' }));
  const counts = new Map<string, OpenRuns['runs'][number]>();
  const machines = new Set<string>();
  for (const build of await readOpenBuilds(reader)) {
    for (const { step, status, machine } of build.parts) {
      if (step === '' && status === 'running' && machine !== null) machines.add(machine);
    }
    const state = build.status === 'running' ? 'executing' : 'pending';
    for (const service of servicesOfSteps(reader.book, build.repoId, build.parts)) {
      const known = counts.get(`${state} ${service}`) ?? { service, state, count: 0 };
      counts.set(`${state} ${service}`, { ...known, count: known.count + 1 });
    }
  }
  return { runs: [...counts.values()], busyWorkers: machines.size };
}
