/** Entries of one series, which lie side by side: [from, until). */
export interface SeriesRun {
  seriesId: number;
  from: number;
  until: number;
}

interface BySeries {
  n: number;
  seriesId: Int32Array;
}

const known = new WeakMap<BySeries, SeriesRun[]>();

/** Where each series lies in columns that are sorted by it: steps and caches. */
export function seriesRuns(columns: BySeries): SeriesRun[] {
  let runs = known.get(columns);
  if (runs === undefined) {
    runs = findRuns(columns);
    known.set(columns, runs);
  }
  return runs;
}

function findRuns({ n, seriesId }: BySeries): SeriesRun[] {
  const runs: SeriesRun[] = [];
  let from = 0;
  for (let i = 1; i <= n; i += 1) {
    if (i < n && seriesId[i] === seriesId[from]) continue;
    runs.push({ seriesId: seriesId[from] ?? 0, from, until: i });
    from = i;
  }
  return runs;
}
