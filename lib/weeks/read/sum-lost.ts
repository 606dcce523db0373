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
  readonly weeks: RepoSummer<LostRun, LostWeeks>;
  private readonly range: string;

  /**
   * @param filter of event and kind of branch alone
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
    const all = { range: this.range, name: key, sum: (read: readonly LostRun[]) => this.addUp(read), visit };
    this.weeks = new RepoSummer(store, known, () => [all]);
  }

  /** Tells of a run whose sums follow from others too: it is known by them alone. */
  tellAlone(run: LostRun): void {
    this.visit(knownAlone.of(run.sums, `${this.range} ${this.key}`, () => this.addUp([run])));
  }

  private addUp(runs: readonly LostRun[]): LostWeeks {
    const { filter, key } = this;
    const firstWeek = runs[0]?.run.first ?? 0;
    const places = new Map<number, number>();
    const values: number[] = [];
    for (const { run, sums, from, until } of runs) {
      const mask = filter.lost(sums, from, until, null);
      for (let i = from; i < until; i += 1) {
        if (mask !== null && mask[i] !== 1) continue;
        const of = keyOf(sums, key, run.first - firstWeek, i);
        const at = LOST_WIDTH * entryOf(places, of, () => places.size);
        if (at === values.length) values.push(of, 0, 0, 0, 0);
        values[at + 1] = (values[at + 1] ?? 0) + (sums.measuredMs[i] ?? 0);
        values[at + 2] = (values[at + 2] ?? 0) + (sums.lowMs[i] ?? 0);
        values[at + 3] = (values[at + 3] ?? 0) + (sums.lostMs[i] ?? 0);
        values[at + 4] = (values[at + 4] ?? 0) + (sums.highMs[i] ?? 0);
      }
    }
    return { monday: mondayOf(firstWeek), values: Float64Array.from(values) };
  }
}

/** @param week of the run, since that of the first one */
function keyOf(sums: Sums, key: LostKey, week: number, i: number): number {
  if (key !== 'weekCause' && key !== 'placeCause') return sums[key][i] ?? 0;
  const first = key === 'weekCause' ? week + (sums.week[i] ?? 0) : (sums.placeId[i] ?? 0);
  return first * CAUSES.length + (sums.cause[i] ?? 0);
}
