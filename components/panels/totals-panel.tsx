'use client';

import { Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/use-filter';
import { formatChange, formatCount, formatDuration, formatRatio } from '@/lib/format';
import { type BuildTotalsRow, metricQuery } from '@/lib/metrics/query';
import { Definition } from './panel';
import classes from './totals-panel.module.css';

/** The figures of the whole range, each against the range before it. */
export function TotalsPanel({ repository }: { repository: string }) {
  const { data } = useSuspenseQuery(metricQuery('build-totals', useFilter(repository)));
  const now = data.rows.find(row => row.period === 'now') ?? null;
  const before = data.rows.find(row => row.period === 'before') ?? null;
  const figure = (pick: (row: BuildTotalsRow) => number | null) => [
    now === null ? null : pick(now),
    before === null ? null : pick(before),
  ];
  const [p50, p50Before] = figure(row => row.p50Ms);
  const [p90, p90Before] = figure(row => row.p90Ms);
  const [queue, queueBefore] = figure(row => row.queueP90Ms);
  const [builds, buildsBefore] = figure(row => row.builds);
  const [failed, failedBefore] = figure(row => row.failedRatio);
  return (
    <div className={classes.figures}>
      <Figure
        name="Wait, p50"
        value={formatDuration(p50 ?? null)}
        change={formatChange(p50 ?? null, p50Before ?? null)}
      >
        <Definition text={data.definition} of="these figures" />
      </Figure>
      <Figure
        name="Wait, p90"
        value={formatDuration(p90 ?? null)}
        change={formatChange(p90 ?? null, p90Before ?? null)}
      />
      <Figure
        name="Queue, p90"
        value={formatDuration(queue ?? null)}
        change={formatChange(queue ?? null, queueBefore ?? null)}
      />
      <Figure
        name="Builds"
        value={formatCount(builds ?? 0)}
        change={formatChange(builds ?? null, buildsBefore ?? null)}
        note={`${formatCount(now?.n ?? 0)} successful`}
      />
      <Figure
        name="Failed"
        value={formatRatio(failed ?? null)}
        change={
          failedBefore === null || failedBefore === undefined ? null : `${formatRatio(failedBefore)} before`
        }
      />
    </div>
  );
}

interface FigureProps {
  name: string;
  value: string;
  change: string | null;
  note?: string;
  children?: React.ReactNode;
}

function Figure({ name, value, change, note, children }: FigureProps) {
  return (
    <div className={classes.figure}>
      <div className={classes.name}>
        {name} {children}
      </div>
      <div className={classes.value}>{value}</div>
      <Text size="xs" c="dimmed">
        {[change === null ? null : against(change), note].filter(Boolean).join(' · ')}
      </Text>
    </div>
  );
}

function against(change: string): string {
  return change.endsWith('before') ? change : `${change} against the range before`;
}
