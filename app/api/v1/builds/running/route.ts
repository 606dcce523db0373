import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { readRunningBuilds } from '@/lib/builds/running/running-builds';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';

export const dynamic = 'force-dynamic';

/** Builds under way, with the time that they are expected to take yet. */
export function GET(request: Request): Promise<Response> {
  return answering(async () =>
    Response.json(await readRunningBuilds(metricContext(), readSearch(request, metricFilterSchema))),
  );
}
