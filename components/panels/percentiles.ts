import type { PercentilePoint } from '@/components/charts/percentile-chart';
import { formatDuration } from '@/lib/format';

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

/** A chart of percentiles in one sentence, for those who cannot see it. */
export function describePercentiles(
  title: string,
  points: readonly PercentilePoint[],
  bucketName: (bucket: string) => string,
): string {
  const known = points.filter(point => point.p50Ms !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return `${title}: nothing ran.`;
  return (
    `${title}: median ${formatDuration(first.p50Ms)} at ${bucketName(first.bucket)}, ` +
    `${formatDuration(last.p50Ms)} at ${bucketName(last.bucket)}. The table has every figure.`
  );
}

/** What the pointer tells of a bucket of a line of medians. */
export function describePoint(name: string, valueMs: number | null): string {
  return `${name}: ${valueMs === null ? 'nothing ran' : formatDuration(valueMs)}`;
}

/** A line of medians in words. */
export function describeTrend(valuesMs: ReadonlyArray<number | null>): string {
  const known = valuesMs.filter(value => value !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return 'nothing ran';
  return `from ${formatDuration(first)} to ${formatDuration(last)}`;
}
