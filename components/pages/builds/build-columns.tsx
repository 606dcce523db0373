import { StatusMark } from '@/components/charts/status-mark';
import type { Column } from '@/components/ui/data-table';
import { ExternalLink } from '@/components/ui/external-link';
import table from '@/components/ui/table.module.css';
import type { BuildRow, BuildsAnswer } from '@/lib/builds/query';
import { LEFT_OUT_WORDS } from '@/lib/builds/query';
import { formatCount, formatDuration, formatInstant } from '@/lib/format';
import { BuildName, formatEvent } from './build-name';
import classes from './builds.module.css';

/**
 * The columns of a list of builds; times in the zone of the answer.
 *
 * @param onBranch narrows the list to a branch
 */
export function buildColumns(
  { timeZone, days }: Pick<BuildsAnswer, 'timeZone' | 'days'>,
  onBranch: (branch: string) => void,
): Column<BuildRow>[] {
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
          <BranchName branch={row.branch} onBranch={onBranch} />
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
          <SlowMark row={row} />
          {row.approvalMs !== null && row.approvalMs > 0 && (
            <span className={table.under}>after {formatDuration(row.approvalMs)} for an approval</span>
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
      label: 'CI server',
      isLabelHidden: true,
      isNumber: true,
      isExtra: true,
      cell: row => <ExternalLink href={row.link}>{row.ciServer}</ExternalLink>,
    },
  ];
}

/** Of the steps that the filter asks for; the build around them may have ended otherwise. */
function BuildStatus({ row: { status, buildStatus, exclusionReason } }: { row: BuildRow }) {
  const odd = exclusionReason === null ? null : LEFT_OUT_WORDS[exclusionReason];
  return (
    <>
      <StatusMark status={status} />
      {status !== buildStatus && (
        <span className={table.under}>build: {buildStatus.replaceAll('_', ' ')}</span>
      )}
      {odd !== null && odd.of === 'all figures' && (
        <span className={table.under}>in no figure: {odd.name}</span>
      )}
    </>
  );
}

/** The same sign that the build page has at steps beyond their p90. */
function SlowMark({ row: { verdict, usualP50Ms, usualP90Ms, usualBuilds } }: { row: BuildRow }) {
  if (verdict !== 'above-p90') return null;
  const usual = `${formatDuration(usualP50Ms)} (p50) to ${formatDuration(usualP90Ms)} (p90)`;
  return (
    <span
      className={`${table.under} ${classes.slow}`}
      title={`The whole build took longer than nine in ten of ${formatCount(usualBuilds ?? 0)} like it: usually ${usual}`}
    >
      ▲ slower than usual
    </span>
  );
}

function BranchName({ branch, onBranch }: { branch: string | null; onBranch: (branch: string) => void }) {
  if (branch === null || branch === '') return '–';
  return (
    <button
      type="button"
      className={classes.branch}
      title={`Only builds of ${branch}`}
      onClick={() => onBranch(branch)}
    >
      {branch}
    </button>
  );
}

function instant(at: string, timeZone: string, year: string): string {
  return formatInstant(at, timeZone, !at.startsWith(year));
}
