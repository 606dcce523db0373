import { eventsOf } from '@/lib/facts/vocabulary';
import type { BuildColumns } from '../format/build-parts';
import { BUILD_FLAG, CAUSES, codeOf, EVENTS } from '../format/codes';
import type { LostParts } from '../format/lost-parts';
import type { SpanColumns } from '../format/span-parts';
import { KeptByFilter } from './kept-by-filter';
import type { ReaderScope } from './reader-scope';
import type { SeriesScope } from './series-scope';

const SWITCH = codeOf(CAUSES, 'switch');

/** Days since the Monday of the first week of a run; those before it and beyond its end lie in other weeks. */
export interface RunDays {
  from: number;
  until: number;
  /** Of the run, in weeks. */
  length: number;
}

/** The days of a period, since the first Monday of a run. */
interface LostDays {
  from: number;
  until: number;
  /** Of each entry. */
  day: ArrayLike<number>;
}

/** By event and kind of branch, whatever the days: of builds that are over, and of entries of hours lost. */
const askedBuilds = new KeptByFilter<BuildColumns, Uint8Array | null>();
const askedLost = new KeptByFilter<LostParts['amounts'] | LostParts['sums'], Uint8Array | null>();

/**
 * Marks what a question asks for in one run of weeks after the other. There are thousands: what a filter asks of a whole
 * run is kept with it, and runs that it asks for in part share the same marks, which are good until the next run is
 * marked. Null: all of the run.
 */
export class EntryFilter {
  private marks = new Uint8Array(256);
  /** By event, 1 where it is asked for; null: any. */
  private readonly events: Uint8Array | null;
  /** Some services or places are asked for only. */
  private readonly isNarrow: boolean;
  /** Nothing is left out for its event or kind of branch. */
  private readonly takesAnyBuild: boolean;
  /** Context switching is in what was lost. */
  private readonly takesSwitches: boolean;
  /** What is asked for by event and kind of branch. */
  readonly key: string;
  /** The same of hours lost, context switching included; null: by service or place too. */
  readonly lostKey: string | null;

  constructor(
    private readonly scope: ReaderScope,
    private readonly series: SeriesScope,
  ) {
    const { branch, event, team, service, pipeline, step, switches = 'in' } = scope;
    this.takesSwitches = switches === 'in';
    this.isNarrow = [team, service, pipeline, step].some(value => value !== null);
    this.events = marksOf(eventsOf(event));
    this.takesAnyBuild = branch === 'all' && this.events === null;
    this.key = `${branch} ${event}`;
    this.lostKey = this.isNarrow ? null : `${this.key} ${switches}`;
  }

  builds(builds: BuildColumns, days: RunDays): Uint8Array | null {
    const asked = this.buildsOfRun(builds);
    if (isAll(days)) return asked;
    const { n, day } = builds;
    const mask = this.clear(n);
    for (let i = 0; i < n; i += 1) {
      const at = day[i] ?? 0;
      if (at >= days.from && at < days.until) mask[i] = asked?.[i] ?? 1;
    }
    return mask;
  }

  /** Those that are over and asked for, on whatever day; null: all of the run. */
  buildsOfRun(builds: BuildColumns): Uint8Array | null {
    return askedBuilds.of(builds, this.key, () => {
      const { n, flags, event } = builds;
      return marksWhere(n, i => {
        const of = flags[i] ?? 0;
        return (of & BUILD_FLAG.open) === 0 && this.passes(of, event[i] ?? 0);
      });
    });
  }

  /** Of the entries at [from, until). @param within null: all of them lie in the period */
  lost(
    entries: LostParts['amounts'] | LostParts['sums'],
    from: number,
    until: number,
    within: LostDays | null,
  ): Uint8Array | null {
    const { lostKey } = this;
    const asked =
      lostKey === null
        ? null
        : askedLost.of(entries, lostKey, () => marksWhere(entries.n, i => this.takesLost(entries, i)));
    if (within === null && lostKey !== null) return asked;
    const mask = this.clear(until);
    const { bearing, places } = this.series;
    for (let i = from; i < until; i += 1) {
      const day = within?.day[i] ?? 0;
      if (within !== null && (day < within.from || day >= within.until)) continue;
      if (lostKey !== null) {
        mask[i] = asked?.[i] ?? 1;
        continue;
      }
      if (!this.takesLost(entries, i)) continue;
      if (bearing[entries.ownerId[i] ?? 0] === 1 && places[entries.placeId[i] ?? 0] === 1) mask[i] = 1;
    }
    return mask;
  }

  private takesLost({ flags, event, cause }: LostParts['amounts'] | LostParts['sums'], i: number): boolean {
    return this.passes(flags[i] ?? 0, event[i] ?? 0) && (this.takesSwitches || cause[i] !== SWITCH);
  }

  spans(spans: SpanColumns, days: RunDays): Uint8Array | null {
    const held = this.series.repoIds === null ? null : this.series.held;
    const takesAll = isAll(days);
    if (this.takesAnyBuild && held === null && takesAll) return null;
    const { n, week, seriesId, flags, event } = spans;
    const mask = this.clear(n);
    for (let i = 0; i < n; i += 1) {
      const monday = 7 * (week[i] ?? 0);
      if (!takesAll && (monday < days.from || monday >= days.until)) continue;
      if (held !== null && held[seriesId[i] ?? 0] !== 1) continue;
      if (this.passes(flags[i] ?? 0, event[i] ?? 0)) mask[i] = 1;
    }
    return mask;
  }

  private passes(flags: number, event: number): boolean {
    if (this.events !== null && this.events[event] !== 1) return false;
    const { branch } = this.scope;
    return branch === 'all' || (branch === 'default') === ((flags & BUILD_FLAG.onDefaultBranch) !== 0);
  }

  /** At least n marks, all 0. */
  private clear(n: number): Uint8Array {
    if (this.marks.length < n) this.marks = new Uint8Array(2 * n);
    else this.marks.fill(0, 0, n);
    return this.marks;
  }
}

function marksOf(events: readonly string[] | null): Uint8Array | null {
  if (events === null) return null;
  const marks = new Uint8Array(EVENTS.length);
  for (const event of events) marks[codeOf(EVENTS, event)] = 1;
  return marks;
}

/** Marks of the entries that pass; null: all do. */
function marksWhere(n: number, passes: (i: number) => boolean): Uint8Array | null {
  const marks = new Uint8Array(n);
  let count = 0;
  for (let i = 0; i < n; i += 1) {
    if (!passes(i)) continue;
    marks[i] = 1;
    count += 1;
  }
  return count === n ? null : marks;
}

/** Whether all of a run lies in the period. */
export function isAll({ from, until, length }: RunDays): boolean {
  return from <= 0 && until >= 7 * length;
}
