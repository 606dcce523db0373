import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { findTrend } from '@/lib/insights/trend/find-trend';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';

export const dynamic = 'force-dynamic';

/** Is it getting better or worse, and what moved it. */
export function GET(request: Request): Promise<Response> {
  return answering(async () =>
    Response.json(await findTrend(metricContext(), readSearch(request, metricFilterSchema))),
  );
}
