'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import Link from 'next/link';
import { commonScale } from '@/components/charts/sparkline-paths';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink, useViewState } from '@/components/filters/filter-state';
import { figureColumn, lostColumn, p50ChangeColumn } from '@/components/panels/figure-columns';
import { ChangeBadge } from '@/components/panels/insights/change-badge';
import { useListedChanges } from '@/components/panels/insights/use-changes';
import { LinesHelp, MedianLine } from '@/components/panels/median-line';
import { NOW_HELP, NOW_RANGE } from '@/components/panels/now-range';
import { stepKey } from '@/components/panels/step-series';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { FindField } from '@/components/ui/find-field';
import { findRows } from '@/components/ui/find-rows';
import { HelpPopover } from '@/components/ui/help-popover';
import { Panel } from '@/components/ui/panel';
import panel from '@/components/ui/panel.module.css';
import classes from '@/components/ui/table.module.css';
import { useExpanded } from '@/components/ui/use-expanded';
import { formatCount, formatDuration, formatRatio } from '@/lib/format';
import type { Change } from '@/lib/insights/query';
import { metricQuery } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';
import styles from './service.module.css';
import { isWorthARow, type ServiceStep, serviceSteps } from './service-steps';

/** The steps of the service, the one that costs the most hours first; each leads to what is inside it. */
export function ServiceStepsPanel() {
  const filter = useFilter();
  const [showsAll, toggle] = useExpanded('steps');
  const [{ data }, { data: durations }, { data: totals }, { data: recent }] = useSuspenseQueries({
    queries: [
      metricQuery('steps', filter),
      metricQuery('step-durations', filter),
      metricQuery('totals', filter),
      metricQuery('steps', { ...filter, range: NOW_RANGE }),
    ],
  });
  const changes = useListedChanges(filter, data.days);
  const [{ find }] = useViewState();
  const title = 'Steps, worst first';
  if (data.rows.length === 0) return <EmptyRange title={title} what="step" />;
  const lostMs = totals.rows.find(row => row.period === 'now')?.lostMs ?? 0;
  const steps = serviceSteps(data.rows, durations, lostMs);
  const shown = steps.filter(isWorthARow);
  const found = findRows(steps, find, row => `${row.name} ${row.about}`);
  const nowOf = new Map(recent.rows.map(row => [stepKey(row), row.p50Ms]));
  const now = ({ step }: ServiceStep) => (step === null ? null : (nowOf.get(stepKey(step)) ?? null));
  const scale = commonScale(steps.map(row => row.trendMs));
  const columns: Column<ServiceStep>[] = [
    {
      key: 'step',
      label: 'Step',
      cell: row => <StepName row={row} changes={changes.filter(change => isOf(change, row))} />,
      sortBy: row => row.name,
    },
    figureColumn('now', 'Now', now, formatDuration, { definition: <HelpPopover text={NOW_HELP} of="now" /> }),
    figureColumn('p50', 'p50', ({ step }) => step?.p50Ms ?? null, formatDuration),
    p50ChangeColumn(data, ({ step }) => step),
    lostColumn(data, steps, {}),
    figureColumn('p90', 'p90', ({ step }) => step?.p90Ms ?? null, formatDuration, { isExtra: true }),
    {
      key: 'trend',
      label: 'p50 over time',
      cell: ({ trendMs }) =>
        trendMs !== null && <MedianLine valuesMs={trendMs} of={durations} scale={scale} />,
      isExtra: true,
      definition: <LinesHelp />,
    },
    figureColumn('path', 'On the critical path', ({ step }) => step?.onPathRatio ?? null, formatRatio, {
      isExtra: true,
      definition: <HelpPopover text={ON_PATH} of="on the critical path" />,
    }),
    figureColumn('failed', 'Failed', ({ step }) => step?.failedRatio ?? null, formatRatio, { isExtra: true }),
  ];
  const heldMs = data.rows.reduce((sum, row) => sum + row.lostMs, 0);
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={`${data.rows.length} ${data.rows.length === 1 ? 'step holds' : 'steps hold'} ${percentOf(heldMs, lostMs)} of the hours lost · a step leads to the commands inside it`}
      csv={{ name: 'steps', filter }}
      chart={null}
      tools={<FindField label="Find a step" />}
      table={
        <div className={styles.steps}>
          <DataTable
            caption={title}
            isStacked
            columns={columns}
            rows={find !== '' ? found : showsAll ? steps : shown}
            rowKey={({ step }) => (step === null ? '' : stepKey(step))}
            isSortable
            rowsLead
          />
          {find !== '' && found.length === 0 && <p className={classes.none}>No step is called so.</p>}
          {find === '' && shown.length < steps.length && (
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

function isOf({ repository, pipeline, step }: Change, row: ServiceStep): boolean {
  const own = row.step;
  return own !== null && own.step === step && own.pipeline === pipeline && own.repository === repository;
}

function StepName({ row: { name, step, about }, changes }: { row: ServiceStep; changes: readonly Change[] }) {
  const link = useFilterLink();
  return (
    <>
      {step === null ? (
        name
      ) : (
        <Link
          className={classes.lead}
          href={link(pageLinks.step(step.repository, step.pipeline, step.step))}
          prefetch={false}
        >
          {name}
        </Link>
      )}
      {about !== '' && (
        <>
          {' '}
          <span className={classes.aside}>{about}</span>
        </>
      )}{' '}
      {step !== null && (
        <ChangeBadge
          changes={changes}
          of={{ repository: step.repository, pipeline: step.pipeline, step: step.step }}
        />
      )}
    </>
  );
}

function percentOf(part: number, whole: number): string {
  return whole === 0 ? '–' : formatRatio(part / whole);
}
