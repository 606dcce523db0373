import { dayNumber, weekdayOf } from '@/lib/time/days';

/** A note on the time axis, such as an optimisation or a change point. */
interface TimeNote {
  /** A local calendar day. */
  day: string;
  label: string;
  /** Where more is said of it. */
  href?: string;
}

/** The time axis of a chart, and what one can do on it. */
export interface TimeAxis {
  /** First days of the buckets, in order. */
  buckets: readonly string[];
  bucketName: (bucket: string) => string;
  /** Dragging from one bucket to another, first and last included. */
  onZoom?: (first: string, last: string) => void;
  /** A click on a bucket. */
  onPick?: (bucket: string) => void;
  notes?: readonly TimeNote[];
}

export interface PlacedNote extends TimeNote {
  number: number;
  bucket: string;
}

/** An axis names no more buckets than this. */
const MOST_NAMED = 7;

/**
 * The buckets that an axis names: the same in charts that stand side by side, however wide they are. Mondays, where that
 * leaves few; else every so many.
 */
export function shownBuckets(buckets: readonly string[]): string[] {
  if (buckets.length <= MOST_NAMED) return [...buckets];
  const mondays = buckets.filter(day => weekdayOf(dayNumber(day)) === 1);
  if (mondays.length >= 3 && mondays.length <= MOST_NAMED) return mondays;
  const step = Math.ceil(buckets.length / MOST_NAMED);
  return buckets.filter((_, index) => index % step === 0);
}

/** Notes by the bucket that holds their day, numbered in order of time; those before the first bucket fall away. */
export function placeNotes({ buckets, notes = [] }: TimeAxis): PlacedNote[] {
  return [...notes]
    .sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)))
    .flatMap(note => {
      const bucket = buckets.findLast(first => first <= note.day);
      return bucket === undefined ? [] : { ...note, bucket };
    })
    .map((note, index) => ({ ...note, number: index + 1 }));
}
