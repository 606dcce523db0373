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
