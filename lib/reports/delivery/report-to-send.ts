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
  return {
    ...aboutWeek(week, team),
    title: `Week ${Number(week.slice(-2))}: the report is not ready`,
    notices: ['Builds of this week were not imported, or not computed, hours after the report was due.'],
    lead: [
      'Nothing can be said of the week yet. Its page has the report once there is one; it is not sent again.',
    ],
    figures: [],
    sections: [],
    footer: ['Whoever runs Buildhours sees under Settings, Servers, what holds it up.'],
  };
}

/** What goes out where a week has its report and a team none: which of two reasons it has, nobody knows by then. */
export function missingTeamReport(week: string, team: string): ReportDocument {
  return {
    ...aboutWeek(week, team),
    title: `Week ${Number(week.slice(-2))}: no report for team ${team}`,
    href: `/reports/${week}`,
    notices: [
      `The week has a report for all teams and none for “${team}”: no service is of such a team, or its report could not be made.`,
    ],
    lead: [
      'Where no service is of such a team, choose another one under Settings, Reports and alerts, or unsubscribe.',
    ],
    figures: [],
    sections: [],
    footer: ['Which services a team has is said by the rules under Settings, Services and teams.'],
  };
}

function aboutWeek(week: string, team: string | null) {
  const { from, until } = daysOfWeek(week);
  const search = team === null ? '' : `?team=${encodeURIComponent(team)}`;
  return {
    subtitle: `${team === null ? 'All teams' : `Team ${team}`} · from ${from}, before ${until}`,
    href: `/reports/${week}${search}`,
  };
}
