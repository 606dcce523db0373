'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { PercentileChart, type PercentilePoint } from '@/components/charts/percentile-chart';
import { useFilter } from '@/components/filters/filter-context';
import { PercentileTable } from '@/components/panels/percentile-table';
import { describePercentiles, percentilePoints } from '@/components/panels/percentiles';
import { useTimeAxis } from '@/components/panels/time-axis';
import { EmptyPanel } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import { formatCount } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';
import classes from './service.module.css';

type Way = MetricRows['time-to-publish']['way'];

const WAYS: ReadonlyArray<{ way: Way; label: string; what: string; none: string }> = [
  {
    way: 'published',
    label: 'Published',
    what: 'until the last step that publishes had ended',
    none: 'No step named publish, push, deploy, release or upload ended well in this range.',
  },
  {
    way: 'promoted',
    label: 'Promoted',
    what: 'until the promotion had ended, waiting for somebody to promote included',
    none: 'Nothing was promoted in this range.',
  },
];

/** How long it takes from the push until the change is out. */
export function PublishPanel({ height }: { height: number }) {
  const filter = useFilter();
  const { data } = useSuspenseQuery(metricQuery('time-to-publish', filter));
  const axis = useTimeAxis(data);
  const title = 'From push to published or promoted';
  if (data.rows.length === 0) {
    return <EmptyPanel title={title}>{WAYS.map(({ none }) => none).join(' ')}</EmptyPanel>;
  }
  const ways = WAYS.map(way => {
    const rows = data.rows.filter(row => row.way === way.way);
    const count = rows.reduce((sum, row) => sum + row.n, 0);
    return { ...way, count, points: percentilePoints(data.buckets, rows) };
  });
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={ways.map(({ way, count }) => `${formatCount(count)} ${way}`).join(' · ')}
      csv={{ name: 'time-to-publish', filter }}
      chart={
        <div className={classes.apart}>
          {ways.map(({ way, label, what, none, count, points }) => (
            <div key={way}>
              <WayHead label={label} what={what} />
              {count === 0 ? (
                <p className={classes.none}>{none}</p>
              ) : (
                <PercentileChart
                  axis={axis}
                  points={points}
                  countName={way}
                  summary={describePercentiles(label, points, axis.bucketName)}
                  height={height}
                />
              )}
            </div>
          ))}
        </div>
      }
      table={ways
        .filter(({ count }) => count > 0)
        .map(({ way, label, what, points }) => (
          <WayTable key={way} label={label} what={what} points={points} bucketName={axis.bucketName} />
        ))}
    />
  );
}

function WayHead({ label, what }: { label: string; what: string }) {
  return (
    <h3 className={classes.part}>
      {label} <span>{what}</span>
    </h3>
  );
}

interface WayTableProps {
  label: string;
  what: string;
  points: readonly PercentilePoint[];
  bucketName: (bucket: string) => string;
}

function WayTable({ label, what, points, bucketName }: WayTableProps) {
  return (
    <>
      <WayHead label={label} what={what} />
      <PercentileTable title={label} points={points} bucketName={bucketName} countName="Builds" />
    </>
  );
}
