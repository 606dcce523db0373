'use client';

import { LineChart } from '@/components/charts/line-chart';
import { formatDay, formatRange } from '@/lib/format';
import type { ChangePoints } from '@/lib/insights/query';
import { addDays } from '@/lib/time/days';

/** What was built so long before the change and after it is shown. */
const POINTS_AROUND = 30;

/** The daily points in which a change was found, some weeks around it. */
export function ChangePointsChart({ day, found: data }: { day: string; found: ChangePoints }) {
  const points = around(data.points, day);
  const days = new Map(points.map(point => [point.fromDay, point]));
  const buckets = daysFrom(points[0]?.fromDay, points.at(-1)?.fromDay);
  const most = Math.max(...points.map(({ value }) => value), 0);
  return (
    <LineChart
      axis={{
        buckets,
        bucketName: from => formatRange(from, days.get(from)?.untilDay ?? from),
        notes: data.changes
          .filter(
            found => found.day >= (points[0]?.fromDay ?? '') && found.day <= (points.at(-1)?.untilDay ?? ''),
          )
          .map(found => ({ day: found.day, label: found.day === day ? 'this change' : 'another change' })),
      }}
      series={[
        {
          label: data.unit === 'ratio' ? 'hits of look-ups' : 'median of the working day',
          color: 'var(--line)',
          connected: true,
          points: buckets.map(bucket => {
            const point = days.get(bucket);
            return point === undefined ? null : { value: point.value, n: point.n };
          }),
        },
      ]}
      unit={data.unit === 'ratio' ? 'ratio' : 'duration'}
      summary={`Points of working days around ${formatDay(day, true)}, ${points.length} in all, the largest ${data.unit === 'ratio' ? most.toFixed(2) : `${Math.round(most / 1000)} s`}.`}
      height={170}
    />
  );
}

/** Every day between, so that the axis is one of time: on days without a point there is none. */
function daysFrom(first: string | undefined, last: string | undefined): string[] {
  const days: string[] = [];
  if (first === undefined || last === undefined) return days;
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

function around(points: ChangePoints['points'], day: string): ChangePoints['points'] {
  const found = points.findIndex(({ untilDay }) => untilDay >= day);
  const middle = found < 0 ? points.length : found;
  return points.slice(Math.max(0, middle - POINTS_AROUND), middle + POINTS_AROUND);
}
