import { at } from '@/lib/at';
import type { EventFilter } from '@/lib/facts/vocabulary';
import { dayNumber, weekdayOf } from '@/lib/time/days';
import { type BookSeries, BUILD_FLAG, type WeekReader, type WeekSlice } from '@/lib/weeks/reader';
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

type SideSlice = WeekSlice<'steps' | 'caches' | 'stages'>;

/** By build, the pipelines that ran on the runners asked for; null: any runner will do. */
export type Runs = ReadonlyArray<ReadonlySet<number> | undefined> | null;

/** Which builds, steps and days lie on a side. */
export class Side {
  readonly repoIds = new Set<number>();
  /** Working days of the range, whether or not anything was built on them. */
  readonly workingDays: number;
  private readonly workdays: ReadonlySet<number>;
  private readonly withoutDay: number | null;
  private readonly pipelineOf = new Map<number, number>();
  /** Pipelines that hold steps of the scope. */
  private readonly pipelines = new Set<number>();

  constructor(
    private readonly reader: WeekReader,
    readonly question: SideQuestion,
  ) {
    const { scope, repository, withoutDay } = question;
    const { book, settings } = reader;
    const nameOf = ({ repoId, pipeline }: BookSeries) => `${repoId} ${pipeline}`;
    const pipelines = new Map<string, number>();
    for (const series of book.series.values())
      if (series.step === '') pipelines.set(nameOf(series), series.id);
    for (const series of book.series.values()) {
      const pipelineId = pipelines.get(nameOf(series)) ?? 0;
      this.pipelineOf.set(series.id, pipelineId);
      const isElsewhere = repository !== null && series.repository !== repository;
      if (isElsewhere || !ownsSeries(scope, series, book)) continue;
      this.repoIds.add(series.repoId);
      this.pipelines.add(pipelineId);
    }
    this.workdays = new Set(settings.hours.workdays);
    this.withoutDay = withoutDay === null ? null : dayNumber(withoutDay);
    this.workingDays = this.countWorkingDays();
  }

  /** Whether a build lies on the side at all. */
  holds({ mask, monday, builds }: SideSlice, build: number): boolean {
    if (mask !== null && mask[build] !== 1) return false;
    return this.isCounted(monday + at(builds.day, build, 'day'));
  }

  isAsked(seriesId: number): boolean {
    const series = this.reader.book.series.get(seriesId);
    if (series === undefined || !this.reader.series.holds(series)) return false;
    const { scope } = this.question;
    if (scope.steps.length > 0 && !scope.steps.includes(series.step)) return false;
    return ownsSeries(scope, series, this.reader.book);
  }

  /** @param machines gets those that ran its stages */
  runsOf({ builds, parts: { stages }, mask }: SideSlice, machines: Set<string>): Runs {
    const { runners } = this.question.scope;
    const asked = runners.length === 0 ? null : new Set(runners);
    const byBuild: Array<Set<number> | undefined> = [];
    byBuild.length = builds.n;
    for (let i = 0; i < stages.n; i += 1) {
      const build = at(stages.build, i, 'build');
      if (mask !== null && mask[build] !== 1) continue;
      const pipelineId = at(stages.seriesId, i, 'seriesId');
      const machine = stages.machines[at(stages.machine, i, 'machine') - 1];
      if (machine === undefined || !this.pipelines.has(pipelineId)) continue;
      if (asked !== null && !asked.has(machine)) continue;
      machines.add(machine);
      const own = byBuild[build];
      if (own === undefined) byBuild[build] = new Set([pipelineId]);
      else own.add(pipelineId);
    }
    return asked === null ? null : byBuild;
  }

  /** @param seriesId null: any pipeline of the build will do */
  ranThere(runs: Runs, build: number, seriesId: number | null): boolean {
    if (runs === null) return true;
    const pipelines = runs[build];
    if (pipelines === undefined) return false;
    return seriesId === null || pipelines.has(this.pipelineOf.get(seriesId) ?? 0);
  }

  private isCounted(day: number): boolean {
    return day !== this.withoutDay && this.workdays.has(weekdayOf(day));
  }

  private countWorkingDays(): number {
    const { from, until } = this.reader.scope.days;
    let count = 0;
    for (let day = dayNumber(from); day < dayNumber(until); day += 1) if (this.isCounted(day)) count += 1;
    return count;
  }
}

export function isRerun({ builds }: SideSlice, build: number): boolean {
  return (at(builds.flags, build, 'flags') & BUILD_FLAG.rerun) !== 0;
}
