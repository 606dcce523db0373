import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { listLogins, loginsSearchSchema } from '@/lib/builds/exclusions';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { putSection } from '../put-section';

export const dynamic = 'force-dynamic';

/** Who the settings take for whom, and how many builds of a range keep nobody waiting. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const filter = metricFilterSchema.parse({
      ...readSearch(request, loginsSearchSchema),
      event: 'all',
    });
    return Response.json(await listLogins(metricContext(), filter));
  });
}

/** Saves the section of this name. */
export function PUT(request: Request): Promise<Response> {
  return putSection(request, 'people');
}
