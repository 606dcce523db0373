import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { reportsSearchSchema } from '@/lib/reports/store/stored-report';
import { listReports } from '@/lib/reports/store/stored-reports';

export const dynamic = 'force-dynamic';

/** Stored reports, the newest week first. */
export function GET(request: Request): Promise<Response> {
  return answering(async () =>
    Response.json(await listReports(metricContext().source.pool, readSearch(request, reportsSearchSchema))),
  );
}
