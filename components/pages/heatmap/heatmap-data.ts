import type { HeatmapCell } from '@/components/charts/heatmap-chart';
import { formatCount, formatDuration } from '@/lib/format';
import type { MetricRows } from '@/lib/metrics/query';

type Hour = MetricRows['heatmap'];

type HeatMeasure = 'queue' | 'wait';
type HeatPercentile = 'p50' | 'p90';

const HOURS = 7 * 24;

/** The figure of an hour that is chosen. */
export function heatValue(row: Hour, measure: HeatMeasure, percentile: HeatPercentile): number | null {
  if (measure === 'queue') return percentile === 'p50' ? row.queueP50Ms : row.queueP90Ms;
  return percentile === 'p50' ? row.waitP50Ms : row.waitP90Ms;
}

/** A cell for every hour of the week; the tooltip tells all figures of it. */
export function toHeatmapCells(
  rows: readonly Hour[],
  measure: HeatMeasure,
  percentile: HeatPercentile,
  hrefOf: (row: Hour) => string,
): HeatmapCell[] {
  const byHour = new Map(rows.map(row => [(row.weekday - 1) * 24 + row.hour, row]));
  return Array.from({ length: HOURS }, (_, hour) => {
    const row = byHour.get(hour);
    const href = row === undefined ? null : hrefOf(row);
    if (row === undefined || row.n === 0) {
      return { href, valueMs: null, n: 0, lines: [nothing(row?.builds ?? 0)] };
    }
    return {
      href,
      valueMs: heatValue(row, measure, percentile),
      n: row.n,
      lines: [
        { label: 'queue, p90', value: formatDuration(row.queueP90Ms) },
        { label: 'queue, p50', value: formatDuration(row.queueP50Ms) },
        { label: 'wait, p90', value: formatDuration(row.waitP90Ms) },
        { label: 'wait, p50', value: formatDuration(row.waitP50Ms) },
        { label: 'successful builds', value: formatCount(row.n) },
      ],
    };
  });
}

function nothing(builds: number): HeatmapCell['lines'][number] {
  return {
    label: builds === 0 ? 'no builds' : 'builds, none of them successful',
    value: countOrNone(builds),
  };
}

function countOrNone(count: number): string {
  return count === 0 ? '' : formatCount(count);
}
