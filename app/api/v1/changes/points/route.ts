import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { changePointsSearchSchema } from '@/lib/insights/changes/change';
import { readChangePoints } from '@/lib/insights/changes/stored-changes';

export const dynamic = 'force-dynamic';

/** The daily points in which a change was found. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const { id } = readSearch(request, changePointsSearchSchema);
    return Response.json(await readChangePoints(metricContext(), id));
  });
}
