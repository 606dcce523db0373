'use client';

import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRef, useState } from 'react';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { ForRole } from '@/components/layout/access';
import { formatWeeklies, verdictOf } from '@/components/panels/insights/effect-words';
import classes from '@/components/panels/insights/insights.module.css';
import { EMPTY_DRAFT } from '@/components/panels/insights/optimisation-draft';
import { scopeOf } from '@/components/panels/insights/optimisations-search';
import { ASK_AGAIN_MS } from '@/components/panels/insights/outdated';
import { RecordForm } from '@/components/panels/insights/record-form';
import { Toned } from '@/components/panels/insights/verdict';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyPanel } from '@/components/ui/empty-panel';
import table from '@/components/ui/table.module.css';
import { TableArea, TitledPanel } from '@/components/ui/titled-panel';
import { formatCountOf, formatDay } from '@/lib/format';
import { describeScope, formatWeekly, type Optimisation, optimisationsQuery } from '@/lib/insights/query';
import { pageLinks } from '@/lib/page-links';
import { describePayBack, describeWaiting, isBeingComputed } from './pay-back';

/** All that was recorded, with what came of it; new ones are recorded here. */
export function OptimisationsPanel() {
  const [isRecording, setRecording] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setRecording(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  const record = (
    <ForRole takes="editor">
      <Button ref={opener} size="xs" onClick={() => setRecording(true)} disabled={isRecording}>
        Record an optimisation
      </Button>
    </ForRole>
  );
  return (
    <>
      {isRecording && (
        <RecordForm
          stored={null}
          prefilled={EMPTY_DRAFT}
          title="Record an optimisation"
          onSaved={close}
          onCancel={close}
        />
      )}
      <Recorded record={record} />
    </>
  );
}

function Recorded({ record }: { record: React.ReactNode }) {
  const { data } = useSuspenseQuery({
    ...optimisationsQuery(scopeOf(useFilter())),
    refetchInterval: ({ state }) => (state.data?.some(isBeingComputed) ? ASK_AGAIN_MS : false),
  });
  if (data.length === 0)
    return (
      <EmptyPanel title="Recorded" actions={record}>
        No optimisation is recorded for what is chosen. Record what you changed and when, and Buildhours says
        what it did: how much faster, with which certainty, how many hours a week it saves, and when it has
        paid back. A line in the pipeline that ships the change does the same:
        <p>
          <code>
            buildhours mark --title &quot;Layers are cached&quot; --scope service:shop/web --hours 6
          </code>
        </p>
      </EmptyPanel>
    );
  const columns: Column<Optimisation>[] = [
    { key: 'title', label: 'What was done', cell: row => <Title row={row} />, sortBy: row => row.title },
    {
      key: 'day',
      label: 'Since',
      isExtra: true,
      cell: ({ day }) => <span className={table.when}>{formatDay(day, true)}</span>,
      sortBy: ({ day }) => day,
    },
    { key: 'verdict', label: 'Verdict', cell: row => <VerdictCell row={row} /> },
    {
      key: 'saved',
      label: 'Saved a week',
      isNumber: true,
      cell: ({ effect }) => {
        const hours = effect?.hoursAWeek ?? null;
        return hours === null ? (
          '–'
        ) : (
          <>
            {formatWeekly(hours.value)}
            <span className={table.under}>{formatWeeklies(hours)}</span>
          </>
        );
      },
      sortBy: ({ effect }) => effect?.hoursAWeek?.value ?? null,
    },
    {
      key: 'spent',
      label: 'Work it took',
      isNumber: true,
      isExtra: true,
      cell: ({ hoursSpent }) => (hoursSpent === null ? '–' : formatWeekly(hoursSpent)),
      sortBy: ({ hoursSpent }) => hoursSpent,
    },
    {
      key: 'paid',
      label: 'Paid back',
      isExtra: true,
      cell: ({ effect }) => (effect === null ? '–' : describePayBack(effect).short),
    },
  ];
  return (
    <TitledPanel
      title="Recorded"
      basis={`${formatCountOf(data.length, 'optimisation')}; effects are measured over four weeks before and after`}
    >
      <div className={classes.actions}>{record}</div>
      <TableArea>
        <DataTable
          caption="Optimisations"
          isStacked
          rows={data}
          rowKey={({ id }) => String(id)}
          columns={columns}
          isSortable
          usualSort="-day"
        />
      </TableArea>
    </TitledPanel>
  );
}

function Title({ row }: { row: Optimisation }) {
  const link = useFilterLink();
  return (
    <>
      <Link href={link(pageLinks.optimisation(row.id))} prefetch={false}>
        {row.title}
      </Link>
      <span className={table.under}>
        {describeScope(row.scope)}
        {row.by !== null && `, by ${row.by}`}
      </span>
    </>
  );
}

function VerdictCell({ row }: { row: Optimisation }) {
  if (row.effect === null) return <span className={table.small}>{describeWaiting(row)}</span>;
  const { word, tone } = verdictOf(row.effect.comparison);
  return (
    <>
      <Toned tone={tone}>{word}</Toned>
      {row.isOutdated && <span className={table.under}>of before; it is being measured anew</span>}
      {!row.effect.isComplete && <span className={table.under}>so far; more days are to come</span>}
    </>
  );
}
