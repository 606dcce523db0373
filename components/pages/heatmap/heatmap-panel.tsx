'use client';

import { SegmentedControl } from '@mantine/core';
import { useSuspenseQueries } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { parseAsStringLiteral, useQueryStates } from 'nuqs';
import { evenLimits } from '@/components/charts/heat-scale';
import { HeatmapChart } from '@/components/charts/heatmap-chart';
import { weekHourName } from '@/components/charts/week-hours';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { EmptyRange } from '@/components/ui/empty-panel';
import { HelpPopover } from '@/components/ui/help-popover';
import { Panel } from '@/components/ui/panel';
import { formatCount, formatDuration } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';
import { describePeak } from './describe-peak';
import { heatValue, toHeatmapCells } from './heatmap-data';
import classes from './heatmap-panel.module.css';
import { HeatmapTable } from './heatmap-table';

const MEASURES = ['queue', 'wait'] as const;
const PERCENTILES = ['p90', 'p50'] as const;

/** A queue has the same colours in every house: below the first limit there is none worth a word. */
const QUEUE_LIMITS_MS = [10, 30, 60, 120, 300].map(seconds => seconds * 1000);

/** Up to here p90 is but the longest of all. */
const SMALL_N = 10;

/** When builds queue, and when they are waited for: hour of the day by day of the week. */
export function HeatmapPanel() {
  const filter = useFilter();
  const [{ measure, percentile }, setShown] = useQueryStates(
    {
      measure: parseAsStringLiteral(MEASURES).withDefault('queue'),
      percentile: parseAsStringLiteral(PERCENTILES).withDefault('p90'),
    },
    { history: 'replace' },
  );
  const link = useFilterLink();
  const router = useRouter();
  const [{ data }, { data: peak }] = useSuspenseQueries({
    queries: [metricQuery('heatmap', filter), metricQuery('queue-peak', filter)],
  });
  const count = data.rows.reduce((sum, row) => sum + row.n, 0);
  if (count === 0) return <EmptyRange title={data.title} />;
  const buildsOf = ({ weekday, hour }: MetricRows['heatmap']) =>
    link('/builds', {}, [], { weekHour: `${weekday}-${String(hour).padStart(2, '0')}` });
  const valueName = `${measure}, ${percentile}`;
  const pick = (row: MetricRows['heatmap']) => heatValue(row, measure, percentile);
  return (
    <Panel
      title={data.title}
      definition={data.definition}
      basis={`${formatCount(count)} successful builds, by the hour of the push in ${data.timeZone}; a cell leads to its builds`}
      csv={{ name: 'heatmap', filter }}
      chart={
        <>
          <div className={classes.switches}>
            <SegmentedControl
              size="xs"
              value={measure}
              onChange={value => setShown({ measure: value === 'wait' ? 'wait' : 'queue' })}
              aria-label="Queue or whole wait"
              data={[
                { value: 'queue', label: 'Queue' },
                { value: 'wait', label: 'Wait' },
              ]}
              transitionDuration={0}
            />
            <SegmentedControl
              size="xs"
              value={percentile}
              onChange={value => setShown({ percentile: value === 'p50' ? 'p50' : 'p90' })}
              aria-label="Percentile"
              data={[...PERCENTILES]}
              transitionDuration={0}
            />
          </div>
          <HeatmapChart
            cells={toHeatmapCells(data.rows, measure, percentile, buildsOf)}
            limitsMs={
              measure === 'queue' ? QUEUE_LIMITS_MS : evenLimits(data.rows.flatMap(row => knownOf(row, pick)))
            }
            smallN={SMALL_N}
            valueName={valueName}
            countName="successful builds"
            onFollow={href => router.push(href)}
            summary={summaryOf(data.rows, valueName, pick)}
          />
        </>
      }
      table={<HeatmapTable title={data.title} rows={data.rows} smallN={SMALL_N} hrefOf={buildsOf} />}
    >
      <p className={classes.sentence}>
        {describePeak(peak.rows)} <HelpPopover text={peak.definition} of="the longest queue" />
      </p>
    </Panel>
  );
}

type Pick = (row: MetricRows['heatmap']) => number | null;

/** Hours with few builds would stretch the scale by chance. */
function knownOf(row: MetricRows['heatmap'], pick: Pick): number[] {
  const value = pick(row);
  return value === null || row.n < SMALL_N ? [] : [value];
}

function summaryOf(rows: readonly MetricRows['heatmap'][], valueName: string, pick: Pick): string {
  const [worst] = rows
    .filter(row => knownOf(row, pick).length > 0)
    .sort((a, b) => (pick(b) ?? 0) - (pick(a) ?? 0));
  const longest =
    worst === undefined
      ? ''
      : ` Longest ${weekHourName(worst.weekday, worst.hour)}: ${formatDuration(pick(worst))}, ${formatCount(worst.n)} builds.`;
  return `${valueName} by day of the week and hour of the day.${longest} Arrow keys move, Enter leads to the builds of an hour; the table has every figure.`;
}
