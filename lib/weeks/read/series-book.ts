import { entryOf } from '@/lib/entry-of';
import { findSplitRepos, type SplitRepo } from './split-repo';

/** A repository as figures know it; a restored server gives the same repository a second one. */
export interface BookRepo {
  id: number;
  slug: string;
  serverId: number;
}

/** One (repository, pipeline, step) with the service and team that the rules give it. */
export interface BookSeries {
  id: number;
  repoId: number;
  repository: string;
  /** '' with step '': the repository itself. */
  pipeline: string;
  /** '': the pipeline itself. */
  step: string;
  /** Null: the services of its repository share it. */
  service: string | null;
  /** Null: services of several teams share it. */
  team: string | null;
}

/** Who may be behind a login. */
export interface BookPerson {
  /** After aliases. */
  person: string;
  isBot: boolean;
}

/**
 * What the figures speak of, resolved by the rules in force: repositories, series, services, teams, people.
 * Made anew when rules or repositories change.
 */
export class SeriesBook {
  readonly repos: ReadonlyMap<number, BookRepo>;
  readonly series: ReadonlyMap<number, BookSeries>;
  /** Steps and pipelines of each repository, without the repository itself. */
  readonly seriesOfRepo: ReadonlyMap<number, BookSeries[]>;
  /** Repositories of which some series belong to no service alone, by id. */
  readonly splitRepos: ReadonlyMap<number, SplitRepo>;
  /** Team of each service, in alphabetical order of the services. */
  readonly teamOfService: ReadonlyMap<string, string>;
  /** The highest id of a series. */
  readonly maxSeriesId: number;
  /** Place of the person who waits in `waiting`, by id of the login; −1: a bot, or unknown. */
  readonly waitingIndex: Int32Array;
  /** Persons who may wait: no bots. */
  readonly waiting: readonly string[];

  constructor(
    repos: Iterable<BookRepo>,
    series: Iterable<BookSeries>,
    readonly people: ReadonlyMap<number, BookPerson>,
    /** Whether it leaves out repositories, since who asks may not see them. */
    readonly isLimited = false,
  ) {
    this.repos = new Map([...repos].map(repo => [repo.id, repo]));
    this.series = new Map([...series].map(entry => [entry.id, entry]));
    const ofRepo = new Map<number, BookSeries[]>();
    const teams = new Map<string, string>();
    let maxId = 0;
    for (const entry of this.series.values()) {
      maxId = Math.max(maxId, entry.id);
      const { service, team } = entry;
      if (service !== null && team !== null && !teams.has(service)) teams.set(service, team);
      if (entry.pipeline === '') continue;
      const known = ofRepo.get(entry.repoId);
      if (known === undefined) ofRepo.set(entry.repoId, [entry]);
      else known.push(entry);
    }
    this.seriesOfRepo = ofRepo;
    this.splitRepos = findSplitRepos(this.series.values());
    this.teamOfService = new Map([...teams].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.maxSeriesId = maxId;
    const waiting = new Map<string, number>();
    this.waitingIndex = new Int32Array(Math.max(0, ...people.keys()) + 1).fill(-1);
    for (const [loginId, { person, isBot }] of people) {
      if (!isBot) this.waitingIndex[loginId] = entryOf(waiting, person, () => waiting.size);
    }
    this.waiting = [...waiting.keys()];
  }

  /** Whether who asks may see a repository. */
  sees(repoId: number): boolean {
    return !this.isLimited || this.repos.has(repoId);
  }

  /** Ids of the repositories that may be seen, for SQL; null: all. */
  get seenRepoIds(): number[] | null {
    return this.isLimited ? [...this.repos.keys()] : null;
  }

  /** Whether who asks may see all that belongs to some services; none are all there are. */
  seesServices(services: readonly string[]): boolean {
    return !this.isLimited || (services.length > 0 && services.every(name => this.teamOfService.has(name)));
  }

  /** The same for somebody who may see some repositories alone. */
  limitedTo(repoIds: ReadonlySet<number>): SeriesBook {
    const repos = [...this.repos.values()].filter(({ id }) => repoIds.has(id));
    const series = [...this.series.values()].filter(({ repoId }) => repoIds.has(repoId));
    return new SeriesBook(repos, series, this.people, true);
  }

  /** For each series by its id the place of its name in `names`; −1: none. */
  indexSeries(nameOf: (series: BookSeries) => string): { names: string[]; index: Int32Array } {
    const places = new Map<string, number>();
    const index = new Int32Array(this.maxSeriesId + 1).fill(-1);
    for (const entry of this.series.values()) {
      index[entry.id] = entryOf(places, nameOf(entry), () => places.size);
    }
    return { names: [...places.keys()], index };
  }

  get services(): string[] {
    return [...this.teamOfService.keys()];
  }

  get teams(): string[] {
    return [...new Set(this.teamOfService.values())].sort();
  }
}
