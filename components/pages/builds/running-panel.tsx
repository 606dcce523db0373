'use client';

import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { STATUS_STYLES, StatusMark } from '@/components/charts/status-mark';
import { useFilter } from '@/components/filters/filter-context';
import { type Column, DataTable } from '@/components/ui/data-table';
import { HelpPopover } from '@/components/ui/help-popover';
import panel from '@/components/ui/panel.module.css';
import table from '@/components/ui/table.module.css';
import { useExpanded } from '@/components/ui/use-expanded';
import { type RunningBuild, type RunningBuilds, runningBuildsQuery } from '@/lib/builds/query';
import { formatAge, formatCount } from '@/lib/format';
import { BuildName } from './build-name';
import classes from './builds.module.css';
import { withoutRange } from './builds-state';
import { describeBlocked, describePolling, describeTimeLeft, sortRunning } from './running-builds';

const TITLE = 'Under way';
const ASKED_AGAIN_MS = 10_000;
/** More builds under way than these are collapsed. */
const MOST_SHOWN = 8;
const DEFINITION =
  'Builds that have not ended, of all filters but the range. Expected to be left: what successful builds of the ' +
  'last 28 days that took at least as long still took from here on, p50 and p90; where the wait changed in these days, ' +
  'those since. Overdue: every one of the 28 days had ended by now. Fewer than five of them say nothing.';

const NAMED: Column<RunningBuild> = { key: 'build', label: 'Build', cell: row => <Named row={row} /> };
const ELAPSED: Column<RunningBuild> = {
  key: 'elapsed',
  label: 'So far',
  isNumber: true,
  isExtra: true,
  cell: row => formatAge(row.elapsedMs),
};

/**
 * Builds that have not ended, those that run first, with the time that they are expected to take yet. Those that wait for
 * approval may do so for months: they are folded below.
 */
export function RunningPanel() {
  const filter = useFilter();
  const { data } = useSuspenseQuery({
    ...runningBuildsQuery(withoutRange(filter)),
    refetchInterval: ASKED_AGAIN_MS,
  });
  useNewListAsBuildsEnd(data);
  const all = sortRunning(data.rows);
  const rows = all.filter(row => row.status !== 'blocked');
  const blocked = all.filter(row => row.status === 'blocked');
  const [showsAll, toggle] = useExpanded('running');
  const [showsBlocked, toggleBlocked] = useExpanded('approvals');
  const hidden = rows.length - MOST_SHOWN;
  const look = describePolling(data);
  return (
    <article className={panel.panel} aria-labelledby="under-way">
      <header className={panel.head}>
        <div className={panel.name}>
          <h2 className={panel.title} id="under-way">
            {TITLE}&nbsp;
            <HelpPopover text={DEFINITION} of="the time expected to be left" />
          </h2>
          <div className={panel.basis}>
            {formatCount(rows.length)} running or in the queue
            {look !== null && ` · ${look}`}
          </div>
        </div>
      </header>
      {rows.length === 0 ? (
        <p className={panel.message}>
          {blocked.length === 0 ? 'No build is under way now.' : 'No build is running or in the queue now.'}{' '}
          This list is looked at again by itself.
        </p>
      ) : (
        <DataTable
          caption={TITLE}
          rows={showsAll ? rows : rows.slice(0, MOST_SHOWN)}
          rowKey={row => `${row.repository} ${row.number}`}
          columns={[
            NAMED,
            {
              key: 'status',
              label: 'Status',
              isExtra: true,
              cell: row => <StatusMark status={row.status} />,
            },
            { key: 'steps', label: 'At', isExtra: true, cell: row => stepsText(row) },
            ELAPSED,
            { key: 'left', label: 'Expected to be left', isNumber: true, cell: row => <Left row={row} /> },
          ]}
        />
      )}
      {hidden > 0 && (
        <button type="button" className={panel.more} aria-expanded={showsAll} onClick={toggle}>
          {showsAll ? 'Show fewer' : `${formatCount(hidden)} more`}
        </button>
      )}
      {blocked[0] !== undefined && (
        <>
          <button type="button" className={panel.more} aria-expanded={showsBlocked} onClick={toggleBlocked}>
            {showsBlocked ? 'Hide those that wait for approval' : describeBlocked(blocked.length, blocked[0])}
          </button>
          {showsBlocked && (
            <DataTable
              caption="Waiting for approval"
              rows={blocked}
              rowKey={row => `${row.repository} ${row.number}`}
              columns={[NAMED, ELAPSED]}
            />
          )}
        </>
      )}
    </article>
  );
}

/** A build that ended belongs to the list below now. */
function useNewListAsBuildsEnd({ rows }: RunningBuilds): void {
  const client = useQueryClient();
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    const now = new Set(rows.map(row => `${row.repository} ${row.number}`));
    const before = known.current;
    const hasChanged =
      before !== null && (before.size !== now.size || [...now].some(key => !before.has(key)));
    known.current = now;
    if (hasChanged) void client.invalidateQueries({ queryKey: ['builds'] });
  }, [client, rows]);
}

/** On a phone, what has columns of its own elsewhere stands below the name. */
function Named({ row }: { row: RunningBuild }) {
  return (
    <>
      <BuildName build={row} />
      <span className={`${table.under} ${classes.onPhone}`}>
        {STATUS_STYLES[row.status].word}, {formatAge(row.elapsedMs)} so far
      </span>
    </>
  );
}

function Left({ row }: { row: RunningBuild }) {
  const { main, basis } = describeTimeLeft(row);
  return (
    <span className={classes.left}>
      <span className={row.left.isOverdue ? classes.overdue : undefined}>{main}</span>
      {basis !== '' && <span className={table.under}>{basis}</span>}
    </span>
  );
}

function stepsText({ runningSteps }: RunningBuild): string {
  const names = [...new Set(runningSteps.map(({ step }) => step))];
  return names.length === 0 ? '–' : names.join(', ');
}
