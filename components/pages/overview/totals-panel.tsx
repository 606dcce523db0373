'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { Band } from '@/components/panels/band';
import { HoursLostFigure } from '@/components/panels/hours-lost-figure';
import { formatLost, knowsHours } from '@/components/panels/known-hours';
import { changeOnWorkingDay } from '@/components/panels/working-days';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Figure, FigureRow } from '@/components/ui/figure';
import { HelpPopover } from '@/components/ui/help-popover';
import { formatDuration, formatHours, formatMoney } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';

type Totals = MetricRows['totals'];

/** What waiting costs: the whole range, each figure against the range before it. */
export function TotalsPanel() {
  const { data } = useSuspenseQuery(metricQuery('totals', useFilter()));
  const now = data.rows.find(row => row.period === 'now');
  const before = data.rows.find(row => row.period === 'before');
  if (now === undefined || before === undefined || now.builds === 0) {
    return <EmptyRange title={data.title} what="build" />;
  }
  const against = (pick: (row: Totals) => number | null, format: (value: number) => string) => ({
    now: pick(now),
    before: before.builds === 0 ? null : pick(before),
    format,
  });
  const perDay = (pick: (row: Totals) => number | null, format: (value: number) => string) =>
    changeOnWorkingDay([pick(now), before.builds === 0 ? null : pick(before)], data, format);
  const money = (amount: number) => formatMoney(amount, now.currency);
  return (
    <FigureRow title="What it costs" count={5}>
      <Figure
        name="Measured wait"
        value={formatLost(data, now.measuredMs)}
        n={{ count: now.waitedBuilds, name: 'builds' }}
        change={perDay(row => row.measuredMs, formatHours)}
      >
        <HelpPopover text={data.definition} of="these figures" />
      </Figure>
      <HoursLostFigure now={now} before={before} answer={data} />
      <Figure
        name="What they cost"
        value={formatMoney(knowsHours(data) ? now.lostMoney : null, now.currency)}
        n={{ count: now.waitedBuilds, name: 'builds' }}
        change={perDay(row => row.lostMoney, money)}
        {...(now.highMoney === 0 || !knowsHours(data)
          ? {}
          : { note: <Band low={now.lowMoney} high={now.highMoney} format={money} /> })}
      />
      <Figure
        name="Lost per build"
        value={formatDuration(knowsHours(data) ? now.lostPerBuildMs : null)}
        n={{ count: now.waitedBuilds, name: 'builds' }}
        change={against(row => row.lostPerBuildMs, formatDuration)}
      />
      <Figure
        name="Lost per developer"
        value={formatLost(data, now.lostPerDeveloperMs)}
        change={perDay(row => row.lostPerDeveloperMs, formatHours)}
        note={`${now.developers} people waited`}
      />
    </FigureRow>
  );
}
