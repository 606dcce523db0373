import type { PercentilePoint } from '@/components/charts/percentile-chart';

/** A point for every bucket; where nothing ran, a gap. */
export function percentilePoints(
  buckets: readonly string[],
  rows: ReadonlyArray<PercentilePoint>,
): PercentilePoint[] {
  const byBucket = new Map(rows.map(row => [row.bucket, row]));
  return buckets.map(
    bucket => byBucket.get(bucket) ?? { bucket, n: 0, p25Ms: null, p50Ms: null, p75Ms: null, p90Ms: null },
  );
}
