'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import Link from 'next/link';
import { Sparkline } from '@/components/charts/sparkline';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { pageLinks } from '@/components/layout/page-links';
import { describeTrend } from '@/components/panels/percentiles';
import { stepKey } from '@/components/panels/step-series';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { HelpPopover } from '@/components/ui/help-popover';
import { Panel } from '@/components/ui/panel';
import panel from '@/components/ui/panel.module.css';
import classes from '@/components/ui/table.module.css';
import { ChangeText, ShareBar } from '@/components/ui/table-cells';
import { useExpanded } from '@/components/ui/use-expanded';
import { formatCount, formatDuration, formatHours, formatRatio } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';
import styles from './service.module.css';
import { isWorthARow, type ServiceStep, serviceSteps } from './service-steps';

/** The steps of the service, the one that costs the most hours first; each leads to what is inside it. */
export function ServiceStepsPanel() {
  const filter = useFilter();
  const [showsAll, toggle] = useExpanded('steps');
  const [{ data }, { data: durations }, { data: totals }] = useSuspenseQueries({
    queries: [
      metricQuery('steps', filter),
      metricQuery('step-durations', filter),
      metricQuery('totals', filter),
    ],
  });
  const title = 'Steps, worst first';
  if (data.rows.length === 0) return <EmptyRange title={title} what="step" />;
  const lostMs = totals.rows.find(row => row.period === 'now')?.lostMs ?? 0;
  const steps = serviceSteps(data.rows, durations, lostMs);
  const shown = steps.filter(isWorthARow);
  const mostMs = Math.max(...steps.map(row => row.lostMs), 1);
  const columns: Column<ServiceStep>[] = [
    { key: 'step', label: 'Step', cell: row => <StepName row={row} />, sortBy: row => row.name },
    {
      key: 'lost',
      label: 'Hours lost',
      cell: row => <ShareBar ratio={row.lostMs / mostMs} value={formatHours(row.lostMs)} />,
      sortBy: row => row.lostMs,
      isNumber: true,
    },
    {
      key: 'p50',
      label: 'p50',
      cell: ({ step }) => formatDuration(step?.p50Ms ?? null),
      sortBy: ({ step }) => step?.p50Ms ?? null,
      isNumber: true,
    },
    {
      key: 'change',
      label: 'p50 change',
      cell: ({ step }) =>
        step !== null && <ChangeText now={step.p50Ms} before={step.p50BeforeMs} n={[step.n, step.nBefore]} />,
      sortBy: ({ step }) => ratioOf(step?.p50Ms ?? null, step?.p50BeforeMs ?? null),
      isNumber: true,
    },
    {
      key: 'p90',
      label: 'p90',
      cell: ({ step }) => formatDuration(step?.p90Ms ?? null),
      sortBy: ({ step }) => step?.p90Ms ?? null,
      isNumber: true,
      isExtra: true,
    },
    {
      key: 'trend',
      label: 'p50 over time',
      cell: ({ trendMs }) =>
        trendMs !== null && <Sparkline values={trendMs} summary={describeTrend(trendMs)} />,
      isExtra: true,
    },
    {
      key: 'path',
      label: 'On the critical path',
      cell: ({ step }) => formatRatio(step?.onPathRatio ?? null),
      sortBy: ({ step }) => step?.onPathRatio ?? null,
      isNumber: true,
      isExtra: true,
      definition: <HelpPopover text={ON_PATH} of="on the critical path" />,
    },
    {
      key: 'failed',
      label: 'Failed',
      cell: ({ step }) => formatRatio(step?.failedRatio ?? null),
      sortBy: ({ step }) => step?.failedRatio ?? null,
      isNumber: true,
      isExtra: true,
    },
  ];
  const heldMs = data.rows.reduce((sum, row) => sum + row.lostMs, 0);
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={`${data.rows.length} ${data.rows.length === 1 ? 'step holds' : 'steps hold'} ${percentOf(heldMs, lostMs)} of the hours lost · a step leads to the commands inside it`}
      csv={{ name: 'steps', filter }}
      chart={null}
      table={
        <div className={styles.steps}>
          <DataTable
            caption={title}
            columns={columns}
            rows={showsAll ? steps : shown}
            rowKey={({ step }) => (step === null ? '' : stepKey(step))}
            isSortable
          />
          {shown.length < steps.length && (
            <button type="button" className={panel.more} aria-expanded={showsAll} onClick={toggle}>
              {showsAll
                ? 'Show fewer'
                : `${formatCount(steps.length - shown.length)} more, which cost the least`}
            </button>
          )}
        </div>
      }
    />
  );
}

const ON_PATH =
  'The share of the successful runs in which the build would have finished sooner, had the step been quicker. ' +
  'Making a step faster that is never on the critical path makes no build faster.';

function StepName({ row: { name, step, about } }: { row: ServiceStep }) {
  const link = useFilterLink();
  return (
    <>
      {step === null ? (
        name
      ) : (
        <Link href={link(pageLinks.step(step.repository, step.pipeline, step.step))} prefetch={false}>
          {name}
        </Link>
      )}
      {about !== '' && (
        <>
          {' '}
          <span className={classes.aside}>{about}</span>
        </>
      )}
    </>
  );
}

function ratioOf(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : now / before;
}

function percentOf(part: number, whole: number): string {
  return whole === 0 ? '–' : formatRatio(part / whole);
}
