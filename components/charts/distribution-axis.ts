import { formatDuration, formatExactDuration } from '@/lib/format';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/time/units';
import { distinctFormat } from './value-scale';

/** How many values fall into a band; milliseconds, the upper end not included. */
export interface DistributionBin {
  fromMs: number;
  untilMs: number;
  n: number;
  /** Also all that is shorter than the other bands, or longer. */
  holds: 'shorter' | 'longer' | null;
}

/** An axis has room for so many names, and no two of them stand closer. */
const MOST_NAMED = 6;

/** From one name to the next where bands are all as wide. */
const ROUND_MS = [
  ...[1, 2, 5, 10, 15, 30].map(seconds => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map(minutes => minutes * MINUTE_MS),
  ...[1, 2, 4, 8, 12, 24, 48, 120, 240].map(hours => hours * HOUR_MS),
];
/** From one name to the next where they grow, in bands. */
const EVERY = [1, 2, 3, 4, 5];

export interface EdgeName {
  /** Bands to its left. */
  place: number;
  text: string;
}

/** Names of edges that are rounder than the others: `40s`, `1m`, `1m 30s`, and of open ends: `<40s`, `≥2m`. */
export function edgeNames(bins: readonly DistributionBin[]): EdgeName[] {
  const ends = bins.flatMap((bin, place): EdgeName[] =>
    bin.holds === 'shorter'
      ? [{ place: place + 0.5, text: `<${edge(bin.untilMs)}` }]
      : bin.holds === 'longer'
        ? [{ place: place + 0.5, text: `≥${edge(bin.fromMs)}` }]
        : [],
  );
  const least = bins.length / MOST_NAMED;
  const inner = roundEdges(bins).filter(({ place }) =>
    ends.every(end => Math.abs(end.place - place) > least),
  );
  return [...inner, ...ends].sort((a, b) => a.place - b.place);
}

function roundEdges(bins: readonly DistributionBin[]): EdgeName[] {
  const inner = bins.flatMap((bin, place) => (bin.holds === null ? [{ ...bin, place }] : []));
  const last = inner.at(-1);
  if (last === undefined) return [];
  const edges = [...inner, { fromMs: last.untilMs, place: last.place + 1 }].map(({ fromMs, place }) => {
    return { ms: fromMs, place };
  });
  const widthMs = last.untilMs - last.fromMs;
  const isEven = inner.every(bin => bin.untilMs - bin.fromMs === widthMs);
  const choices = isEven
    ? ROUND_MS.filter(roundMs => roundMs % widthMs === 0).map(roundMs =>
        edges.filter(({ ms }) => ms % roundMs === 0),
      )
    : EVERY.map(count => edges.filter((_, index) => index % count === 0));
  const named = choices.find(some => some.length <= MOST_NAMED) ?? edges.slice(0, 1);
  const format = distinctFormat(
    named.map(({ ms }) => ms),
    [edge, formatExactDuration],
  );
  return named.map(({ ms, place }) => ({ place, text: format(ms) }));
}

/** Where a duration stands, in bands to its left: times are whole seconds, each of which fills its own. */
export function placeOf(bins: readonly DistributionBin[], ms: number): number | null {
  const index = bins.findIndex(({ fromMs, untilMs }) => ms >= fromMs && ms < untilMs);
  const bin = bins[index];
  if (bin === undefined) return null;
  if (bin.holds !== null) return index + 0.5;
  return index + (ms + SECOND_MS / 2 - bin.fromMs) / (bin.untilMs - bin.fromMs);
}

/** `40s to 44s`, `42s`, `2m 00s and longer`. */
export function binName({ fromMs, untilMs, holds }: Omit<DistributionBin, 'n'>): string {
  // Beyond an hour, seconds are told only where a band has no more than some.
  const format = untilMs - fromMs < MINUTE_MS ? formatExactDuration : formatDuration;
  const [from, last] = [format(fromMs), format(untilMs - SECOND_MS)];
  if (holds === 'longer') return `${from} and longer, up to ${last}`;
  if (holds === 'shorter') return `under ${format(untilMs)}, from ${from}`;
  return from === last ? from : `${from} to ${last}`;
}

function edge(ms: number): string {
  return formatDuration(ms).replace(/ 00[ms]$/, '');
}
