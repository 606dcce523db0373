import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import { CACHE_KINDS } from '@/lib/facts/vocabulary';
import {
  BUILD_FLAG,
  BuildPicker,
  forEachSeries,
  isTimed,
  openReader,
  queueOf,
  type ReaderContext,
  STATUS,
  STEP_FLAG,
  UNKNOWN,
  type WeekReader,
  type WeekSlice,
} from '@/lib/weeks/reader';
import { narrowest, ownsSeries, ownsService, type Scope } from '../scope';
import { isRerun, type Runs, Side, type SideQuestion } from './side';

/** One build, or what one service has in it: successful, and no rerun. */
export interface PopulationBuild {
  /** Days since 1970-01-01, by the clock of the organisation. */
  day: number;
  /** The wait for it, or what the steps of the scope took together. */
  ms: number;
  /** What it is like: only builds of one kind are compared with each other. */
  repoId: number;
  service: string;
  /** Of a wait, event and kind of branch; of steps, which of them ran. */
  kind: string;
  /** Null where steps are compared. */
  queueMs: number | null;
  runMs: number | null;
  /** Caches missed more than they hit; null where no log tells. */
  isCold: boolean | null;
}

/** Look-ups by kind of cache, in the order of CACHE_KINDS. */
interface Lookups {
  hits: number;
  misses: number;
}

/** What lies on one side. */
export interface Population {
  from: string;
  until: string;
  of: 'wait' | 'steps';
  builds: PopulationBuild[];
  failedCount: number;
  /** success, failure and error. */
  endedCount: number;
  caches: Lookups[];
  /** Of single steps: seconds of each run by series, then day. */
  steps: Map<number, Map<number, number[]>>;
  /** Working time that people lost there, all estimates central, ms; null where runners are asked for. */
  lostMs: number | null;
  /** Working days of the range, whether or not anything was built on them. */
  workingDays: number;
  /** Machines that ran its stages. */
  machines: Set<string>;
}

/**
 * The builds of one side on working days of the organisation, with what is said of them.
 *
 * @param seriesIds steps of which every run is wanted as well
 * @param readsCaches whether what caches did is wanted: else there are no look-ups, and nobody knows which builds were cold
 * @throws UnknownRangeError
 */
export async function readPopulation(
  context: ReaderContext,
  question: SideQuestion,
  seriesIds: ReadonlySet<number>,
  readsCaches = true,
): Promise<Population> {
  const { range, repository, pipeline, branch, event, switches = 'in' } = question;
  const { book } = await context.source.open();
  const filter = {
    range,
    bucket: 'auto',
    ...narrowest(question.scope, book),
    repository,
    pipeline,
    step: null,
    branch,
    event,
    switches,
  } as const;
  const reader = await openReader(context, filter);
  const side = new Side(reader, question);
  const gathering = new Gathering(reader, side, seriesIds, readsCaches);
  await reader.forEachWeek('now', ['steps', 'caches', 'stages'], slice => gathering.add(slice), side.repoIds);
  const isKnown = question.scope.runners.length === 0 && reader.weeksToReplay('now') === 0;
  const lostMs = isKnown ? await sumLost(reader, question.scope) : null;
  const { days } = reader.scope;
  return { from: days.from, until: days.until, lostMs, ...gathering.found };
}

type PopulationSlice = WeekSlice<'steps' | 'caches' | 'stages'>;

class Gathering {
  readonly found: Omit<Population, 'from' | 'until' | 'lostMs'>;
  private readonly picker = new BuildPicker();

  constructor(
    private readonly reader: WeekReader,
    private readonly side: Side,
    private readonly seriesIds: ReadonlySet<number>,
    private readonly readsCaches: boolean,
  ) {
    this.found = {
      of: side.question.scope.steps.length > 0 ? 'steps' : 'wait',
      builds: [],
      failedCount: 0,
      endedCount: 0,
      caches: CACHE_KINDS.map(() => ({ hits: 0, misses: 0 })),
      steps: new Map(),
      workingDays: side.workingDays,
      machines: new Set(),
    };
  }

  add(slice: PopulationSlice): void {
    const runs = this.side.runsOf(slice, this.found.machines);
    const cold = this.readCaches(slice, runs);
    if (this.found.of === 'wait') this.addWaits(slice, runs, cold);
    else this.addSteps(slice, runs, cold);
    this.addRuns(slice, runs);
  }

  /** @returns for each build: 1 warm, 2 cold, 0 unknown */
  private readCaches(slice: PopulationSlice, runs: Runs): Uint8Array {
    const { caches } = slice.parts;
    const difference = new Float64Array(slice.builds.n);
    const isTold = new Uint8Array(slice.builds.n);
    if (!this.readsCaches) return isTold;
    forEachSeries(caches, (seriesId, from, until) => {
      if (!this.side.isAsked(seriesId)) return;
      for (let i = from; i < until; i += 1) {
        const build = at(caches.build, i, 'build');
        if (!this.side.holds(slice, build) || !this.side.ranThere(runs, build, seriesId)) continue;
        const [hits, misses] = [at(caches.hits, i, 'hits'), at(caches.misses, i, 'misses')];
        if (hits === UNKNOWN || misses === UNKNOWN || hits + misses === 0) continue;
        const sum = at(this.found.caches, at(caches.kind, i, 'kind'), 'caches');
        sum.hits += hits;
        sum.misses += misses;
        difference[build] = at(difference, build, 'difference') + misses / (hits + misses) - 0.5;
        isTold[build] = 1;
      }
    });
    return isTold.map((told, build) => (told === 0 ? 0 : at(difference, build, 'difference') > 0 ? 2 : 1));
  }

  private addWaits(slice: PopulationSlice, runs: Runs, cold: Uint8Array): void {
    const { builds, parts, mask, repo, monday } = slice;
    const { found } = this;
    for (const group of this.reader.series.groupsOf(repo.id, 'service')) {
      const team = this.reader.book.teamOfService.get(group.key) ?? '';
      if (!ownsService(this.side.question.scope, group.key, team)) continue;
      const picked = this.picker.pick(group, builds, parts.steps, mask);
      for (let i = 0; i < picked.n; i += 1) {
        const build = at(picked.index, i, 'index');
        if (!this.side.holds(slice, build) || !this.side.ranThere(runs, build, null)) continue;
        this.countOutcome(at(picked.status, i, 'status'));
        if (!isTimed(builds, picked, i) || isRerun(slice, build)) continue;
        const [waitS, queueS] = [at(picked.waitS, i, 'waitS'), queueOf(builds, picked, i)];
        found.builds.push({
          day: monday + at(builds.day, build, 'day'),
          ms: waitS * 1000,
          repoId: repo.id,
          service: group.key,
          kind: kindOf(
            at(builds.event, build, 'event'),
            (at(builds.flags, build, 'flags') & BUILD_FLAG.onDefaultBranch) !== 0,
          ),
          queueMs: queueS * 1000,
          runMs: (waitS - queueS) * 1000,
          isCold: cold[build] === 0 ? null : cold[build] === 2,
        });
      }
    }
  }

  /** What the steps of the scope took together in each build, service by service. */
  private addSteps(slice: PopulationSlice, runs: Runs, cold: Uint8Array): void {
    const { builds, repo, monday } = slice;
    const { steps } = slice.parts;
    const sums = new Map<
      string,
      { build: number; service: string; seconds: number; names: string[]; isWhole: boolean }
    >();
    forEachSeries(steps, (seriesId, from, until) => {
      if (!this.side.isAsked(seriesId)) return;
      const series = this.reader.book.series.get(seriesId);
      if (series === undefined) return;
      // What services share counts as its repository's.
      const service = series.service ?? series.repository;
      for (let i = from; i < until; i += 1) {
        const build = at(steps.build, i, 'build');
        if (!this.side.holds(slice, build) || !this.side.ranThere(runs, build, seriesId)) continue;
        const status = at(steps.status, i, 'status');
        if (status === STATUS.skipped) continue;
        this.countOutcome(status);
        if (isRerun(slice, build)) continue;
        const sum = entryOf(sums, `${build} ${service}`, () => ({
          build,
          service,
          seconds: 0,
          names: [],
          isWhole: true,
        }));
        if ((at(steps.flags, i, 'flags') & STEP_FLAG.timed) === 0) sum.isWhole = false;
        sum.seconds += at(steps.stopS, i, 'stopS') - at(steps.startS, i, 'startS');
        sum.names.push(`${series.pipeline} ${series.step}`);
      }
    });
    for (const { build, service, seconds, names, isWhole } of sums.values()) {
      if (!isWhole) continue;
      this.found.builds.push({
        day: monday + at(builds.day, build, 'day'),
        ms: seconds * 1000,
        repoId: repo.id,
        service,
        kind: names.sort().join('\u001f'),
        queueMs: null,
        runMs: null,
        isCold: cold[build] === 0 ? null : cold[build] === 2,
      });
    }
  }

  private addRuns(slice: PopulationSlice, runs: Runs): void {
    if (this.seriesIds.size === 0) return;
    const { builds, monday } = slice;
    const { steps } = slice.parts;
    forEachSeries(steps, (seriesId, from, until) => {
      if (!this.seriesIds.has(seriesId)) return;
      const ofSeries = entryOf(this.found.steps, seriesId, () => new Map<number, number[]>());
      for (let i = from; i < until; i += 1) {
        if ((at(steps.flags, i, 'flags') & STEP_FLAG.timed) === 0) continue;
        const build = at(steps.build, i, 'build');
        if (
          !this.side.holds(slice, build) ||
          isRerun(slice, build) ||
          !this.side.ranThere(runs, build, seriesId)
        )
          continue;
        const day = monday + at(builds.day, build, 'day');
        entryOf(ofSeries, day, () => []).push(at(steps.stopS, i, 'stopS') - at(steps.startS, i, 'startS'));
      }
    });
  }

  private countOutcome(status: number): void {
    const isFailed = status === STATUS.failure || status === STATUS.error;
    if (isFailed) this.found.failedCount += 1;
    if (isFailed || status === STATUS.success) this.found.endedCount += 1;
  }
}

/** The same text for all of a kind: there are as many builds as a range has. */
const kinds = new Map<number, string>();

function kindOf(event: number, isOnDefaultBranch: boolean): string {
  return entryOf(kinds, 2 * event + Number(isOnDefaultBranch), () => `${event} ${isOnDefaultBranch}`);
}

/** What people lost in the scope: to its services, and at its steps where it names some. */
async function sumLost(reader: WeekReader, scope: Scope): Promise<number> {
  const marks = new Uint8Array(reader.book.maxSeriesId + 1);
  const places = new Uint8Array(reader.book.maxSeriesId + 1);
  for (const series of reader.book.series.values()) {
    if (ownsSeries(scope, series, reader.book)) marks[series.id] = 1;
    if (scope.steps.length === 0 || scope.steps.includes(series.step)) places[series.id] = 1;
  }
  let sum = 0;
  await reader.forEachLost('now', ({ entries, from, until, mask }) => {
    for (let i = from; i < until; i += 1) {
      if (mask !== null && mask[i] !== 1) continue;
      if (marks[at(entries.ownerId, i, 'ownerId')] !== 1 || places[at(entries.placeId, i, 'placeId')] !== 1)
        continue;
      sum += at(entries.lostMs, i, 'lostMs');
    }
  });
  return sum;
}
