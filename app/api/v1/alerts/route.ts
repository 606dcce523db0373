import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { alertsSearchSchema } from '@/lib/reports/alerts/alert';
import { listAlerts } from '@/lib/reports/alerts/stored-alerts';

export const dynamic = 'force-dynamic';

/** What people were alerted of, the newest first. */
export function GET(request: Request): Promise<Response> {
  return answering(async () =>
    Response.json(await listAlerts(metricContext(), readSearch(request, alertsSearchSchema))),
  );
}
