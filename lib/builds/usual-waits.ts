import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { calendarDay } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { DAY_S } from '@/lib/time/units';
import {
  BUILD_FLAG,
  endOf,
  hasWait,
  openReader,
  type ReaderContext,
  type SeriesBook,
  type WeekSlice,
} from '@/lib/weeks/reader';
import { BASELINE_DAYS, type Baseline, changesBefore, MIN_BUILDS } from './detail/baseline';
import { type KnownChange, readKnownChanges, repositoryKey, sameRepositories } from './known-changes';

type Repository = Pick<WeekSlice['repo'], 'serverId' | 'slug'>;

/** A build as far as it says what it is compared with. */
interface Comparable {
  repoId: number;
  isOnDefaultBranch: boolean;
  /** Unix seconds. */
  createdS: number;
}

/**
 * What the waits for many builds usually are, read once: for each what `readBaselines` says of its wait. Asked in the
 * order of their creation, each next one costs as much as builds have ended in between.
 */
export class UsualWaits {
  private constructor(
    private readonly book: SeriesBook,
    private readonly windows: ReadonlyMap<string, WaitWindow>,
  ) {}

  /**
   * @param fromS unix seconds; of builds that were created from then
   * @param untilS until then
   * @param repoIds of these repositories
   */
  static async read(
    context: ReaderContext,
    fromS: number,
    untilS: number,
    repoIds: Iterable<number>,
  ): Promise<UsualWaits> {
    const { book, settings } = await context.source.open();
    const calendar = createLocalCalendar(settings.hours.timeZone ?? context.timeZone);
    const dayAt = (seconds: number) => calendarDay(calendar.dayOf(seconds * 1000));
    const days = [dayAt(fromS - BASELINE_DAYS * DAY_S), dayAt(untilS)] as const;
    const reader = await openReader(
      context,
      metricFilterSchema.parse({ range: days.join('..'), event: 'all' }),
    );
    const repositories = sameRepositories(book, repoIds);
    const changes = new Map<string, KnownChange[]>();
    for (const change of await readKnownChanges(context, repositories, days)) {
      const repo = book.repos.get(change.repoId);
      if (change.kind === 'wait' && repo !== undefined)
        entryOf(changes, repositoryKey(repo), () => []).push(change);
    }
    const ends = new Map<
      string,
      { repo: Repository; waits: Array<readonly [endS: number, waitS: number]> }
    >();
    const visit = (repo: Repository, flags: number, endS: number, waitS: number) => {
      const key = keyOf(repo, (flags & BUILD_FLAG.onDefaultBranch) !== 0);
      entryOf(ends, key, () => ({ repo, waits: [] })).waits.push([endS, waitS]);
    };
    await reader.forEachWeek(
      'now',
      [],
      ({ repo, builds, mask }) => {
        for (let i = 0; i < builds.n; i += 1) {
          if ((mask !== null && mask[i] !== 1) || !hasWait(builds, i)) continue;
          visit(repo, at(builds.flags, i, 'flags'), endOf(builds, i), at(builds.waitS, i, 'waitS'));
        }
      },
      repositories,
    );
    const windows = [...ends].map(([key, { repo, waits }]) => {
      return [key, new WaitWindow(waits, changes.get(repositoryKey(repo)))] as const;
    });
    return new UsualWaits(book, new Map(windows));
  }

  /**
   * Of successful builds of the same repository and kind of branch that ended in the 28 days before, as far as they came
   * after the last change of that wait.
   */
  of({ repoId, isOnDefaultBranch, createdS }: Comparable): Baseline {
    const repo = this.book.repos.get(repoId);
    const window = repo === undefined ? undefined : this.windows.get(keyOf(repo, isOnDefaultBranch));
    return window?.before(createdS) ?? { n: 0, p50Ms: null, p75Ms: null, p90Ms: null, since: null };
  }
}

function keyOf(repo: Repository, isOnDefaultBranch: boolean): string {
  return `${repositoryKey(repo)} ${isOnDefaultBranch}`;
}

/** Waits by their ends; those that ended in the 28 days before an instant are kept sorted, and move with it. */
export class WaitWindow {
  private readonly endS: Float64Array;
  private readonly waitS: Float64Array;
  /** Those of [from, until), ascending, at the beginning. */
  private readonly sorted: Float64Array;
  private from = 0;
  private until = 0;

  /** @param changes of the wait, the oldest first */
  constructor(
    waits: ReadonlyArray<readonly [endS: number, waitS: number]>,
    private readonly changes: readonly KnownChange[] = [],
  ) {
    const byEnd = [...waits].sort(([a], [b]) => a - b);
    this.endS = Float64Array.from(byEnd, ([endS]) => endS);
    this.waitS = Float64Array.from(byEnd, ([, waitS]) => waitS);
    this.sorted = new Float64Array(byEnd.length);
  }

  before(createdS: number): Baseline {
    const until = firstFrom(this.endS, createdS);
    const last = changesBefore(this.changes, createdS).findLast(
      ({ startS }) => until - firstFrom(this.endS, startS) >= MIN_BUILDS,
    );
    this.moveTo(firstFrom(this.endS, last?.startS ?? createdS - BASELINE_DAYS * DAY_S), until);
    return {
      n: this.n,
      ...{ p50Ms: this.rankedMs(0.5), p75Ms: this.rankedMs(0.75), p90Ms: this.rankedMs(0.9) },
      since: last?.day ?? null,
    };
  }

  private get n(): number {
    return this.until - this.from;
  }

  private moveTo(from: number, until: number): void {
    if (from >= this.until || until <= this.from) {
      this.sorted.set(this.waitS.subarray(from, until));
      this.sorted.subarray(0, until - from).sort();
      this.from = from;
      this.until = until;
      return;
    }
    for (; this.until < until; this.until += 1) this.add(at(this.waitS, this.until, 'waitS'));
    for (; this.from > from; this.from -= 1) this.add(at(this.waitS, this.from - 1, 'waitS'));
    for (; this.until > until; this.until -= 1) this.remove(at(this.waitS, this.until - 1, 'waitS'));
    for (; this.from < from; this.from += 1) this.remove(at(this.waitS, this.from, 'waitS'));
  }

  private add(waitS: number): void {
    const place = firstFrom(this.sorted.subarray(0, this.n), waitS);
    this.sorted.copyWithin(place + 1, place, this.n);
    this.sorted[place] = waitS;
  }

  private remove(waitS: number): void {
    const place = firstFrom(this.sorted.subarray(0, this.n), waitS);
    this.sorted.copyWithin(place, place + 1, this.n);
  }

  /** By nearest rank. */
  private rankedMs(q: number): number | null {
    if (this.n === 0) return null;
    return at(this.sorted, Math.max(Math.ceil(q * this.n - 1e-9), 1) - 1, 'sorted') * 1000;
  }
}

/** The first place of an ascending list whose value is this or more. */
function firstFrom(list: Float64Array, value: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(list, middle, 'list') < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
