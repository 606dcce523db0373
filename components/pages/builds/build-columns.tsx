import { StatusMark } from '@/components/charts/status-mark';
import { LEFT_OUT_WORDS } from '@/components/panels/left-out-words';
import type { Column } from '@/components/ui/data-table';
import { ExternalLink } from '@/components/ui/external-link';
import table from '@/components/ui/table.module.css';
import type { BuildRow, BuildsAnswer } from '@/lib/builds/query';
import { formatAge, formatDuration, formatInstant } from '@/lib/format';
import { BuildName, formatEvent } from './build-name';
import classes from './builds.module.css';

/** The columns of a list of builds; times in the zone of the answer. */
export function buildColumns({
  timeZone,
  days,
}: Pick<BuildsAnswer, 'timeZone' | 'days'>): Column<BuildRow>[] {
  const year = days.until.slice(0, 4);
  return [
    {
      key: 'build',
      label: 'Build',
      cell: row => (
        <>
          <BuildName build={row} isRerun={row.isRerun} />
          <span className={`${table.under} ${classes.onPhone}`}>
            {formatEvent(row.event)}, {instant(row.finishedAt ?? row.createdAt, timeZone, year)}
          </span>
        </>
      ),
    },
    { key: 'status', label: 'Status', cell: row => <BuildStatus row={row} /> },
    {
      key: 'branch',
      label: 'Branch, event',
      isExtra: true,
      cell: row => (
        <>
          {row.branch ?? '–'}
          <span className={table.under}>{formatEvent(row.event)}</span>
        </>
      ),
    },
    {
      key: 'ended',
      label: 'Ended',
      isExtra: true,
      isNumber: true,
      cell: ({ finishedAt, createdAt }) =>
        finishedAt === null ? (
          <span className={table.small}>began {instant(createdAt, timeZone, year)}</span>
        ) : (
          instant(finishedAt, timeZone, year)
        ),
    },
    {
      key: 'wait',
      label: 'Wait',
      isNumber: true,
      cell: row => (
        <>
          {formatDuration(row.waitMs)}
          {row.approvalMs !== null && row.approvalMs > 0 && (
            <span className={table.under}>after {formatAge(row.approvalMs)} for approval</span>
          )}
          {row.lostMs !== null && row.lostMs > 0 && (
            <span className={`${table.under} ${classes.onPhone}`}>{formatDuration(row.lostMs)} lost</span>
          )}
        </>
      ),
    },
    { key: 'queue', label: 'Queue', isNumber: true, isExtra: true, cell: row => formatDuration(row.queueMs) },
    {
      key: 'lost',
      label: 'Time lost',
      isNumber: true,
      isExtra: true,
      cell: row => (row.lostMs === 0 ? 'none' : formatDuration(row.lostMs)),
    },
    {
      key: 'ci',
      label: '',
      isNumber: true,
      isExtra: true,
      cell: row => <ExternalLink href={row.link}>{row.ciServer}</ExternalLink>,
    },
  ];
}

/** Of the steps that the filter asks for; the build around them may have ended otherwise. */
function BuildStatus({ row: { status, buildStatus, exclusionReason } }: { row: BuildRow }) {
  const leftOut = exclusionReason === null ? null : LEFT_OUT_WORDS[exclusionReason];
  return (
    <>
      <StatusMark status={status} />
      {status !== buildStatus && (
        <span className={table.under}>build: {buildStatus.replaceAll('_', ' ')}</span>
      )}
      {leftOut?.of === 'all figures' && (
        <span className={table.under} title={leftOut.why}>
          in no figure: {leftOut.name.toLowerCase()}
        </span>
      )}
    </>
  );
}

function instant(at: string, timeZone: string, year: string): string {
  return formatInstant(at, timeZone, !at.startsWith(year));
}
