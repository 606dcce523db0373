'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { HoursLostFigure } from '@/components/panels/hours-lost-figure';
import { formatLost, knowsHours } from '@/components/panels/known-hours';
import { changeOnWorkingDay } from '@/components/panels/working-days';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Figure, FigureRow } from '@/components/ui/figure';
import { HelpPopover } from '@/components/ui/help-popover';
import { formatCount, formatDuration, formatHours, formatMoney, formatRatio } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';

type Totals = MetricRows['totals'];

/** The service at a glance: the whole range, each figure against the range before it. */
export function ServiceFigures() {
  const filter = useFilter();
  const [{ data }, { data: targets }] = useSuspenseQueries({
    queries: [metricQuery('totals', filter), metricQuery('targets', filter)],
  });
  const now = data.rows.find(row => row.period === 'now');
  const before = data.rows.find(row => row.period === 'before');
  if (now === undefined || before === undefined || now.builds === 0) {
    return <EmptyRange title={data.title} what="build" />;
  }
  const target = targets.rows.find(row => row.bucket === null);
  const against = (pick: (row: Totals) => number | null, format: (value: number) => string) => ({
    now: pick(now),
    before: before.builds === 0 ? null : pick(before),
    format,
  });
  const perDay = (pick: (row: Totals) => number | null, format: (value: number) => string) =>
    changeOnWorkingDay([pick(now), before.builds === 0 ? null : pick(before)], data, format);
  const money = (amount: number) => formatMoney(amount, now.currency);
  const waits = { count: now.n, name: 'builds' };
  const waited = { count: now.waitedBuilds, name: 'builds' };
  return (
    <FigureRow count={7}>
      <Figure
        name="Wait, p50"
        value={formatDuration(now.p50Ms)}
        n={waits}
        change={against(row => row.p50Ms, formatDuration)}
        note={`${formatCount(now.builds)} builds`}
      >
        <HelpPopover text={data.definition} of="these figures" />
      </Figure>
      <Figure
        name="Wait, p90"
        value={formatDuration(now.p90Ms)}
        n={waits}
        change={against(row => row.p90Ms, formatDuration)}
        {...(target === undefined ? {} : { note: targetNote(target) })}
      />
      <Figure
        name="Measured wait"
        value={formatLost(data, now.measuredMs)}
        n={waited}
        change={perDay(row => row.measuredMs, formatHours)}
      />
      <HoursLostFigure now={now} before={before} answer={data} />
      <Figure
        name="Lost per build"
        value={formatDuration(knowsHours(data) ? now.lostPerBuildMs : null)}
        n={waited}
        change={against(row => row.lostPerBuildMs, formatDuration)}
        note={`${money(now.lostMoney)} in all`}
      />
      <Figure
        name="Queue, p90"
        value={formatDuration(now.queueP90Ms)}
        n={waits}
        change={against(row => row.queueP90Ms, formatDuration)}
      />
      <Figure
        name="Failed"
        value={formatRatio(now.failedRatio)}
        n={{ count: now.builds, name: 'builds' }}
        note={
          before.failedRatio === null
            ? 'nothing to compare with'
            : `${formatRatio(before.failedRatio)} before`
        }
      />
    </FigureRow>
  );
}

function targetNote({ p90Ms, targetMs }: MetricRows['targets']): string {
  const target = formatDuration(targetMs);
  if (p90Ms === null) return `target ${target}`;
  return p90Ms <= targetMs ? `within its target of ${target}` : `above its target of ${target}`;
}
