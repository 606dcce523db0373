/** Room for the line's own width and the last dot. */
const PADDING = 3;

/** Differences of less than this share of the largest value are not blown up to the whole height. */
const LEAST_SPAN = 0.4;

interface SparklinePaths {
  /** Points of a polyline for each run of values without a gap; a lone value is a short dash. */
  lines: string[];
  /** From the end of a run to the start of the next, over buckets of which nothing is known. */
  joins: string[];
  last: { x: number; y: number } | null;
}

/** The least and the most of many lines. The same height anywhere is the same ratio. */
export interface SparklineScale {
  least: number;
  most: number;
}

/** Null: no line has a value above 0. */
export function commonScale(
  lines: ReadonlyArray<ReadonlyArray<number | null> | null>,
): SparklineScale | null {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const value of lines.flatMap(line => line ?? [])) {
    if (value === null || value <= 0) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most === 0 ? null : { least, most };
}

/** A line through values at equal distances, within a box. */
export function sparklinePaths(
  values: ReadonlyArray<number | null>,
  width: number,
  height: number,
  scale: SparklineScale | null = null,
): SparklinePaths {
  const known = values.filter(value => value !== null);
  if (known.length === 0) return { lines: [], joins: [], last: null };
  const placeOf = scale === null ? placesWithin(known) : placesOn(scale);
  const x = (index: number) =>
    round(PADDING + (values.length < 2 ? 0.5 : index / (values.length - 1)) * (width - 2 * PADDING));
  const y = (value: number) => round(height / 2 - placeOf(value) * (height - 2 * PADDING));
  const lines: string[] = [];
  const joins: string[] = [];
  let run: string[] = [];
  let last: SparklinePaths['last'] = null;
  const close = () => {
    const [only] = run;
    if (run.length === 1 && only !== undefined)
      run.push(only.replace(/^[^,]+/, start => String(Number(start) + 1)));
    if (run.length > 0) lines.push(run.join(' '));
    run = [];
  };
  for (const [index, value] of values.entries()) {
    if (value === null) {
      close();
      continue;
    }
    const point = { x: x(index), y: y(value) };
    if (last !== null && run.length === 0) joins.push(`${last.x},${last.y} ${point.x},${point.y}`);
    last = point;
    run.push(`${point.x},${point.y}`);
  }
  close();
  return { lines, joins, last };
}

/** From −0.5, the bottom, to 0.5. */
function placesWithin(known: readonly number[]): (value: number) => number {
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const span = Math.max(most - least, most * LEAST_SPAN, Number.MIN_VALUE);
  const middle = (least + most) / 2;
  return value => (value - middle) / span;
}

function placesOn({ least, most }: SparklineScale): (value: number) => number {
  const span = Math.log(most / least);
  if (span === 0) return () => 0;
  return value => Math.log(Math.max(value, least) / least) / span - 0.5;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
