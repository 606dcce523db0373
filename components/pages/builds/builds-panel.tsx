'use client';

import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { weekHourName } from '@/components/charts/week-hours';
import { useFilter } from '@/components/filters/filter-context';
import { FilterSelect } from '@/components/filters/filter-select';
import { formatDays } from '@/components/panels/buckets';
import { DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import {
  buildsQuery,
  buildsSearch,
  LEFT_OUT_REASONS,
  LEFT_OUT_WORDS,
  type LeftOutReason,
  type Pace,
  parseWeekHour,
} from '@/lib/builds/query';
import { buildColumns } from './build-columns';
import { BuildSearch } from './build-search';
import classes from './builds.module.css';
import { BuildsPaging } from './builds-paging';
import { type ChosenStatus, isSearched, listedStatus } from './builds-state';
import { useBuildsState } from './use-builds-state';

const MOST_CSV_ROWS = 500;
const DEFINITION =
  'Builds that ended in the range, newest end first; those under way stand above. Wait: from the push to the end, or ' +
  'to the last stop of the steps of the service. Queue: the part of it in which nothing on the critical path had ' +
  'started. Time lost: working time that whoever waited lost to it, by the cost model in the settings; all hours lost are the sum of these. Slower than usual: the whole build ' +
  'took longer than nine in ten successful ones of its repository and kind of branch in the 28 days before; where the ' +
  'wait changed in these, since then.';

const STATUSES: ReadonlyArray<{ value: ChosenStatus; label: string; word: string }> = [
  { value: 'all', label: 'Any status', word: '' },
  { value: 'success', label: 'Succeeded', word: 'successful ' },
  { value: 'failed', label: 'Failed or error', word: 'failed ' },
  { value: 'killed', label: 'Cancelled', word: 'cancelled ' },
  { value: 'running', label: 'Not ended yet', word: 'unfinished ' },
  { value: 'other', label: 'Declined or skipped', word: 'declined or skipped ' },
];

const PACES: ReadonlyArray<{ value: Pace; label: string }> = [
  { value: 'any', label: 'Slower or not' },
  { value: 'slower', label: 'Slower than usual' },
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
  const { wanted, shown, isStale, set } = useBuildsState();
  const title = isSearched(shown) ? 'Found' : shown.status === 'running' ? 'Not ended yet' : 'Ended';
  const { cursor, ...narrowed } = shown;
  const asked = { ...filter, ...narrowed, status: listedStatus(shown) };
  const { data } = useSuspenseQuery(buildsQuery(asked, cursor));
  const { rows } = data;
  const isEmpty = rows.length === 0 && data.nextCursor === null;
  const isNarrowed = Object.entries(narrowed).some(
    ([key, value]) => value !== null && !(key === 'status' && value === 'all') && value !== 'any',
  );
  const select = (
    <>
      <FilterSelect
        label="Status"
        options={STATUSES}
        value={wanted.status}
        onChange={status => set({ status, cursor: null })}
      />
      <FilterSelect
        label="Against the usual wait"
        options={PACES}
        value={wanted.pace}
        onChange={pace => set({ pace, cursor: null })}
      />
      <FilterSelect
        label="Left out of figures"
        width={170}
        options={LEFT_OUT}
        value={wanted.leftOut}
        onChange={leftOut => set({ leftOut, cursor: null })}
      />
    </>
  );
  if (isEmpty && cursor === null && !isNarrowed) {
    return <EmptyRange title={title} what="build" />;
  }
  return (
    <Panel
      title={title}
      definition={DEFINITION}
      basis={`${formatDays(data.days)}, newest first; the CSV has up to ${MOST_CSV_ROWS} from here on`}
      csv={{
        name: 'builds',
        address: `/api/v1/builds?${buildsSearch(asked, cursor)}&limit=${MOST_CSV_ROWS}`,
      }}
      tools={select}
      chart={null}
      table={
        <div className={classes.list} aria-busy={isStale}>
          <BuildSearch wanted={wanted} set={set} />
          {isEmpty ? (
            <div className={classes.none}>
              <p>{emptyReason(shown)}</p>
              <Button size="xs" variant="default" onClick={() => set(null)}>
                All builds of the range
              </Button>
            </div>
          ) : (
            <>
              <DataTable
                caption={title}
                rows={rows}
                rowKey={row => `${row.repository} ${row.number}`}
                columns={buildColumns(data, branchName => set({ branchName, cursor: null }))}
              />
              <BuildsPaging cursor={cursor} next={data.nextCursor} count={rows.length} />
            </>
          )}
        </div>
      }
    />
  );
}

/** Why there is none, by all that the list is narrowed to. */
function emptyReason(shown: ReturnType<typeof useBuildsState>['shown']): string {
  const { status, leftOut, pace, text, branchName, author, weekHour, cursor } = shown;
  const hour = parseWeekHour(weekHour);
  const word = STATUSES.find(({ value }) => value === status)?.word ?? '';
  const whats = [
    ...(text === null ? [] : [`with “${text}” in its title, branch, number or commit`]),
    ...(branchName === null ? [] : [`of the branch ${branchName}`]),
    ...(author === null ? [] : [`that ${author} waits for`]),
    ...(hour === null ? [] : [`that was pushed on ${weekHourName(hour.weekday, hour.hour)}`]),
    ...(pace === 'any' ? [] : ['that took longer than usual']),
    ...(leftOut === null ? [] : [`that is left out: ${LEFT_OUT_WORDS[leftOut].name.toLowerCase()}`]),
  ];
  const which = whats.length === 0 ? '' : ` ${whats.join(', ')}`;
  return cursor === null
    ? `There is no ${word}build${which} in this range with these filters.`
    : `There is no older ${word}build${which} in this range.`;
}
