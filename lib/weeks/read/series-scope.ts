import { entryOf } from '@/lib/entry-of';
import type { ReaderFilter } from './reader-scope';
import type { BookSeries, SeriesBook } from './series-book';

/** The clone step belongs to no service of its own: a service that has nothing else is in no build. */
const CLONE = 'clone';

/** What figures are told apart by. */
export type Grouping = 'none' | 'service' | 'team' | 'repository';

/** A group within one repository: whether it is all that the repository builds; if not, what it is made of. */
export interface RepoGroup {
  key: string;
  /** Tells it from all other groups of the repository by its steps, whatever it is called; empty where it is whole. */
  id: string;
  isWhole: boolean;
  /** Marks by id of the series: its steps; empty where the group is whole. */
  steps: Uint8Array;
  /** Marks by id of the series: the pipelines in which it has steps; empty where the group is whole. */
  pipelines: Uint8Array;
}

/** Which series a filter speaks of, repository by repository. */
export class SeriesScope {
  /** Null: all. */
  readonly repoIds: ReadonlySet<number> | null;
  /** Where hours may be lost that are asked for; null: everywhere. One series may bear what was lost at another. */
  readonly lostRepoIds: ReadonlySet<number> | null;
  private readonly groups = new Map<Grouping, Map<number, RepoGroup[]>>();
  private bearingMarks: Uint8Array | null = null;
  private placeMarks: Uint8Array | null = null;
  private heldMarks: Uint8Array | null = null;

  constructor(
    private readonly book: SeriesBook,
    private readonly filter: ReaderFilter,
  ) {
    const seen = book.isLimited ? new Set(book.repos.keys()) : null;
    this.repoIds = isNarrow(filter) ? this.reposInScope() : seen;
    this.lostRepoIds = isNarrow(filter) ? this.reposThatLose() : null;
  }

  /** Marks by id of the series: those whose service bears hours that are asked for. */
  get bearing(): Uint8Array {
    this.bearingMarks ??= this.marks([...this.book.series.values()].filter(series => this.bears(series)));
    return this.bearingMarks;
  }

  /** Marks by id of the series: places whose hours are asked for. */
  get places(): Uint8Array {
    this.placeMarks ??= this.marks([...this.book.series.values()].filter(series => this.isAt(series)));
    return this.placeMarks;
  }

  /** Marks by id of the series: those whose durations are asked for. */
  get held(): Uint8Array {
    this.heldMarks ??= this.marks([...this.book.series.values()].filter(series => this.holds(series)));
    return this.heldMarks;
  }

  /** Whether hours that this series bears (its service, or the place on the path) are asked for. */
  private bears(owner: BookSeries): boolean {
    const { team, service } = this.filter;
    return (team === null || owner.team === team) && (service === null || owner.service === service);
  }

  /** Whether hours lost at this place are asked for. */
  private isAt(place: BookSeries): boolean {
    const { pipeline, step } = this.filter;
    return (pipeline === null || place.pipeline === pipeline) && (step === null || place.step === step);
  }

  /** Whether durations of this step (or pipeline) are asked for. */
  holds(series: BookSeries): boolean {
    const { repository } = this.filter;
    return (
      (repository === null || series.repository === repository) && this.bears(series) && this.isAt(series)
    );
  }

  /** The groups of a repository that are in scope. */
  groupsOf(repoId: number, by: Grouping): RepoGroup[] {
    return entryOf(
      entryOf(this.groups, by, () => new Map()),
      repoId,
      () => this.findGroups(repoId, by),
    );
  }

  private reposInScope(): Set<number> {
    const { team, service, repository, pipeline, step } = this.filter;
    const isOneRepository = [team, service, pipeline, step].every(value => value === null);
    if (isOneRepository) {
      // It may have no series yet.
      return new Set(
        [...this.book.repos.values()].filter(({ slug }) => slug === repository).map(({ id }) => id),
      );
    }
    const ids = new Set<number>();
    for (const series of this.book.series.values()) {
      if (!ids.has(series.repoId) && this.holds(series)) ids.add(series.repoId);
    }
    return ids;
  }

  private reposThatLose(): Set<number> {
    const { repository } = this.filter;
    const bearing = new Set<number>();
    const places = new Set<number>();
    for (const series of this.book.series.values()) {
      if (repository !== null && series.repository !== repository) continue;
      if (this.bears(series)) bearing.add(series.repoId);
      if (this.isAt(series)) places.add(series.repoId);
    }
    // What is shared may be borne by services of another repository of the same name, as after a restore.
    for (const [repoId, { owners }] of this.book.splitRepos) {
      if (owners.some(owner => this.bears(owner))) bearing.add(repoId);
    }
    return new Set([...bearing].filter(id => places.has(id)));
  }

  private findGroups(repoId: number, by: Grouping): RepoGroup[] {
    const all = this.book.seriesOfRepo.get(repoId) ?? [];
    const steps = all.filter(series => series.step !== '');
    const telling = steps.filter(series => series.step !== CLONE);
    const inScope = (telling.length > 0 && this.filter.step !== CLONE ? telling : steps).filter(s =>
      this.holds(s),
    );
    const keys = new Set(inScope.flatMap(series => keyOf(series, by) ?? []));
    if (keys.size === 0) return this.groupsWithoutSteps(repoId, by);
    return [...keys].sort().map(key => {
      const own = inScope.filter(series => keyOf(series, by) === key);
      const isWhole =
        own.length === (telling.length > 0 ? telling : steps).length && this.filter.step === null;
      if (isWhole) return wholeGroup(key);
      const pipelines = new Set(own.map(series => series.pipeline));
      return {
        key,
        id: own.map(({ id }) => id).join(' '),
        isWhole: false,
        steps: this.marks(own),
        pipelines: this.marks(all.filter(series => series.step === '' && pipelines.has(series.pipeline))),
      };
    });
  }

  /** A repository all of whose builds broke before any step ran. */
  private groupsWithoutSteps(repoId: number, by: Grouping): RepoGroup[] {
    const whole = [...this.book.series.values()].find(
      series => series.repoId === repoId && series.pipeline === '',
    );
    const hasSteps = (this.book.seriesOfRepo.get(repoId) ?? []).some(series => series.step !== '');
    if (whole === undefined || hasSteps || !this.holds(whole)) return [];
    const key = keyOf(whole, by);
    return key === null ? [] : [wholeGroup(key)];
  }

  private marks(series: readonly BookSeries[]): Uint8Array {
    const marks = new Uint8Array(this.book.maxSeriesId + 1);
    for (const { id } of series) marks[id] = 1;
    return marks;
  }
}

const NO_MARKS = new Uint8Array(0);

function wholeGroup(key: string): RepoGroup {
  return { key, id: '', isWhole: true, steps: NO_MARKS, pipelines: NO_MARKS };
}

function isNarrow({ team, service, repository, pipeline, step }: ReaderFilter): boolean {
  return [team, service, repository, pipeline, step].some(value => value !== null);
}

/** Null: it is in no group, since several share it. */
function keyOf(series: BookSeries, by: Grouping): string | null {
  return by === 'none' ? '' : series[by];
}
