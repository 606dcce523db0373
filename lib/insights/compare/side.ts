import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import type { EventFilter } from '@/lib/facts/vocabulary';
import { dayNumber, weekdayOf } from '@/lib/time/days';
import {
  type BookSeries,
  BUILD_FLAG,
  type SeriesBook,
  type WeekReader,
  type WeekSlice,
} from '@/lib/weeks/reader';
import { ownsSeries, type Scope } from '../scope';

/** Which builds one side of a comparison holds. */
export interface SideQuestion {
  /** As `resolveRange` knows ranges. */
  range: string;
  scope: Scope;
  /** namespace/name; null: any. */
  repository: string | null;
  pipeline: string | null;
  branch: 'all' | 'default' | 'others';
  event: EventFilter;
  /** Whether context switching is in what people lost; left out: it is. */
  switches?: 'in' | 'out';
  /** A local day that belongs to neither side: the one of the change. */
  withoutDay: string | null;
}

export type SidePart = 'steps' | 'caches' | 'stages';

/** Some weeks, with those parts that were asked for. */
export type SideSlice = WeekSlice & { parts: Partial<WeekSlice<SidePart>['parts']> };

/** By build, the pipelines that ran on the runners asked for; null: any runner will do. */
export type Runs = ReadonlyArray<ReadonlySet<number> | undefined> | null;

/** Which builds, steps and days lie on a side. */
export class Side {
  readonly repoIds = new Set<number>();
  /** Working days of the range, whether or not anything was built on them. */
  readonly workingDays: number;
  /** Marks of the days of the range that count, from its first day on. */
  private readonly counted: Uint8Array;
  private readonly firstDay: number;
  private readonly pipelineOf: ReadonlyMap<number, number>;
  /** Pipelines that hold steps of the scope. */
  private readonly pipelines = new Set<number>();

  constructor(
    private readonly reader: WeekReader,
    readonly question: SideQuestion,
  ) {
    const { scope, repository, withoutDay } = question;
    const { book, settings } = reader;
    this.pipelineOf = entryOf(pipelinesOfBook, book, () => findPipelines(book));
    for (const series of book.series.values()) {
      const isElsewhere = repository !== null && series.repository !== repository;
      if (isElsewhere || !ownsSeries(scope, series, book)) continue;
      this.repoIds.add(series.repoId);
      this.pipelines.add(this.pipelineOf.get(series.id) ?? 0);
    }
    const { from, until } = reader.scope.days;
    this.firstDay = dayNumber(from);
    const workdays = new Set(settings.hours.workdays);
    const without = withoutDay === null ? null : dayNumber(withoutDay);
    this.counted = new Uint8Array(dayNumber(until) - this.firstDay).map((_, i) => {
      const day = this.firstDay + i;
      return day !== without && workdays.has(weekdayOf(day)) ? 1 : 0;
    });
    this.workingDays = this.counted.reduce((sum, mark) => sum + mark, 0);
  }

  /** Marks of the builds that lie on the side at all. */
  heldIn({ mask, monday, builds: { n, day } }: SideSlice): Uint8Array {
    const held = new Uint8Array(n);
    for (let build = 0; build < n; build += 1) {
      if (mask !== null && mask[build] !== 1) continue;
      held[build] = this.counted[monday + at(day, build, 'day') - this.firstDay] ?? 0;
    }
    return held;
  }

  isAsked(seriesId: number): boolean {
    const series = this.reader.book.series.get(seriesId);
    if (series === undefined || !this.reader.series.holds(series)) return false;
    const { scope } = this.question;
    if (scope.steps.length > 0 && !scope.steps.includes(series.step)) return false;
    return ownsSeries(scope, series, this.reader.book);
  }

  /** @param machines gets those that ran its stages; null: nobody asks for them */
  runsOf({ builds, parts: { stages }, mask }: SideSlice, machines: Set<string> | null): Runs {
    const { runners } = this.question.scope;
    const asked = runners.length === 0 ? null : new Set(runners);
    if (stages === undefined || (asked === null && machines === null)) return null;
    const byBuild: Array<Set<number> | undefined> = [];
    byBuild.length = asked === null ? 0 : builds.n;
    const seen = new Uint8Array(stages.machines.length);
    for (let i = 0; i < stages.n; i += 1) {
      const build = at(stages.build, i, 'build');
      if (mask !== null && mask[build] !== 1) continue;
      const pipelineId = at(stages.seriesId, i, 'seriesId');
      const place = at(stages.machine, i, 'machine') - 1;
      const machine = stages.machines[place];
      if (machine === undefined || !this.pipelines.has(pipelineId)) continue;
      if (asked !== null && !asked.has(machine)) continue;
      seen[place] = 1;
      if (asked === null) continue;
      const own = byBuild[build];
      if (own === undefined) byBuild[build] = new Set([pipelineId]);
      else own.add(pipelineId);
    }
    stages.machines.forEach((machine, place) => {
      if (seen[place] === 1) machines?.add(machine);
    });
    return asked === null ? null : byBuild;
  }

  /** @param seriesId null: any pipeline of the build will do */
  ranThere(runs: Runs, build: number, seriesId: number | null): boolean {
    if (runs === null) return true;
    const pipelines = runs[build];
    if (pipelines === undefined) return false;
    return seriesId === null || pipelines.has(this.pipelineOf.get(seriesId) ?? 0);
  }
}

/** By id of a series, that of its pipeline: a book never changes. */
const pipelinesOfBook = new WeakMap<SeriesBook, ReadonlyMap<number, number>>();

function findPipelines({ series }: SeriesBook): Map<number, number> {
  const nameOf = ({ repoId, pipeline }: BookSeries) => `${repoId} ${pipeline}`;
  const all = [...series.values()];
  const pipelines = new Map(all.filter(({ step }) => step === '').map(one => [nameOf(one), one.id]));
  return new Map(all.map(one => [one.id, pipelines.get(nameOf(one)) ?? 0]));
}

export function isRerun({ builds }: SideSlice, build: number): boolean {
  return (at(builds.flags, build, 'flags') & BUILD_FLAG.rerun) !== 0;
}
