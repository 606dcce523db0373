import type pg from 'pg';
import { daysOfWeek } from '@/lib/time/weeks';
import type { ReportDocument } from '../report-document';
import { findReport } from '../store/stored-reports';

export interface ReportToSend {
  document: ReportDocument;
  revision: number;
  isComplete: boolean;
}

/** The newest revision there is; null: none yet. */
export async function reportToSend(
  pool: pg.Pool,
  week: string,
  team: string | null,
): Promise<ReportToSend | null> {
  const report = await findReport(pool, { week, team, revision: null });
  if (report === null) return null;
  const { document, revision, isComplete } = report;
  return { document, revision, isComplete };
}

/** What goes out instead of a report that is not there hours after its time. */
export function missingReport(week: string, team: string | null): ReportDocument {
  const { from, until } = daysOfWeek(week);
  const search = team === null ? '' : `?team=${encodeURIComponent(team)}`;
  return {
    title: `Week ${Number(week.slice(-2))}: the report is not ready`,
    subtitle: `${team === null ? 'All teams' : `Team ${team}`} · from ${from}, before ${until}`,
    href: `/reports/${week}${search}`,
    notices: ['Builds of this week were not imported, or not computed, hours after the report was due.'],
    lead: [
      'Nothing can be said of the week yet. Its page has the report once there is one; it is not sent again.',
    ],
    figures: [],
    sections: [],
    footer: ['Whoever runs Buildhours sees under Settings, Servers, what holds it up.'],
  };
}
