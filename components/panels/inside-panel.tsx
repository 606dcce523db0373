'use client';

import { Code, Table, Text } from '@mantine/core';
import { useSuspenseQueries } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/use-filter';
import { formatCount, formatDuration, formatRatio } from '@/lib/format';
import { metricQuery, type StepSpansRow } from '@/lib/metrics/query';
import { EmptyPanel } from './empty-panel';
import { Panel } from './panel';
import { nameSteps, stepKey } from './step-series';
import classes from './table.module.css';
import { useChosenStep } from './use-chosen-step';

/** What takes the time inside the chosen step: its commands, then the docker layers that they build. */
export function InsidePanel({ repository }: { repository: string }) {
  const filter = useFilter(repository);
  const [{ data }, { data: totals }] = useSuspenseQueries({
    queries: [metricQuery('step-spans', filter), metricQuery('step-totals', filter)],
  });
  const [chosen] = useChosenStep(totals.rows);
  if (chosen === null) return null;
  const label = nameSteps(totals.rows).find(step => step.key === chosen)?.label ?? chosen;
  const title = `Inside ${label}`;
  const rows = data.rows.filter(row => stepKey(row) === chosen);
  if (rows.length === 0) {
    return (
      <EmptyPanel title={title}>
        No log of this step that was read in this range tells of commands or layers. Logs are read newest
        first once the builds are in.
      </EmptyPanel>
    );
  }
  const logs = rows[0]?.logs ?? 0;
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={`${formatCount(logs)} logs read`}
      csv={{ name: 'step-spans', filter }}
      chart={null}
      table={
        <>
          <FirstMiss rows={rows} />
          <SpanTable rows={rows} />
        </>
      }
    />
  );
}

/** A docker build that misses a layer builds all those after it: the first one is the one to mend. */
function FirstMiss({ rows }: { rows: StepSpansRow[] }) {
  const layers = rows.filter(row => row.kind === 'layer');
  const first = [...layers].sort((a, b) => b.firstMisses - a.firstMisses)[0];
  if (first === undefined || first.firstMisses === 0) return null;
  const builds = layers.reduce((total, row) => total + row.firstMisses, 0);
  return (
    <Text size="sm" mb="xs">
      First layer that misses: <Code>{first.label}</Code> in {formatCount(first.firstMisses)} of the{' '}
      {formatCount(builds)} logs with a miss.
    </Text>
  );
}

function SpanTable({ rows }: { rows: StepSpansRow[] }) {
  const isLayer = (row: StepSpansRow) => row.kind === 'layer';
  const groups = [
    { title: 'Commands and pulls', rows: rows.filter(row => !isLayer(row)) },
    { title: 'Docker layers, within their commands', rows: rows.filter(isLayer) },
  ];
  const most = Math.max(...rows.map(row => row.totalMs), 1);
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Command or layer</Table.Th>
          <Table.Th className={classes.number}>Runs</Table.Th>
          <Table.Th className={classes.number}>p50</Table.Th>
          <Table.Th className={classes.number}>p90</Table.Th>
          <Table.Th className={classes.number}>Cached</Table.Th>
          <Table.Th className={classes.number}>In misses</Table.Th>
          <Table.Th className={classes.share}>All runs together</Table.Th>
        </Table.Tr>
      </Table.Thead>
      {groups
        .filter(group => group.rows.length > 0)
        .map(group => (
          <Table.Tbody key={group.title}>
            <Table.Tr>
              <Table.Th colSpan={7} scope="rowgroup">
                {group.title}
              </Table.Th>
            </Table.Tr>
            {group.rows.map(row => (
              <SpanRow key={`${row.kind} ${row.label}`} row={row} most={most} />
            ))}
          </Table.Tbody>
        ))}
    </Table>
  );
}

function SpanRow({ row, most }: { row: StepSpansRow; most: number }) {
  const lookups = row.hits + row.misses;
  return (
    <Table.Tr>
      <Table.Td className={classes.code} title={row.label ?? ''}>
        {row.label === null ? 'all others' : <code>{row.label}</code>}
        {row.kind === 'pull' && <span className={classes.aside}> pull</span>}
      </Table.Td>
      <Table.Td className={classes.number}>{formatCount(row.n)}</Table.Td>
      <Table.Td className={classes.number}>{formatSpan(row.p50Ms)}</Table.Td>
      <Table.Td className={classes.number}>{formatSpan(row.p90Ms)}</Table.Td>
      <Table.Td className={classes.number}>{formatRatio(lookups === 0 ? null : row.hits / lookups)}</Table.Td>
      <Table.Td className={classes.number}>{row.misses === 0 ? '–' : formatHours(row.missMs)}</Table.Td>
      <Table.Td className={classes.share}>
        <span className={classes.bar} style={{ width: `${(row.totalMs / most) * 55}%` }} />
        <span className={classes.aside}>{formatHours(row.totalMs)}</span>
      </Table.Td>
    </Table.Tr>
  );
}

/** The clock of a log has whole seconds: none of them is less than one. */
function formatSpan(ms: number | null): string {
  return ms === 0 ? '<1s' : formatDuration(ms);
}

function formatHours(ms: number): string {
  return ms < 360_000 ? formatSpan(ms) : `${(ms / 3_600_000).toFixed(1)} h`;
}
