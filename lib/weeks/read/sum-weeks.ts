import { STATUSES } from '@/lib/facts/vocabulary';
import type { StepColumns } from '../format/build-parts';
import type { NumberColumn } from '../format/columns';
import { narrowPart } from '../format/narrow-part';
import type { WeekRun, WeekStore } from '../store/week-store';
import { type BuildDigest, digestOf, startOf } from './digest-builds';
import type { EntryFilter } from './entry-filter';
import { BuildPicker, type PickedBuilds } from './pick-builds';
import { type KeptSums, RepoSummer } from './repo-summer';
import type { Grouping, RepoGroup, SeriesScope } from './series-scope';
import type { WeekSlice } from './week-reader';
import type { Days } from './whole-weeks';

/** What figures need of the builds of many weeks together. */
interface WeeksSum {
  /** By STATUS. */
  outcomes: NumberColumn;
  /** Who waited, by id of the login, beside for how many builds. */
  logins: NumberColumn;
  loginBuilds: NumberColumn;
  /** Seconds of those whose wait counts in percentiles, and of their queues: both ascend. */
  waitS: NumberColumn;
  queueS: NumberColumn;
}

/** Some weeks of a digest, [from, until). */
export interface DigestWeeks {
  digest: BuildDigest;
  /** Of its first week, in days since 1970-01-01. */
  monday: number;
  from: number;
  until: number;
}

/** The weeks of one repository that lie in the period as a whole. */
export interface SummedWeeks {
  sum: WeeksSum;
  /** In order. */
  runs: readonly DigestWeeks[];
}

/** What a question does with the builds that it asks for, group by group. */
export interface BuildsVisitor {
  /** Takes all whole weeks of a repository together. */
  addWeeks(weeks: SummedWeeks, group: RepoGroup): void;
  /** Takes builds that lie in no whole week; they are good until the visit is over. */
  addBuilds(slice: WeekSlice, picked: PickedBuilds, group: RepoGroup): void;
}

const known: KeptSums<SummedWeeks> = new WeakMap();

/**
 * Tells of the builds of a period by group: whole weeks of a repository summed up, which is done once, and what lies
 * beside them build by build.
 */
export class WeekSummer {
  private readonly picker = new BuildPicker();
  private marks: Uint8Array = new Uint8Array(0);
  /** Sums of whole weeks; what is read of a run lies by place of the group. */
  readonly sums: RepoSummer<readonly DigestWeeks[], SummedWeeks>;

  /** @param whole the days of the period in whole weeks */
  constructor(
    store: WeekStore,
    private readonly series: SeriesScope,
    filter: EntryFilter,
    private readonly by: Grouping,
    whole: Days,
    private readonly visitor: BuildsVisitor,
  ) {
    this.sums = new RepoSummer(store, {
      known,
      range: `${whole.from} ${whole.until} ${filter.key}`,
      partsOf: repoId =>
        series.groupsOf(repoId, by).map((group, place) => ({
          name: group.id,
          sum: read => sumUp(read.flatMap(groups => groups[place] ?? [])),
          visit: weeks => visitor.addWeeks(weeks, group),
        })),
      bytesOf,
    });
  }

  /** Takes a run that must be read. @param steps may be null where all groups are all of their repositories */
  addWeeks(run: WeekRun, slice: WeekSlice, steps: StepColumns | null): void {
    const { monday, wholeFrom: from, wholeUntil: until } = slice;
    const groups = this.series.groupsOf(run.repoId, this.by);
    this.sums.add(
      run,
      groups.map(group => ({ digest: digestOf(slice, group, steps), monday, from, until })),
    );
  }

  /** Tells of the builds of a slice that lie in no whole week. */
  tellBeside(slice: WeekSlice, steps: StepColumns | null): void {
    const marks = slice.wholeFrom < slice.wholeUntil ? this.marksBeside(slice) : slice.mask;
    for (const group of this.series.groupsOf(slice.repo.id, this.by)) {
      const picked = this.picker.pick(group, slice.builds, steps, marks);
      if (picked.n > 0) this.visitor.addBuilds(slice, picked, group);
    }
  }

  private marksBeside({ builds: { n, day }, mask, wholeFrom, wholeUntil }: WeekSlice): Uint8Array {
    if (this.marks.length < n) this.marks = new Uint8Array(2 * n);
    const { marks } = this;
    for (let build = 0; build < n; build += 1) {
      const at = day[build] ?? 0;
      marks[build] = at >= 7 * wholeFrom && at < 7 * wholeUntil ? 0 : (mask?.[build] ?? 1);
    }
    return marks;
  }
}

function sumUp(runs: readonly DigestWeeks[]): SummedWeeks {
  return { runs, sum: sumOf(runs) };
}

/** Digests count as well: they are held by this when the weeks that they were made of are not. */
function bytesOf({ sum, runs }: SummedWeeks): number {
  return [sum, ...runs.map(({ digest }) => digest)]
    .flatMap(lists => Object.values(lists))
    .reduce((bytes, { byteLength }) => bytes + byteLength, 0);
}

function sumOf(runs: readonly DigestWeeks[]): WeeksSum {
  const outcomes = new Uint32Array(STATUSES.length);
  const waiting = new Map<number, number>();
  for (const { digest, from, until } of runs) {
    for (let i = from * outcomes.length; i < until * outcomes.length; i += 1) {
      const status = i % outcomes.length;
      outcomes[status] = (outcomes[status] ?? 0) + (digest.outcomes[i] ?? 0);
    }
    const { logins, loginBuilds, loginEnds } = digest;
    for (let i = startOf(loginEnds, from); i < startOf(loginEnds, until); i += 1) {
      const login = logins[i] ?? 0;
      waiting.set(login, (waiting.get(login) ?? 0) + (loginBuilds[i] ?? 0));
    }
  }
  return narrowPart({
    outcomes,
    logins: Int32Array.from(waiting.keys()),
    loginBuilds: Uint32Array.from(waiting.values()),
    waitS: ascending(runs, 'waitS'),
    queueS: ascending(runs, 'queueS'),
  });
}

function ascending(runs: readonly DigestWeeks[], column: 'waitS' | 'queueS'): Uint32Array {
  const parts = runs.map(({ digest, from, until }) =>
    digest[column].subarray(startOf(digest.timedEnds, from), startOf(digest.timedEnds, until)),
  );
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.sort();
}
