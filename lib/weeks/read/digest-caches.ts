import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import { CACHE_KINDS } from '@/lib/facts/vocabulary';
import type { BuildColumns, CacheColumns } from '../format/build-parts';
import { UNKNOWN } from '../format/columns';
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

/** What the logs of one series told of one tool and kind of cache, in the builds that are asked for. */
export interface ToldSource {
  seriesId: number;
  /** Its index in CACHE_KINDS, and that of the tool in `tools`. */
  kind: number;
  tool: number;
  /** By week since the first one of the run; where there was no log, there is nothing. */
  weeks: Array<{ week: number; told: CacheTold }>;
}

/** What the caches of a run told, of which weeks [from, until) are asked for. */
export interface ToldRun {
  told: readonly ToldSource[];
  from: number;
  until: number;
}

/** What misses took in some weeks, of the series whose logs tell. */
export interface MissTime {
  seriesIds: Int32Array;
  /** Milliseconds. */
  missMs: Float64Array;
}

const known = new KeptByFilter<CacheColumns, ToldSource[]>();

/** What the caches of a run told in each of its weeks. A question over a year reads a thirtieth of what it would. */
export function digestCaches(
  caches: CacheColumns,
  builds: BuildColumns,
  filter: EntryFilter,
): readonly ToldSource[] {
  return known.of(caches, filter.key, () => digestNow(caches, builds, filter.buildsOfRun(builds)));
}

/** What misses took in the weeks [from, until) of some runs together. */
export function sumMissTime(runs: readonly ToldRun[]): MissTime {
  const sums = new Map<number, number>();
  for (const { told: sources, from, until } of runs) {
    for (const { seriesId, weeks } of sources) {
      for (const { week, told } of weeks) {
        if (told.missMs === null || week < from || week >= until) continue;
        sums.set(seriesId, (sums.get(seriesId) ?? 0) + told.missMs);
      }
    }
  }
  return { seriesIds: Int32Array.from(sums.keys()), missMs: Float64Array.from(sums.values()) };
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
function digestNow(caches: CacheColumns, { day }: BuildColumns, asked: Uint8Array | null): ToldSource[] {
  const sources = new Map<number, ToldSource[]>();
  const told = nothingTold();
  forEachSeries(caches, (seriesId, from, until) => {
    const ofSeries = entryOf(sources, seriesId, () => []);
    for (let i = from; i < until; i += 1) {
      const build = at(caches.build, i, 'build');
      if (asked !== null && asked[build] !== 1) continue;
      const [kind, tool] = [at(caches.kind, i, 'kind'), at(caches.tool, i, 'tool')];
      const place = tool * CACHE_KINDS.length + kind;
      const source = ofSeries[place] ?? { seriesId, kind, tool, weeks: [] };
      ofSeries[place] = source;
      const week = Math.floor(at(day, build, 'day') / 7);
      let last = source.weeks.at(-1);
      if (last?.week !== week) {
        last = { week, told: nothingTold() };
        source.weeks.push(last);
      }
      readTold(caches, i, told);
      addTold(last.told, told);
    }
  });
  return [...sources.values()].flatMap(ofSeries => ofSeries.filter(source => source !== undefined));
}
