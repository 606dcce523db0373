'use client';

import { Table, UnstyledButton } from '@mantine/core';
import { useSuspenseQueries } from '@tanstack/react-query';
import { StackChart } from '@/components/charts/lazy-charts';
import { useFilter } from '@/components/filters/use-filter';
import { formatChange, formatCount, formatDuration } from '@/lib/format';
import { metricQuery, type StepTotalsRow } from '@/lib/metrics/query';
import { bucketName } from './bucket-name';
import { EmptyRange } from './empty-range';
import { Panel } from './panel';
import { type NamedStep, nameSteps, stackSteps, stepKey } from './step-series';
import classes from './table.module.css';
import { useChosenStep } from './use-chosen-step';

/** What a typical build spends on each step; a click on a bar or a row looks at that step more closely. */
export function StepsPanel({ repository }: { repository: string }) {
  const filter = useFilter(repository);
  const [{ data }, { data: totals }] = useSuspenseQueries({
    queries: [metricQuery('step-durations', filter), metricQuery('step-totals', filter)],
  });
  const [chosen, choose] = useChosenStep(totals.rows);
  const running = totals.rows.filter(row => row.n > 0);
  if (running.length === 0) return <EmptyRange title={data.title} />;
  const steps = nameSteps(running);
  const series = stackSteps(data.buckets, data.rows, steps);
  const table = <StepTable rows={running} steps={steps} chosen={chosen} onChoose={choose} />;
  return (
    <Panel
      title={data.title}
      definition={`${data.definition} The bars add up medians; steps that run side by side add up to more than the wait.`}
      basis={`median of ${formatCount(running.length)} steps in ${formatCount(Math.max(...running.map(row => row.n)))} runs`}
      csv={{ name: 'step-durations', filter }}
      chart={
        <>
          <StackChart
            buckets={data.buckets}
            series={series}
            bucketName={bucket => bucketName(data.bucketSize, bucket)}
            summary={`${data.title}: ${series.map(({ label }) => label).join(', ')}. The table has every figure.`}
            onSelect={choose}
          />
          <div className={classes.plain}>{table}</div>
        </>
      }
      table={table}
    />
  );
}

function StepTable(props: {
  rows: StepTotalsRow[];
  steps: NamedStep[];
  chosen: string | null;
  onChoose: (key: string) => void;
}) {
  const { rows, steps, chosen, onChoose } = props;
  const most = Math.max(...rows.map(row => row.totalMs), 1);
  return (
    <Table className={classes.table} mt="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Step</Table.Th>
          <Table.Th className={classes.number}>Runs</Table.Th>
          <Table.Th className={classes.number}>p50</Table.Th>
          <Table.Th className={classes.number}>p90</Table.Th>
          <Table.Th className={classes.number}>p50 before</Table.Th>
          <Table.Th className={classes.number}>Change</Table.Th>
          <Table.Th className={classes.share}>All runs together</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row, index) => (
          <Table.Tr key={stepKey(row)} className={stepKey(row) === chosen ? (classes.picked ?? '') : ''}>
            <Table.Td>
              <UnstyledButton
                className={classes.pick}
                aria-pressed={stepKey(row) === chosen}
                onClick={() => onChoose(stepKey(row))}
              >
                <span className={classes.swatch} style={{ background: steps[index]?.color }} />
                {steps[index]?.label}
              </UnstyledButton>
            </Table.Td>
            <Table.Td className={classes.number}>{formatCount(row.n)}</Table.Td>
            <Table.Td className={classes.number}>{formatDuration(row.p50Ms)}</Table.Td>
            <Table.Td className={classes.number}>{formatDuration(row.p90Ms)}</Table.Td>
            <Table.Td className={classes.number}>{formatDuration(row.previousP50Ms)}</Table.Td>
            <Table.Td className={classes.number}>
              {formatChange(row.p50Ms, row.previousP50Ms) ?? '–'}
            </Table.Td>
            <Table.Td className={classes.share}>
              <span className={classes.bar} style={{ width: `${(row.totalMs / most) * 55}%` }} />
              <span className={classes.aside}>{`${(row.totalMs / 3_600_000).toFixed(1)} h`}</span>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
