import type { BuildColumns } from '../format/build-parts';
import { BUILD_FLAG, codeOf, EVENTS } from '../format/codes';
import type { LostParts } from '../format/lost-parts';
import type { SpanColumns } from '../format/span-parts';
import type { ReaderScope } from './reader-scope';
import type { SeriesScope } from './series-scope';

/** Days since the Monday of a week; those before it and beyond its end lie in other weeks. */
interface WeekDays {
  from: number;
  until: number;
}

/**
 * Marks what a question asks for in one week after the other. There are ten thousands, so all share the same marks:
 * they are good until the next week is marked. Null: all of the week.
 */
export class EntryFilter {
  private marks = new Uint8Array(256);
  /** −1: any event. */
  private readonly eventCode: number;
  /** Nothing is left out for its event or kind of branch. */
  private readonly takesAnyBuild: boolean;

  constructor(
    private readonly scope: ReaderScope,
    private readonly series: SeriesScope,
  ) {
    const { branch, event } = scope;
    this.eventCode = event === null ? -1 : codeOf(EVENTS, event);
    this.takesAnyBuild = branch === 'all' && event === null;
  }

  builds(builds: BuildColumns, { from, until }: WeekDays): Uint8Array | null {
    if (this.takesAnyBuild && isWhole({ from, until })) return null;
    const keep = this.clear(builds.n);
    for (let i = 0; i < builds.n; i += 1) {
      const day = builds.day[i] ?? 0;
      if (day < from || day >= until) continue;
      if (this.passes(builds.flags[i] ?? 0, builds.event[i] ?? 0)) keep[i] = 1;
    }
    return keep;
  }

  /** @param days null: all; the sums of a week do not tell days apart */
  lost(
    entries: LostParts['amounts'] | LostParts['sums'],
    days: (WeekDays & { day: Uint8Array }) | null,
  ): Uint8Array | null {
    const { team, service, pipeline, step } = this.scope;
    const isNarrow = [team, service, pipeline, step].some(value => value !== null);
    const within = days === null || isWhole(days) ? null : days;
    if (within === null && this.takesAnyBuild && !isNarrow) return null;
    const keep = this.clear(entries.n);
    const { bearing, places } = this.series;
    for (let i = 0; i < entries.n; i += 1) {
      const day = within?.day[i] ?? 0;
      if (within !== null && (day < within.from || day >= within.until)) continue;
      if (!this.passes(entries.flags[i] ?? 0, entries.event[i] ?? 0)) continue;
      if (isNarrow && bearing[entries.ownerId[i] ?? 0] !== 1) continue;
      if (isNarrow && places[entries.placeId[i] ?? 0] !== 1) continue;
      keep[i] = 1;
    }
    return keep;
  }

  spans(spans: SpanColumns): Uint8Array | null {
    const held = this.series.repoIds === null ? null : this.series.held;
    if (this.takesAnyBuild && held === null) return null;
    const keep = this.clear(spans.n);
    for (let i = 0; i < spans.n; i += 1) {
      if (held !== null && held[spans.seriesId[i] ?? 0] !== 1) continue;
      if (this.passes(spans.flags[i] ?? 0, spans.event[i] ?? 0)) keep[i] = 1;
    }
    return keep;
  }

  private passes(flags: number, event: number): boolean {
    if (this.eventCode >= 0 && event !== this.eventCode) return false;
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

function isWhole({ from, until }: WeekDays): boolean {
  return from <= 0 && until >= 7;
}
