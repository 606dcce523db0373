import { at } from '@/lib/at';
import { DAY_S, HOUR_S, MINUTE_S } from '@/lib/time/units';
import type { Tally } from './tally';

/** How many durations fall into a band of whole seconds, the upper end not included. */
export interface DurationBin {
  fromS: number;
  untilS: number;
  n: number;
  /** The first band may hold all that is shorter than the others, the last one all that is longer. */
  holds: 'shorter' | 'longer' | null;
}

const MOST_BINS = 24;
/** Of what is all alike, some room is shown beside it. */
const LEAST_BINS = 6;
/** So few at an end, far from the others, share one band. */
const FEW = 0.02;
/** How much further bands that grow must spread the durations than even ones, which are read more easily. */
const WORTH_GROWING = 1.5;

const WIDTHS_S = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map(minutes => minutes * MINUTE_S),
  ...[1, 2, 4, 8, 12].map(hours => hours * HOUR_S),
];

const GROWING_S = [
  ...[0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 45],
  ...[1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 45].map(minutes => minutes * MINUTE_S),
  ...[1, 1.5, 2, 3, 5, 8, 12].map(hours => hours * HOUR_S),
];

/**
 * Seconds → bands whose edges are round, so that a bar says how long it is for: all as wide, or growing where the durations
 * lie too far apart for that.
 */
export function durationBins(tally: Tally): DurationBin[] {
  const [shortest, low, high, longest] = [0, FEW, 1 - FEW, 1].map(q => tally.quantile(q));
  if (shortest == null || low == null || high == null || longest == null) return [];
  const even = evenEdges([shortest, low], [high, longest]);
  const growing = growingEdges(low, high);
  const bins = (edges: readonly number[]) => count(tally, edges, shortest, longest);
  const isGrowing = growing !== null && spread(bins(growing)) > WORTH_GROWING * spread(bins(even));
  return bins(isGrowing ? growing : even);
}

/** Of one width, over all durations where that is not too many bands, else without the few at an end. */
function evenEdges(
  [shortest, low]: readonly [number, number],
  [high, longest]: readonly [number, number],
): number[] {
  const most = MOST_BINS - 2;
  const width =
    WIDTHS_S.find(widthS => bandsBetween(low, high, widthS) <= most) ??
    Math.ceil((high - low) / (most - 2) / DAY_S) * DAY_S;
  const ends = [
    [shortest, longest],
    [low, longest],
    [shortest, high],
  ] as const;
  const room = (from: number, until: number) =>
    bandsBetween(from, until, width) + Number(from !== shortest) + Number(until !== longest);
  const [from, until] = ends.find(([first, last]) => room(first, last) <= MOST_BINS) ?? [low, high];
  const isWhole = until === longest;
  const bands = Math.max(bandsBetween(from, until, width), isWhole ? LEAST_BINS : 1);
  const start = Math.floor(from / width) * width;
  return Array.from({ length: bands + 1 }, (_, index) => start + index * width);
}

function bandsBetween(from: number, until: number, widthS: number): number {
  return Math.floor(until / widthS) - Math.floor(from / widthS) + 1;
}

/** Null: even these are too many, or do not reach far enough. */
function growingEdges(low: number, high: number): number[] | null {
  const first = GROWING_S.findLastIndex(edge => edge <= low);
  const last = GROWING_S.findIndex(edge => edge > high);
  return last < 0 || last - first > MOST_BINS - 2 ? null : GROWING_S.slice(first, last + 1);
}

function count(tally: Tally, inner: readonly number[], shortest: number, longest: number): DurationBin[] {
  const first = at(inner, 0, 'inner');
  const last = at(inner, inner.length - 1, 'inner');
  const [isShorter, isLonger] = [shortest < first, longest >= last];
  const edges = [...(isShorter ? [shortest] : []), ...inner, ...(isLonger ? [longest + 1] : [])];
  const bins = edges.slice(1).map((untilS, index, all): DurationBin => {
    const isFolded = (isShorter && index === 0) || (isLonger && index === all.length - 1);
    const holds = isFolded ? (index === 0 && isShorter ? 'shorter' : 'longer') : null;
    return { fromS: at(edges, index, 'edges'), untilS, n: 0, holds };
  });
  let place = 0;
  for (const [seconds, n] of tally.entries()) {
    while (seconds >= at(bins, place, 'bins').untilS) place += 1;
    at(bins, place, 'bins').n += n;
  }
  return bins;
}

/** Over how many bands durations lie: one where all are in one, as many as there are where all hold as many. */
function spread(bins: readonly DurationBin[]): number {
  const inner = bins.filter(({ holds }) => holds === null);
  const n = inner.reduce((sum, bin) => sum + bin.n, 0);
  return n === 0 ? 0 : 1 / inner.reduce((sum, bin) => sum + (bin.n / n) ** 2, 0);
}
