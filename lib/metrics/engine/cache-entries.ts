import { z } from 'zod';
import { at } from '@/lib/at';
import { CACHE_KINDS } from '@/lib/facts/vocabulary';
import {
  addTold,
  type BookSeries,
  type CacheColumns,
  type CacheTold,
  digestCaches,
  forEachSeries,
  nothingTold,
  type Period,
  readTold,
  readToldWeek,
  type WeekReader,
  type WeekSlice,
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
  private readonly told = nothingTold();

  add(told: CacheTold): void {
    addTold(this.told, told);
  }

  get row() {
    const { hits, misses, missMs, logs, silentLogs } = this.told;
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

/** What is done with what it told, which is good until the visit is over; `day` counts from 1970-01-01. */
type CacheVisit = (told: CacheTold, day: number) => void;

/**
 * Calls what `open` gives for a source with what its logs in scope told: a week's together, on its Monday, where all of
 * it lies in the period, else one log after the other.
 *
 * @param byDay whether weeks are told day by day as well
 */
export async function forEachCache(
  reader: WeekReader,
  period: Period,
  open: (source: CacheSource) => CacheVisit,
  byDay = false,
): Promise<void> {
  const openIn = ({ tools }: CacheColumns, seriesId: number) => {
    const series = reader.book.series.get(seriesId);
    if (series === undefined || !reader.series.holds(series)) return null;
    return (kind: number, tool: number) =>
      open({ series, kind: at(CACHE_KINDS, kind, 'CACHE_KINDS'), tool: at(tools, tool, 'tools') });
  };
  await reader.forEachWeek(period, ['caches'], slice => visitSlice(slice, openIn, byDay));
}

type OpenFor = (kind: number, tool: number) => CacheVisit;
type OpenIn = (caches: CacheColumns, seriesId: number) => OpenFor | null;

/** The visit of a source of a series, which is opened at its first entry. */
function visitOf(visits: CacheVisit[], kind: number, tool: number, openFor: OpenFor): CacheVisit {
  const place = tool * CACHE_KINDS.length + kind;
  const visit = visits[place] ?? openFor(kind, tool);
  visits[place] = visit;
  return visit;
}

function visitSlice(slice: WeekSlice<'caches'>, openIn: OpenIn, byDay: boolean): void {
  const [from, until] = byDay ? [0, 0] : [slice.wholeFrom, slice.wholeUntil];
  if (from < until) visitWeeks(slice, from, until, openIn);
  if (from >= until || from > 0 || until < slice.length) visitLogs(slice, from, until, openIn);
}

/** Weeks that lie in the period as a whole. */
function visitWeeks(
  { parts: { caches }, builds, filter, monday }: WeekSlice<'caches'>,
  from: number,
  until: number,
  openIn: OpenIn,
): void {
  const weeks = digestCaches(caches, builds, filter);
  const told = nothingTold();
  forEachSeries(weeks, (seriesId, first, end) => {
    const openFor = openIn(caches, seriesId);
    if (openFor === null) return;
    const visits: CacheVisit[] = [];
    for (let i = first; i < end; i += 1) {
      const week = at(weeks.week, i, 'week');
      if (week < from || week >= until) continue;
      const visit = visitOf(visits, at(weeks.kind, i, 'kind'), at(weeks.tool, i, 'tool'), openFor);
      readToldWeek(weeks, i, told);
      visit(told, monday + 7 * week);
    }
  });
}

/** Logs of all other days of the period. */
function visitLogs(
  { parts: { caches }, builds, mask, monday }: WeekSlice<'caches'>,
  wholeFrom: number,
  wholeUntil: number,
  openIn: OpenIn,
): void {
  const told = nothingTold();
  const dayOf = (i: number) => at(builds.day, at(caches.build, i, 'build'), 'day');
  const [wholeFromDay, wholeUntilDay] = wholeFrom < wholeUntil ? [7 * wholeFrom, 7 * wholeUntil] : [0, 0];
  forEachSeries(caches, (seriesId, from, until) => {
    // Weeks come in order, so that those of the others lie at both ends.
    let [headEnd, tailFrom] = [from, until];
    while (headEnd < until && dayOf(headEnd) < wholeFromDay) headEnd += 1;
    while (tailFrom > headEnd && dayOf(tailFrom - 1) >= wholeUntilDay) tailFrom -= 1;
    if (headEnd === from && tailFrom === until) return;
    const openFor = openIn(caches, seriesId);
    if (openFor === null) return;
    const visits: CacheVisit[] = [];
    for (let i = from; i < until; i += 1) {
      if (i === headEnd) i = tailFrom;
      if (i === until) return;
      if (mask !== null && mask[at(caches.build, i, 'build')] !== 1) continue;
      const visit = visitOf(visits, at(caches.kind, i, 'kind'), at(caches.tool, i, 'tool'), openFor);
      readTold(caches, i, told);
      visit(told, monday + dayOf(i));
    }
  });
}

/** What misses took in the steps of each service, in milliseconds; services whose logs do not tell are not in it. */
export async function missTimeByService(reader: WeekReader): Promise<Map<string, number>> {
  const { book } = reader;
  const [missMsOf, isTold] = [new Float64Array(book.maxSeriesId + 1), new Uint8Array(book.maxSeriesId + 1)];
  const add = (seriesId: number, ms: number) => {
    missMsOf[seriesId] = (missMsOf[seriesId] ?? 0) + ms;
    isTold[seriesId] = 1;
  };
  const openIn: OpenIn = (_, seriesId) => () => told => {
    if (told.missMs !== null) add(seriesId, told.missMs);
  };
  await reader.forEachMissTime('now', {
    weeks({ seriesIds, missMs }) {
      for (let i = 0; i < seriesIds.length; i += 1) add(seriesIds[i] ?? 0, missMs[i] ?? 0);
    },
    beside: slice => visitLogs(slice, slice.wholeFrom, slice.wholeUntil, openIn),
  });
  const sums = new Map<string, number>();
  for (const [seriesId, series] of book.series) {
    const { service } = series;
    if (service === null || isTold[seriesId] !== 1 || !reader.series.holds(series)) continue;
    sums.set(service, (sums.get(service) ?? 0) + (missMsOf[seriesId] ?? 0));
  }
  return sums;
}
