import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { findByText, findSearchSchema } from '@/lib/builds/find-by-text';

export const dynamic = 'force-dynamic';

/** What there is of a name: services, teams and steps, and builds of a number. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const { text } = readSearch(request, findSearchSchema);
    return Response.json(await findByText(metricContext(), text));
  });
}
