import { Table } from '@mantine/core';
import type { PercentilePoint } from '@/components/charts/percentile-chart';
import { formatCount, formatDuration } from '@/lib/format';
import classes from './table.module.css';

/** The figures behind a chart of percentiles. */
export function PercentileTable(props: {
  points: PercentilePoint[];
  bucketName: (bucket: string) => string;
  countName: string;
}) {
  const { points, bucketName, countName } = props;
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>When</Table.Th>
          <Table.Th className={classes.number}>{countName}</Table.Th>
          {['p25', 'p50', 'p75', 'p90'].map(name => (
            <Table.Th key={name} className={classes.number}>
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {points.map(point => (
          <Table.Tr key={point.bucket}>
            <Table.Td>{bucketName(point.bucket)}</Table.Td>
            <Table.Td className={classes.number}>{formatCount(point.n)}</Table.Td>
            <Table.Td className={classes.number}>{formatDuration(point.p25Ms)}</Table.Td>
            <Table.Td className={classes.number}>{formatDuration(point.p50Ms)}</Table.Td>
            <Table.Td className={classes.number}>{formatDuration(point.p75Ms)}</Table.Td>
            <Table.Td className={classes.number}>{formatDuration(point.p90Ms)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
