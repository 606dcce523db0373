import { Sparkline } from '@/components/charts/sparkline';
import type { SparklineScale } from '@/components/charts/sparkline-paths';
import { HelpPopover } from '@/components/ui/help-popover';
import { bucketName } from './buckets';
import { type LineBuckets, lineBuckets } from './line-buckets';
import { describePoint, describeTrend } from './percentiles';

interface MedianLineProps {
  /** One for each bucket, in milliseconds; null where nothing ran. */
  valuesMs: ReadonlyArray<number | null>;
  of: LineBuckets;
  /** Of all lines of the column. */
  scale: SparklineScale | null;
}

/** A line of medians in a row of a list, with what the pointer tells of it. */
export function MedianLine({ valuesMs, of, scale }: MedianLineProps) {
  const points = lineBuckets(valuesMs, of);
  return (
    <Sparkline
      values={points.map(({ valueMs }) => valueMs)}
      summary={describeTrend(valuesMs)}
      scale={scale}
      describe={index => {
        const point = points[index];
        return point === undefined
          ? ''
          : describePoint(bucketName(of.bucketSize, point.bucket), point.valueMs);
      }}
    />
  );
}

const LINES =
  'p50 of each bucket; thin and pale over buckets in which nothing ran. Days off are left out of the line of what never runs on ' +
  'one. All lines share one scale, on which the same height is the same ratio: how high a line stands tells its p50 from ' +
  'that of the others.';

/** What a column of such lines shows. */
export function LinesHelp() {
  return <HelpPopover text={LINES} of="the lines" />;
}
