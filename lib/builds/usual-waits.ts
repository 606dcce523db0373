import { at } from '@/lib/at';
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
import { BASELINE_DAYS, type Baseline } from './detail/baseline';

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
    const range = `${dayAt(fromS - BASELINE_DAYS * DAY_S)}..${dayAt(untilS)}`;
    const reader = await openReader(context, metricFilterSchema.parse({ range, event: 'all' }));
    const ends = new Map<string, Array<readonly [endS: number, waitS: number]>>();
    const visit = (repo: Repository, flags: number, endS: number, waitS: number) => {
      const key = keyOf(repo, (flags & BUILD_FLAG.onDefaultBranch) !== 0);
      const list = ends.get(key);
      if (list === undefined) ends.set(key, [[endS, waitS]]);
      else list.push([endS, waitS]);
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
      sameRepositories(book, repoIds),
    );
    return new UsualWaits(book, new Map([...ends].map(([key, list]) => [key, new WaitWindow(list)])));
  }

  /** Of successful builds of the same repository and kind of branch that ended in the 28 days before. */
  of({ repoId, isOnDefaultBranch, createdS }: Comparable): Baseline {
    const repo = this.book.repos.get(repoId);
    const window = repo === undefined ? undefined : this.windows.get(keyOf(repo, isOnDefaultBranch));
    return window?.before(createdS) ?? { n: 0, p50Ms: null, p75Ms: null, p90Ms: null };
  }
}

function keyOf({ serverId, slug }: Repository, isOnDefaultBranch: boolean): string {
  return `${serverId} ${slug} ${isOnDefaultBranch}`;
}

/** A server that was restored has its repositories once more, under the same names. */
function sameRepositories(book: SeriesBook, repoIds: Iterable<number>): Set<number> {
  const names = new Set<string>();
  for (const id of repoIds) {
    const repo = book.repos.get(id);
    if (repo !== undefined) names.add(keyOf(repo, true));
  }
  return new Set([...book.repos].filter(([, repo]) => names.has(keyOf(repo, true))).map(([id]) => id));
}

/** Waits by their ends; those that ended in the 28 days before an instant are kept sorted, and move with it. */
export class WaitWindow {
  private readonly endS: Float64Array;
  private readonly waitS: Float64Array;
  /** Those of [from, until), ascending, at the beginning. */
  private readonly sorted: Float64Array;
  private from = 0;
  private until = 0;

  constructor(waits: ReadonlyArray<readonly [endS: number, waitS: number]>) {
    const byEnd = [...waits].sort(([a], [b]) => a - b);
    this.endS = Float64Array.from(byEnd, ([endS]) => endS);
    this.waitS = Float64Array.from(byEnd, ([, waitS]) => waitS);
    this.sorted = new Float64Array(byEnd.length);
  }

  before(createdS: number): Baseline {
    this.moveTo(firstFrom(this.endS, createdS - BASELINE_DAYS * DAY_S), firstFrom(this.endS, createdS));
    return { n: this.n, p50Ms: this.rankedMs(0.5), p75Ms: this.rankedMs(0.75), p90Ms: this.rankedMs(0.9) };
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
