import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { readAnswer, sendToApi } from '@/lib/api-client';
import type { AlertMark, AlertsAnswer, ListedAlert } from './alerts/alert';
import type { ReportsAnswer } from './store/stored-report';

export type { AlertMark, ListedAlert } from './alerts/alert';
export type { DocumentFigure, DocumentItem, DocumentSection } from './report-document';
export type { ListedReport, ReportsAnswer, StoredReport } from './store/stored-report';

const STALE_MS = 30_000;

/** Which reports are listed; null: the organisation's with those of all teams. */
export interface ReportsQuestion {
  team: string | null;
}

/** Stored reports, the newest week first. The server passes a reader that asks the database. */
export function reportsQuery(
  question: ReportsQuestion,
  read: (question: ReportsQuestion) => Promise<ReportsAnswer> = fetchReports,
) {
  return queryOptions({
    queryKey: ['reports', question] as const,
    queryFn: () => read(question),
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
  });
}

async function fetchReports({ team }: ReportsQuestion): Promise<ReportsAnswer> {
  const search = team === null ? '' : `?${new URLSearchParams({ team })}`;
  return readAnswer(await fetch(`/api/v1/reports${search}`));
}

/** Where a report is as a page or a file: `reportAddress('2026-W47', 'payments', { revision: 1 })`. */
export function reportAddress(
  week: string,
  team: string | null,
  { revision = null, format = null }: { revision?: number | null; format?: string | null } = {},
): string {
  const search = new URLSearchParams({
    ...(team === null ? {} : { team }),
    ...(revision === null ? {} : { revision: String(revision) }),
    ...(format === null ? {} : { format }),
  }).toString();
  const path = `${format === null ? '' : '/api/v1'}/reports/${week}`;
  return search === '' ? path : `${path}?${search}`;
}

/** Which alerts are listed; `id`: that one alone. */
export interface AlertsQuestion {
  team: string | null;
  id: string | null;
}

/** What was found while it was new, the newest first. The server passes a reader that asks the database. */
export function alertsQuery(
  question: AlertsQuestion,
  read: (question: AlertsQuestion) => Promise<AlertsAnswer> = fetchAlerts,
) {
  return queryOptions({
    queryKey: ['alerts', question] as const,
    queryFn: () => read(question),
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
  });
}

async function fetchAlerts({ team, id }: AlertsQuestion): Promise<AlertsAnswer> {
  const search = new URLSearchParams({
    ...(team === null ? {} : { team }),
    ...(id === null ? {} : { id }),
  });
  return readAnswer(await fetch(`/api/v1/alerts?${search}`));
}

/** Keeps what somebody says of an alert. @throws Error that says why not */
export async function markAlert(id: string, mark: AlertMark): Promise<ListedAlert> {
  const result = await sendToApi<ListedAlert>('PUT', `/api/v1/alerts/${id}`, mark);
  if (result.kind !== 'accepted') throw new Error(result.message);
  return result.answer;
}
