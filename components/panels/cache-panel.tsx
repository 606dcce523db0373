'use client';

import { Table } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { RateChart } from '@/components/charts/lazy-charts';
import { useFilter } from '@/components/filters/use-filter';
import { formatCount, formatRatio } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';
import { bucketName } from './bucket-name';
import { cacheSeries, type ToolRate, toolRates } from './cache-series';
import { EmptyPanel } from './empty-panel';
import { Panel } from './panel';
import classes from './table.module.css';

/** How much of the work was found in a cache, kind by kind, over time. */
export function CachePanel({ repository }: { repository: string }) {
  const filter = useFilter(repository);
  const { data } = useSuspenseQuery(metricQuery('cache-rates', filter));
  if (data.rows.length === 0) {
    return (
      <EmptyPanel title={data.title}>
        No log that was read in this range tells of a cache. Logs are read newest first once the builds are
        in; the setting LOG_MIN_STEP_SECONDS says of which steps.
      </EmptyPanel>
    );
  }
  const series = cacheSeries(data.buckets, data.rows);
  const rates = toolRates(data.rows);
  const lookups = rates.reduce((total, { hits, misses }) => total + hits + misses, 0);
  return (
    <Panel
      title={data.title}
      definition={data.definition}
      basis={`${formatCount(lookups)} look-ups told of by ${formatCount(rates.length)} ${rates.length === 1 ? 'tool' : 'tools'}`}
      csv={{ name: 'cache-rates', filter }}
      chart={
        <RateChart
          buckets={data.buckets}
          series={series}
          bucketName={bucket => bucketName(data.bucketSize, bucket)}
          summary={`${data.title} by kind: ${series.map(({ label }) => label).join(', ')}. The table has every figure.`}
        />
      }
      table={<ToolTable rates={rates} />}
    />
  );
}

function ToolTable({ rates }: { rates: ToolRate[] }) {
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Cache</Table.Th>
          <Table.Th>Tool</Table.Th>
          <Table.Th className={classes.number}>Hits</Table.Th>
          <Table.Th className={classes.number}>Misses</Table.Th>
          <Table.Th className={classes.number}>Hit rate</Table.Th>
          <Table.Th className={classes.number}>Logs that tell</Table.Th>
          <Table.Th className={classes.number}>Logs that do not</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rates.map(({ kind, tool, hits, misses, ratio, logs, silentLogs }) => (
          <Table.Tr key={`${kind} ${tool}`}>
            <Table.Td>{kind}</Table.Td>
            <Table.Td>{tool}</Table.Td>
            <Table.Td className={classes.number}>{ratio === null ? '–' : formatCount(hits)}</Table.Td>
            <Table.Td className={classes.number}>{ratio === null ? '–' : formatCount(misses)}</Table.Td>
            <Table.Td className={classes.number}>{formatRatio(ratio)}</Table.Td>
            <Table.Td className={classes.number}>{formatCount(logs)}</Table.Td>
            <Table.Td className={classes.number}>{formatCount(silentLogs)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
