/** Where the buckets of a chart are, in pixels from its corner. */
export interface PlotSpan {
  left: number;
  top: number;
  width: number;
  height: number;
  /** Bars stand within bands; points of lines stand from edge to edge. */
  hasBars: boolean;
}

/** The index of the bucket at a distance from the left edge of a chart; beyond its edges, the first or the last. */
export function bucketAt(x: number, span: PlotSpan | null, count: number): number {
  if (span === null || count === 0) return 0;
  const ratio = (x - span.left) / Math.max(span.width, 1);
  const index = span.hasBars ? Math.floor(ratio * count) : Math.round(ratio * (count - 1));
  return Math.min(Math.max(index, 0), count - 1);
}
