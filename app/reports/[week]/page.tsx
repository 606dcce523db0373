import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { createLoader, parseAsInteger, parseAsString, type SearchParams } from 'nuqs/server';
import { cache } from 'react';
import { metricContext } from '@/app/metric-context';
import { Page } from '@/components/layout/page';
import { ReportView } from '@/components/pages/reports/report-view';
import { askReport, NEXT } from '@/lib/reports/asked-report';
import type { StoredReport } from '@/lib/reports/query';
import { NoReportError } from '@/lib/reports/store/stored-report';
import { listReportTeams, readNeighbours } from '@/lib/reports/store/stored-reports';
import { UnknownWeekError } from '@/lib/time/weeks';

const MOST_REVISIONS = 100_000;

const loadSearch = createLoader({ team: parseAsString, revision: parseAsInteger });

interface ReportPageProps {
  params: Promise<{ week: string }>;
  searchParams: Promise<SearchParams>;
}

/** Null where there is none. Asked once for title and page. */
const findReport = cache(
  async (week: string, team: string | null, revision: number | null): Promise<StoredReport | null> => {
    if (revision !== null && (revision < 1 || revision > MOST_REVISIONS)) return null;
    try {
      return await askReport(metricContext(), { week, team, revision });
    } catch (error) {
      if (error instanceof NoReportError || error instanceof UnknownWeekError) return null;
      throw error;
    }
  },
);

export async function generateMetadata({ params, searchParams }: ReportPageProps): Promise<Metadata> {
  const { team, revision } = await loadSearch(searchParams);
  const report = await findReport((await params).week, team, revision);
  return { title: report?.document.title ?? 'Report' };
}

/** The report of one week, of all or of a team, as it was made; of the running week as it stands. */
export default async function ReportPage({ params, searchParams }: ReportPageProps) {
  const { week } = await params;
  const { team, revision } = await loadSearch(searchParams);
  const report = await findReport(week, team, revision);
  if (report === null) notFound();
  const { source } = metricContext();
  const teams = week === NEXT ? (await source.open()).book.teams : await listReportTeams(source.pool);
  return (
    <Page
      title={report.document.title}
      crumbs={[{ label: 'Reports', href: '/reports' }]}
      filters={{ offers: [] }}
    >
      <ReportView report={report} neighbours={await readNeighbours(source.pool, report)} teams={teams} />
    </Page>
  );
}
