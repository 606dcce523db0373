import { at } from '@/lib/at';
import { CACHE_KINDS } from '@/lib/facts/vocabulary';
import type { BuildColumns, CacheColumns } from '../format/build-parts';
import {
  type ColumnSpec,
  type Columns,
  type FilledColumns,
  type NumberColumn,
  UNKNOWN,
} from '../format/columns';
import { narrowPart } from '../format/narrow-part';
import { TableWriter } from '../format/table-writer';
import type { EntryFilter } from './entry-filter';
import { forEachSeries } from './for-each-series';
import { KeptByFilter } from './kept-by-filter';

/** What one or more logs told of a cache. */
export interface CacheTold {
  hits: number;
  misses: number;
  /** Milliseconds; null where no log tells what misses took. */
  missMs: number | null;
  /** Logs whose tool told of hits and misses. */
  logs: number;
  silentLogs: number;
}

/** What the logs of a series told in a week of one tool and kind of cache. */
const TOLD_COLUMNS = {
  hits: 'f64',
  misses: 'f64',
  /** Milliseconds, from 1; 0: no log tells. */
  missMsPlusOne: 'f64',
  seriesId: 'i32',
  /** Index into the tools of the run. */
  tool: 'u32',
  logs: 'u32',
  silentLogs: 'u32',
  /** Since the first one of the run. */
  week: 'u8',
  /** Index in CACHE_KINDS. */
  kind: 'u8',
} as const satisfies ColumnSpec;

export type ToldWeeks = Columns<typeof TOLD_COLUMNS>;

/** What the caches of a run told, of which weeks [from, until) are asked for. */
export interface ToldRun {
  told: ToldWeeks;
  from: number;
  until: number;
}

/** What misses took in some weeks, of the series whose logs tell. */
export interface MissTime {
  seriesIds: NumberColumn;
  /** Milliseconds. */
  missMs: NumberColumn;
}

const known = new KeptByFilter<CacheColumns, ToldWeeks>();

/** What the caches of a run told in each of its weeks: a question over a year need not look at each log. */
export function digestCaches(caches: CacheColumns, builds: BuildColumns, filter: EntryFilter): ToldWeeks {
  return known.of(caches, filter.key, () => digestNow(caches, builds, filter.buildsOfRun(builds)));
}

/** What misses took in the weeks [from, until) of some runs together. */
export function sumMissTime(runs: readonly ToldRun[]): MissTime {
  const sums = new Map<number, number>();
  for (const { told, from, until } of runs) {
    for (let i = 0; i < told.n; i += 1) {
      const [week, plusOne] = [at(told.week, i, 'week'), at(told.missMsPlusOne, i, 'missMsPlusOne')];
      if (plusOne === 0 || week < from || week >= until) continue;
      const seriesId = at(told.seriesId, i, 'seriesId');
      sums.set(seriesId, (sums.get(seriesId) ?? 0) + plusOne - 1);
    }
  }
  return narrowPart({ seriesIds: Int32Array.from(sums.keys()), missMs: Float64Array.from(sums.values()) });
}

/** What an entry of a digest tells. */
export function readToldWeek(weeks: ToldWeeks, i: number, told: CacheTold): void {
  const plusOne = at(weeks.missMsPlusOne, i, 'missMsPlusOne');
  told.hits = at(weeks.hits, i, 'hits');
  told.misses = at(weeks.misses, i, 'misses');
  told.missMs = plusOne === 0 ? null : plusOne - 1;
  told.logs = at(weeks.logs, i, 'logs');
  told.silentLogs = at(weeks.silentLogs, i, 'silentLogs');
}

/** What a single log told. */
export function readTold(caches: CacheColumns, i: number, told: CacheTold): void {
  const [hits, misses, missMs] = [
    at(caches.hits, i, 'hits'),
    at(caches.misses, i, 'misses'),
    at(caches.missMs, i, 'missMs'),
  ];
  const isSilent = hits === UNKNOWN || misses === UNKNOWN;
  told.hits = isSilent ? 0 : hits;
  told.misses = isSilent ? 0 : misses;
  told.missMs = missMs === UNKNOWN ? null : missMs;
  told.logs = isSilent ? 0 : 1;
  told.silentLogs = isSilent ? 1 : 0;
}

export function nothingTold(): CacheTold {
  return { hits: 0, misses: 0, missMs: null, logs: 0, silentLogs: 0 };
}

export function addTold(sum: CacheTold, told: CacheTold): void {
  sum.hits += told.hits;
  sum.misses += told.misses;
  if (told.missMs !== null) sum.missMs = (sum.missMs ?? 0) + told.missMs;
  sum.logs += told.logs;
  sum.silentLogs += told.silentLogs;
}

/** @param asked marks of the builds that are asked for; null: all */
function digestNow(caches: CacheColumns, { day }: BuildColumns, asked: Uint8Array | null): ToldWeeks {
  const writer = new TableWriter(TOLD_COLUMNS, caches.n);
  const { to } = writer;
  const told = nothingTold();
  forEachSeries(caches, (seriesId, from, until) => {
    // By tool and kind; the builds of a series come in the order of their weeks.
    const last: number[] = [];
    for (let i = from; i < until; i += 1) {
      const build = at(caches.build, i, 'build');
      if (asked !== null && asked[build] !== 1) continue;
      const [kind, tool] = [at(caches.kind, i, 'kind'), at(caches.tool, i, 'tool')];
      const source = tool * CACHE_KINDS.length + kind;
      const week = Math.floor(at(day, build, 'day') / 7);
      let entry = last[source];
      if (entry === undefined || to.week[entry] !== week) {
        entry = writer.add();
        last[source] = entry;
        writer.put(to.seriesId, entry, seriesId);
        writer.put(to.tool, entry, tool);
        writer.put(to.kind, entry, kind);
        writer.put(to.week, entry, week);
      }
      readTold(caches, i, told);
      addToEntry(to, entry, told);
    }
  });
  return narrowPart(writer.columns());
}

function addToEntry(
  to: FilledColumns<typeof TOLD_COLUMNS>,
  entry: number,
  { hits, misses, missMs, logs, silentLogs }: CacheTold,
): void {
  to.hits[entry] = (to.hits[entry] ?? 0) + hits;
  to.misses[entry] = (to.misses[entry] ?? 0) + misses;
  if (missMs !== null) to.missMsPlusOne[entry] = Math.max(1, to.missMsPlusOne[entry] ?? 0) + missMs;
  to.logs[entry] = (to.logs[entry] ?? 0) + logs;
  to.silentLogs[entry] = (to.silentLogs[entry] ?? 0) + silentLogs;
}
