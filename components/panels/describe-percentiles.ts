import type { PercentilePoint } from '@/components/charts/percentile-chart';
import { formatDuration } from '@/lib/format';

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
