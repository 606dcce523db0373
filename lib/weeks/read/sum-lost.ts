import { entryOf } from '@/lib/entry-of';
import { mondayOf } from '@/lib/time/days';
import { CAUSES } from '../format/codes';
import type { LostParts } from '../format/lost-parts';
import type { WeekRun, WeekStore } from '../store/week-store';
import type { EntryFilter } from './entry-filter';
import { KeptByFilter } from './kept-by-filter';
import { type KeptSums, RepoSummer } from './repo-summer';
import type { Days } from './whole-weeks';

type Sums = LostParts['sums'];

/** What entries are added up by; of the last two, the first part · CAUSES.length + cause. */
export type LostKey = 'placeId' | 'ownerId' | 'cause' | 'weekCause' | 'placeCause';

/** By range and key. */
const MOST_ALONE = 16;

/** Numbers of one key: itself, measured, low, lost and high milliseconds. */
export const LOST_WIDTH = 5;

/** What was lost in the weeks of one repository that lie in the period as a whole. */
export interface LostWeeks {
  /** First day of the first week, in days since 1970-01-01: weeks of keys count from there. */
  monday: number;
  /** LOST_WIDTH numbers for each key. */
  values: Float64Array;
}

/** Entries of a run of weeks, [from, until). */
export interface LostRun {
  run: WeekRun;
  sums: Sums;
  from: number;
  until: number;
}

const known: KeptSums<LostWeeks> = new WeakMap();
const knownAlone = new KeptByFilter<Sums, LostWeeks>(MOST_ALONE);

/** Tells what was lost in whole weeks, added up by a key, repository by repository: each is added up once. */
export class LostSummer {
  readonly sums: RepoSummer<LostWeeks, LostWeeks>;
  private readonly range: string;

  /**
   * @param filter without team, service, pipeline and step
   * @param whole the days of the period in whole weeks
   */
  constructor(
    store: WeekStore,
    private readonly filter: EntryFilter,
    whole: Days,
    private readonly key: LostKey,
    private readonly visit: (weeks: LostWeeks) => void,
  ) {
    this.range = `${whole.from} ${whole.until} ${filter.lostKey}`;
    const all = { name: key, sum: (read: readonly LostWeeks[]) => joinWeeks(read, key), visit };
    const bytesOf = ({ values }: LostWeeks) => values.byteLength;
    this.sums = new RepoSummer(store, { known, range: this.range, partsOf: () => [all], bytesOf });
  }

  /** Takes a run that must be read. */
  add(run: LostRun): void {
    this.sums.add(run.run, this.addUp(run));
  }

  /** Tells of a run whose sums follow from others too: it is known by them alone. */
  tellAlone(run: LostRun): void {
    this.visit(knownAlone.of(run.sums, `${this.range} ${this.key}`, () => this.addUp(run)));
  }

  private addUp({ run, sums, from, until }: LostRun): LostWeeks {
    const mask = this.filter.lost(sums, from, until, null);
    const { measuredMs, lowMs, lostMs, highMs } = sums;
    const table = new SumTable();
    for (let i = from; i < until; i += 1) {
      if (mask !== null && mask[i] !== 1) continue;
      const key = keyOf(sums, this.key, i);
      table.add(key, measuredMs[i] ?? 0, lowMs[i] ?? 0, lostMs[i] ?? 0, highMs[i] ?? 0);
    }
    return { monday: mondayOf(run.first), values: table.values };
  }
}

function joinWeeks(weeks: readonly LostWeeks[], key: LostKey): LostWeeks {
  const [first, ...others] = weeks;
  if (first === undefined) throw new RangeError('there are no weeks');
  if (others.length === 0) return first;
  const table = new SumTable();
  for (const { monday, values } of weeks) {
    const later = key === 'weekCause' ? ((monday - first.monday) / 7) * CAUSES.length : 0;
    for (let i = 0; i < values.length; i += LOST_WIDTH) {
      const [measured, low, lost, high] = [values[i + 1], values[i + 2], values[i + 3], values[i + 4]];
      table.add(later + (values[i] ?? 0), measured ?? 0, low ?? 0, lost ?? 0, high ?? 0);
    }
  }
  return { monday: first.monday, values: table.values };
}

/** LOST_WIDTH numbers for each key. */
class SumTable {
  private readonly places = new Map<number, number>();
  private readonly numbers: number[] = [];

  add(key: number, measuredMs: number, lowMs: number, lostMs: number, highMs: number): void {
    const { numbers, places } = this;
    const at = LOST_WIDTH * entryOf(places, key, () => places.size);
    if (at === numbers.length) numbers.push(key, 0, 0, 0, 0);
    numbers[at + 1] = (numbers[at + 1] ?? 0) + measuredMs;
    numbers[at + 2] = (numbers[at + 2] ?? 0) + lowMs;
    numbers[at + 3] = (numbers[at + 3] ?? 0) + lostMs;
    numbers[at + 4] = (numbers[at + 4] ?? 0) + highMs;
  }

  get values(): Float64Array {
    return Float64Array.from(this.numbers);
  }
}

function keyOf(sums: Sums, key: LostKey, i: number): number {
  if (key !== 'weekCause' && key !== 'placeCause') return sums[key][i] ?? 0;
  const first = key === 'weekCause' ? sums.week : sums.placeId;
  return (first[i] ?? 0) * CAUSES.length + (sums.cause[i] ?? 0);
}
