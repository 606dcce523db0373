'use client';

import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { FilterSelect } from '@/components/filters/filter-select';
import { isUnderWay } from '@/components/pages/build/build-status';
import { formatDays } from '@/components/panels/buckets';
import { LEFT_OUT_WORDS } from '@/components/panels/left-out-words';
import { DataTable } from '@/components/ui/data-table';
import { EmptyPanel, EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import {
  buildsQuery,
  buildsSearch,
  LEFT_OUT_REASONS,
  type LeftOutReason,
  type StatusGroup,
} from '@/lib/builds/query';
import { buildColumns } from './build-columns';
import classes from './builds.module.css';
import { BuildsPaging } from './builds-paging';
import { useBuildsState } from './use-builds-state';

const MOST_CSV_ROWS = 500;
const DEFINITION =
  'Builds that ended in the range, newest end first; those under way stand above, and begin the CSV while the range ' +
  'reaches to today. Wait: from the push to the end, or to the last stop of the steps of the service. Queue: the ' +
  'part of it in which nothing on the critical path had started. Time lost: working time that whoever waited lost ' +
  'to it, by the cost model in the settings; all hours lost are the sum of these.';

const STATUSES: ReadonlyArray<{ value: StatusGroup; label: string; word: string }> = [
  { value: 'all', label: 'Any status', word: '' },
  { value: 'success', label: 'Succeeded', word: 'successful ' },
  { value: 'failed', label: 'Failed or error', word: 'failed ' },
  { value: 'killed', label: 'Cancelled', word: 'cancelled ' },
  { value: 'running', label: 'Not ended yet', word: 'unfinished ' },
  { value: 'other', label: 'Declined or skipped', word: 'declined or skipped ' },
];

const LEFT_OUT: ReadonlyArray<{ value: LeftOutReason | null; label: string }> = [
  { value: null, label: 'Counted or not' },
  ...LEFT_OUT_REASONS.map(reason => ({
    value: reason,
    label: `Left out: ${LEFT_OUT_WORDS[reason].name.toLowerCase()}`,
  })),
];

/** Every build of the filter, newest first, a page at a time. */
export function BuildsPanel() {
  const filter = useFilter();
  const { wanted, shown, set } = useBuildsState();
  const title = shown.status === 'running' ? 'Not ended yet' : 'Ended';
  const asked = { ...filter, status: shown.status, leftOut: shown.leftOut };
  const { data } = useSuspenseQuery(buildsQuery(asked, shown.cursor));
  const rows = shown.status === 'all' ? data.rows.filter(row => !isUnderWay(row)) : data.rows;
  const isEmpty = rows.length === 0 && data.nextCursor === null;
  const select = (
    <>
      <FilterSelect
        label="Status"
        options={STATUSES}
        value={wanted.status}
        onChange={status => set({ status, cursor: null })}
      />
      <FilterSelect
        label="Left out of figures"
        width={190}
        options={LEFT_OUT}
        value={wanted.leftOut}
        onChange={leftOut => set({ leftOut, cursor: null })}
      />
    </>
  );
  const isNarrowed = shown.status !== 'all' || shown.leftOut !== null;
  if (isEmpty && shown.cursor === null && !isNarrowed) {
    return <EmptyRange title={title} what="build" />;
  }
  if (isEmpty) {
    const word = STATUSES.find(({ value }) => value === shown.status)?.word ?? '';
    const why =
      shown.leftOut === null ? '' : ` that is left out: ${LEFT_OUT_WORDS[shown.leftOut].name.toLowerCase()}`;
    return (
      <EmptyPanel
        title={title}
        actions={
          <Button
            size="xs"
            variant="default"
            onClick={() => set({ status: null, leftOut: null, cursor: null })}
          >
            All builds of the range
          </Button>
        }
      >
        {shown.cursor === null
          ? `There is no ${word}build in this range with these filters${why}.`
          : `There are no older ${word}builds in this range${why}.`}
      </EmptyPanel>
    );
  }
  return (
    <Panel
      title={title}
      definition={DEFINITION}
      basis={`${formatDays(data.days)}, newest first; the CSV has up to ${MOST_CSV_ROWS} from here on`}
      csv={{
        name: 'builds',
        address: `/api/v1/builds?${buildsSearch(asked, shown.cursor)}&limit=${MOST_CSV_ROWS}`,
      }}
      tools={select}
      chart={null}
      table={
        <div
          className={classes.list}
          aria-busy={wanted.status !== shown.status || wanted.leftOut !== shown.leftOut}
        >
          <DataTable
            caption={title}
            rows={rows}
            rowKey={row => `${row.repository} ${row.number}`}
            columns={buildColumns(data)}
          />
          <BuildsPaging cursor={shown.cursor} next={data.nextCursor} count={rows.length} />
        </div>
      }
    ></Panel>
  );
}
