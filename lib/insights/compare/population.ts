import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import { CACHE_KINDS } from '@/lib/facts/vocabulary';
import { sumLost } from '@/lib/metrics/engine/lost-sums';
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
} from '@/lib/weeks/reader';
import { narrowest, ownsSeries, ownsService, type Scope } from '../scope';
import { PopulationBuilds, WARMTH } from './population-builds';
import { isRerun, type Runs, Side, type SidePart, type SideQuestion, type SideSlice } from './side';

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
  builds: PopulationBuilds;
  failedCount: number;
  /** success, failure and error. */
  endedCount: number;
  caches: Lookups[];
  /** Of single steps: seconds of each run by series, then day. */
  steps: Map<number, Map<number, number[]>>;
  /** Working time that people lost there, all estimates central, ms; null where runners are asked for, or hours are not. */
  lostMs: number | null;
  /** Working days of the range, whether or not anything was built on them. */
  workingDays: number;
  /** Machines that ran its stages, where they are wanted. */
  machines: Set<string>;
}

/** What is wanted of a population beside its builds and how they ended. */
export interface Wanted {
  /** What caches did: else there are no look-ups, and nobody knows which builds were cold. */
  caches: boolean;
  machines: boolean;
  /** What people lost there. */
  hours: boolean;
  /** Ids of the steps of which every run is wanted. */
  runsOf: ReadonlySet<number>;
}

/** Builds alone. */
export const BUILDS_ALONE: Wanted = { caches: false, machines: false, hours: false, runsOf: new Set() };

/**
 * The builds of one side on working days of the organisation, with what is said of them.
 *
 * @throws UnknownRangeError
 */
export async function readPopulation(
  context: ReaderContext,
  question: SideQuestion,
  wanted: Wanted,
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
  const gathering = new Gathering(reader, side, wanted);
  await gathering.readWeeks();
  const isKnown = wanted.hours && question.scope.runners.length === 0 && reader.weeksToReplay('now') === 0;
  const lostMs = isKnown ? await lostIn(reader, question.scope) : null;
  const { days } = reader.scope;
  return { from: days.from, until: days.until, lostMs, ...gathering.found };
}

class Gathering {
  readonly found: Omit<Population, 'from' | 'until' | 'lostMs'>;
  private readonly picker = new BuildPicker();

  constructor(
    private readonly reader: WeekReader,
    private readonly side: Side,
    private readonly wanted: Wanted,
  ) {
    this.found = {
      of: side.question.scope.steps.length > 0 ? 'steps' : 'wait',
      builds: new PopulationBuilds(),
      failedCount: 0,
      endedCount: 0,
      caches: CACHE_KINDS.map(() => ({ hits: 0, misses: 0 })),
      steps: new Map(),
      workingDays: side.workingDays,
      machines: new Set(),
    };
  }

  /** Steps are most of a week: they are read of those repositories alone where something is asked of them. */
  async readWeeks(): Promise<void> {
    const { reader, side, wanted } = this;
    const { runners } = side.question.scope;
    const parts: SidePart[] = [
      ...(wanted.caches ? (['caches'] as const) : []),
      ...(wanted.machines || runners.length > 0 ? (['stages'] as const) : []),
    ];
    const withRuns = new Set([...wanted.runsOf].map(id => reader.book.series.get(id)?.repoId));
    const needsSteps = (repoId: number) =>
      this.found.of === 'steps' ||
      withRuns.has(repoId) ||
      reader.series.groupsOf(repoId, 'service').some(({ isWhole }) => !isWhole);
    const [withSteps, others] = [new Set<number>(), new Set<number>()];
    for (const repoId of side.repoIds) (needsSteps(repoId) ? withSteps : others).add(repoId);
    await reader.forEachWeek('now', parts, slice => this.add(slice), others);
    await reader.forEachWeek('now', [...parts, 'steps'], slice => this.add(slice), withSteps);
  }

  private add(slice: SideSlice): void {
    const held = this.side.heldIn(slice);
    const runs = this.side.runsOf(slice, this.wanted.machines ? this.found.machines : null);
    const warmth = this.readCaches(slice, held, runs);
    if (this.found.of === 'wait') this.addWaits(slice, held, runs, warmth);
    else this.addSteps(slice, held, runs, warmth);
    this.addRuns(slice, held, runs);
  }

  /** @returns one of WARMTH for each build */
  private readCaches({ builds, parts: { caches } }: SideSlice, held: Uint8Array, runs: Runs): Uint8Array {
    const warmth = new Uint8Array(builds.n);
    if (!this.wanted.caches || caches === undefined) return warmth;
    const difference = new Float64Array(builds.n);
    forEachSeries(caches, (seriesId, from, until) => {
      if (!this.side.isAsked(seriesId)) return;
      for (let i = from; i < until; i += 1) {
        const build = at(caches.build, i, 'build');
        if (held[build] !== 1 || !this.side.ranThere(runs, build, seriesId)) continue;
        const [hits, misses] = [at(caches.hits, i, 'hits'), at(caches.misses, i, 'misses')];
        if (hits === UNKNOWN || misses === UNKNOWN || hits + misses === 0) continue;
        const sum = at(this.found.caches, at(caches.kind, i, 'kind'), 'caches');
        sum.hits += hits;
        sum.misses += misses;
        difference[build] = at(difference, build, 'difference') + misses / (hits + misses) - 0.5;
        warmth[build] = at(difference, build, 'difference') > 0 ? WARMTH.cold : WARMTH.warm;
      }
    });
    return warmth;
  }

  private addWaits(slice: SideSlice, held: Uint8Array, runs: Runs, warmth: Uint8Array): void {
    const { builds, parts, repo, monday } = slice;
    const found = this.found.builds;
    for (const { key: service, ...group } of this.reader.series.groupsOf(repo.id, 'service')) {
      const team = this.reader.book.teamOfService.get(service) ?? '';
      if (!ownsService(this.side.question.scope, service, team)) continue;
      const picked = this.picker.pick(group, builds, parts.steps ?? null, held);
      // By event and kind of branch: a text for each build would take longer than all the rest.
      const kinds: number[] = [];
      for (let i = 0; i < picked.n; i += 1) {
        const build = at(picked.index, i, 'index');
        if (!this.side.ranThere(runs, build, null)) continue;
        this.countOutcome(at(picked.status, i, 'status'));
        if (!isTimed(builds, picked, i) || isRerun(slice, build)) continue;
        const event = at(builds.event, build, 'event');
        const isOnDefault = (at(builds.flags, build, 'flags') & BUILD_FLAG.onDefaultBranch) !== 0;
        const code = 2 * event + Number(isOnDefault);
        let kind = kinds[code];
        if (kind === undefined) {
          kind = found.placeOf({ repoId: repo.id, service, kind: `${event} ${isOnDefault}` });
          kinds[code] = kind;
        }
        found.day.push(monday + at(builds.day, build, 'day'));
        found.seconds.push(at(picked.waitS, i, 'waitS'));
        found.queueS.push(queueOf(builds, picked, i));
        found.warmth.push(at(warmth, build, 'warmth'));
        found.kind.push(kind);
      }
    }
  }

  /** What the steps of the scope took together in each build, service by service. */
  private addSteps(slice: SideSlice, held: Uint8Array, runs: Runs, warmth: Uint8Array): void {
    const { builds, repo, monday, parts } = slice;
    const { steps } = parts;
    if (steps === undefined) return;
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
        if (held[build] !== 1 || !this.side.ranThere(runs, build, seriesId)) continue;
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
    const found = this.found.builds;
    for (const { build, service, seconds, names, isWhole } of sums.values()) {
      if (!isWhole) continue;
      found.day.push(monday + at(builds.day, build, 'day'));
      found.seconds.push(seconds);
      found.warmth.push(at(warmth, build, 'warmth'));
      found.kind.push(found.placeOf({ repoId: repo.id, service, kind: names.sort().join('\u001f') }));
    }
  }

  private addRuns(slice: SideSlice, held: Uint8Array, runs: Runs): void {
    const { builds, monday, parts } = slice;
    const { steps } = parts;
    const { runsOf } = this.wanted;
    if (runsOf.size === 0 || steps === undefined) return;
    forEachSeries(steps, (seriesId, from, until) => {
      if (!runsOf.has(seriesId)) return;
      const ofSeries = entryOf(this.found.steps, seriesId, () => new Map<number, number[]>());
      for (let i = from; i < until; i += 1) {
        const build = at(steps.build, i, 'build');
        if (held[build] !== 1 || (at(steps.flags, i, 'flags') & STEP_FLAG.timed) === 0) continue;
        if (isRerun(slice, build) || !this.side.ranThere(runs, build, seriesId)) continue;
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

/** What people lost in the scope: to its services, and at its steps where it names some. */
async function lostIn(reader: WeekReader, scope: Scope): Promise<number> {
  const { services, teams, steps } = scope;
  // Then the filter of the reader says all that the scope does.
  if (services.length <= 1 && teams.length <= 1 && steps.length === 0)
    return (await sumLost(reader, 'now')).lostMs;
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
