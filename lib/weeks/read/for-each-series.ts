interface BySeries {
  n: number;
  seriesId: ArrayLike<number>;
}

/** Where each series begins, and after the last one where the columns end. */
const known = new WeakMap<BySeries, Int32Array>();

/**
 * Calls `visit` for each series in columns that are sorted by it, as steps and caches are: its entries lie at
 * [from, until). Columns in memory never change, so that series are looked for once.
 */
export function forEachSeries(
  columns: BySeries,
  visit: (seriesId: number, from: number, until: number) => void,
): void {
  let starts = known.get(columns);
  if (starts === undefined) {
    starts = findStarts(columns);
    known.set(columns, starts);
  }
  const { seriesId } = columns;
  for (let place = 0; place + 1 < starts.length; place += 1) {
    const from = starts[place] ?? 0;
    visit(seriesId[from] ?? 0, from, starts[place + 1] ?? 0);
  }
}

function findStarts({ n, seriesId }: BySeries): Int32Array {
  const starts: number[] = [];
  for (let i = 0; i < n; i += 1) if (i === 0 || seriesId[i] !== seriesId[i - 1]) starts.push(i);
  return Int32Array.from([...starts, n]);
}
