'use client';

import { Button, Group, Popover, SegmentedControl, Text, Title, UnstyledButton } from '@mantine/core';
import { QueryErrorResetBoundary } from '@tanstack/react-query';
import { type ReactNode, Suspense, useId, useState } from 'react';
import { ErrorBoundary, type FallbackProps } from 'react-error-boundary';
import { type MetricFilter, type MetricName, metricSearch } from '@/lib/metrics/query';
import classes from './panel.module.css';

/** The space of a panel: its content loads, fails and is tried again apart from all others. */
export function PanelSlot({ height, children }: { height: number; children: ReactNode }) {
  return (
    <section className={classes.slot} style={{ minHeight: height }}>
      <QueryErrorResetBoundary>
        {({ reset }) => (
          <ErrorBoundary onReset={reset} FallbackComponent={PanelError}>
            <Suspense fallback={<div className={classes.skeleton} role="status" aria-label="Loading" />}>
              {children}
            </Suspense>
          </ErrorBoundary>
        )}
      </QueryErrorResetBoundary>
    </section>
  );
}

function PanelError({ error, resetErrorBoundary }: FallbackProps) {
  return (
    <div className={classes.panel} role="alert">
      <Text fw={600} mb={4}>
        These figures could not be read
      </Text>
      <Text size="sm" c="dimmed" mb="sm">
        {error instanceof Error ? error.message : String(error)}
      </Text>
      <Button size="xs" variant="default" onClick={resetErrorBoundary}>
        Try again
      </Button>
    </div>
  );
}

interface PanelProps {
  title: string;
  definition: string;
  /** What the figures rest on, such as `412 builds`. */
  basis?: string;
  csv: { name: MetricName; filter: MetricFilter };
  /** Null: the figures are a table, and nothing else. */
  chart: ReactNode | null;
  table: ReactNode;
}

/** Figures with what makes them trustworthy: their definition, their n, the table behind a chart, and the CSV. */
export function Panel({ title, definition, basis, csv, chart, table }: PanelProps) {
  const [view, setView] = useState(chart === null ? 'table' : 'chart');
  const heading = useId();
  return (
    <article className={classes.panel} aria-labelledby={heading}>
      <Group justify="space-between" align="flex-start" gap="xs" mb="sm">
        <div>
          <Group gap={6}>
            <Title order={2} size="h4" id={heading}>
              {title}
            </Title>
            <Definition text={definition} of={title} />
          </Group>
          {basis !== undefined && (
            <Text size="xs" c="dimmed">
              {basis}
            </Text>
          )}
        </div>
        <Group gap="xs">
          {chart !== null && (
            <SegmentedControl
              size="xs"
              value={view}
              onChange={setView}
              aria-label={`${title}: chart or table`}
              data={[
                { value: 'chart', label: 'Chart' },
                { value: 'table', label: 'Table' },
              ]}
            />
          )}
          <Button size="compact-xs" variant="default" onClick={() => saveCsv(csv.name, csv.filter)}>
            CSV
          </Button>
        </Group>
      </Group>
      {view === 'chart' ? (
        chart
      ) : (
        <div className={chart === null ? classes.whole : classes.table}>{table}</div>
      )}
    </article>
  );
}

/** What a figure means, on demand. */
export function Definition({ text, of }: { text: string; of: string }) {
  return (
    <Popover width={340} position="bottom-start" shadow="md" withinPortal>
      <Popover.Target>
        <UnstyledButton className={classes.info} aria-label={`What is meant by ${of}`}>
          ?
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm">{text}</Text>
      </Popover.Dropdown>
    </Popover>
  );
}

async function saveCsv(name: MetricName, filter: MetricFilter): Promise<void> {
  const response = await fetch(`/api/v1/metrics/${name}?${metricSearch(filter)}`, {
    headers: { Accept: 'text/csv' },
  });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
