'use client';

import { Anchor, Table, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useFilter } from '@/components/filters/use-filter';
import { NoBuilds } from '@/components/layout/no-builds';
import { formatCount, formatDuration } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';
import { Definition } from './panel';
import classes from './table.module.css';

/** All repositories, those that are waited for most first. */
export function RepositoriesPanel() {
  const filter = useFilter(null);
  const search = useSearchParams().toString();
  const { data } = useSuspenseQuery(metricQuery('repositories', filter));
  if (data.rows.length === 0) return <NoBuilds />;
  const most = Math.max(...data.rows.map(row => row.typicalMs), 1);
  return (
    <div className={classes.scroll}>
      <Table className={classes.table} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Repository</Table.Th>
            <Table.Th className={classes.number}>Builds</Table.Th>
            <Table.Th className={classes.number}>p50 wait</Table.Th>
            <Table.Th className={classes.number}>p90 wait</Table.Th>
            <Table.Th className={classes.share}>
              p50 × builds <Definition text={data.definition} of="wait" />
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.rows.map(row => (
            <Table.Tr key={row.repository}>
              <Table.Td>
                <Anchor
                  component={Link}
                  prefetch={false}
                  href={`/repositories/${row.repository}${search === '' ? '' : `?${search}`}`}
                  size="sm"
                >
                  {row.repository}
                </Anchor>
              </Table.Td>
              <Table.Td className={classes.number}>{formatCount(row.builds)}</Table.Td>
              <Table.Td className={classes.number}>{formatDuration(row.p50Ms)}</Table.Td>
              <Table.Td className={classes.number}>{formatDuration(row.p90Ms)}</Table.Td>
              <Table.Td className={classes.share}>
                <span className={classes.bar} style={{ width: `${(row.typicalMs / most) * 60}%` }} />
                <Text component="span" size="xs" c="dimmed">
                  {row.typicalMs === 0 ? 'none in this range' : `${(row.typicalMs / 3_600_000).toFixed(1)} h`}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
