import { z } from 'zod';
import { at } from '@/lib/at';
import { CACHE_KINDS } from '@/lib/facts/vocabulary';
import {
  type BookSeries,
  type CacheColumns,
  forEachSeries,
  type Period,
  UNKNOWN,
  type WeekReader,
} from '@/lib/weeks/reader';

/** What the logs tell of one kind of cache. */
export const cacheShape = {
  hits: z.int(),
  misses: z.int(),
  /** hits / (hits + misses); null where no log told. */
  hitRatio: z.number().nullable(),
  /** What the misses took, as far as logs tell; null where none does. */
  missMs: z.number().nullable(),
  /** Logs whose tool told of hits and misses; of the silent ones nothing is known. */
  logs: z.int(),
  silentLogs: z.int(),
};

export const cacheKind = z.enum(CACHE_KINDS);

export class CacheSum {
  private hits = 0;
  private misses = 0;
  private missMs: number | null = null;
  private logs = 0;
  private silentLogs = 0;

  add(caches: CacheColumns, i: number): void {
    const [hits, misses, missMs] = [caches.hits[i], caches.misses[i], caches.missMs[i]];
    if (missMs !== undefined && missMs !== UNKNOWN) this.missMs = (this.missMs ?? 0) + missMs;
    if (hits === undefined || misses === undefined || hits === UNKNOWN || misses === UNKNOWN) {
      this.silentLogs += 1;
      return;
    }
    this.logs += 1;
    this.hits += hits;
    this.misses += misses;
  }

  get row() {
    const { hits, misses, missMs, logs, silentLogs } = this;
    const hitRatio = hits + misses === 0 ? null : hits / (hits + misses);
    return { hits, misses, hitRatio, missMs, logs, silentLogs };
  }
}

/** What one series in one week tells of one tool and kind of cache. */
export interface CacheSource {
  series: BookSeries;
  kind: z.infer<typeof cacheKind>;
  tool: string;
}

/** What is done with each of its logs; `day` counts from 1970-01-01. */
type CacheVisit = (caches: CacheColumns, i: number, day: number) => void;

/** Calls what `open` gives for a source with what each log in scope told. */
export async function forEachCache(
  reader: WeekReader,
  period: Period,
  open: (source: CacheSource) => CacheVisit,
): Promise<void> {
  await reader.forEachWeek(period, ['caches'], ({ parts: { caches }, builds, mask, monday }) => {
    forEachSeries(caches, (seriesId, from, until) => {
      const series = reader.book.series.get(seriesId);
      if (series === undefined || !reader.series.holds(series)) return;
      const visits: CacheVisit[] = [];
      for (let i = from; i < until; i += 1) {
        const build = at(caches.build, i, 'build');
        if (mask !== null && mask[build] !== 1) continue;
        const [kind, tool] = [at(caches.kind, i, 'kind'), at(caches.tool, i, 'tool')];
        const place = tool * CACHE_KINDS.length + kind;
        const visit =
          visits[place] ??
          open({ series, kind: CACHE_KINDS[kind] ?? CACHE_KINDS[0], tool: caches.tools[tool] ?? '' });
        visits[place] = visit;
        visit(caches, i, monday + at(builds.day, build, 'day'));
      }
    });
  });
}

/** What misses took in the steps of each service, in milliseconds; services whose logs do not tell are not in it. */
export async function missTimeByService(reader: WeekReader): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  await forEachCache(reader, 'now', ({ series: { service } }) => (caches, i) => {
    const missMs = at(caches.missMs, i, 'missMs');
    if (service !== null && missMs !== UNKNOWN) sums.set(service, (sums.get(service) ?? 0) + missMs);
  });
  return sums;
}
