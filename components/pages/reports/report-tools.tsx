import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';
import { formatCount } from '@/lib/format';
import { reportAddress, type StoredReport } from '@/lib/reports/query';
import classes from './report.module.css';

const FILES = [
  ['PDF', 'pdf'],
  ['Markdown', 'md'],
  ['HTML', 'html'],
  ['JSON', 'json'],
] as const;

interface ReportToolsProps {
  report: StoredReport;
  neighbours: { previous: string | null; next: string | null };
  teams: readonly string[];
}

/** Other weeks, other teams, other revisions, and files of a report. Not printed. */
export function ReportTools({ report, neighbours, teams }: ReportToolsProps) {
  const { week, team, revision, newestRevision } = report;
  const isPreview = revision === 0;
  const { previous, next } = neighbours;
  return (
    <>
      <nav className={classes.tools} aria-label="Reports">
        <span>
          {previous !== null && <Way to={reportAddress(previous, team)}>← {previous}</Way>}
          {next !== null && <Way to={reportAddress(next, team)}>{next} →</Way>}
          {next === null && !isPreview && <Way to={reportAddress('next', team)}>this week so far →</Way>}
        </span>
        <span>
          {[null, ...teams].map(other => (
            <Fragment key={other ?? ''}>
              {other === team ? (
                <b aria-current="page">{other ?? 'All teams'}</b>
              ) : (
                <Way to={reportAddress(isPreview ? 'next' : week, other)}>{other ?? 'All teams'}</Way>
              )}
            </Fragment>
          ))}
        </span>
        <span>
          {FILES.map(([label, format]) => (
            <a
              key={format}
              href={reportAddress(isPreview ? 'next' : week, team, {
                format,
                revision: isPreview || revision === newestRevision ? null : revision,
              })}
              download
            >
              {label}
            </a>
          ))}
        </span>
      </nav>
      {revision < newestRevision && (
        <p className={classes.revision} role="note">
          This is revision {formatCount(revision)}, as it was made then.{' '}
          <Way to={reportAddress(week, team)}>Revision {formatCount(newestRevision)} is the newest</Way>, and
          says what moved.
        </p>
      )}
      {revision > 1 && (
        <p className={classes.tools}>
          Earlier:{' '}
          {Array.from({ length: Math.min(revision - 1, 20) }, (_, i) => revision - 1 - i).map(earlier => (
            <Way key={earlier} to={reportAddress(week, team, { revision: earlier })}>
              revision {formatCount(earlier)}
            </Way>
          ))}
        </p>
      )}
    </>
  );
}

function Way({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link href={to} prefetch={false}>
      {children}
    </Link>
  );
}
