import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { listServices } from '@/lib/builds/ownership';
import { noParametersSchema } from '@/lib/builds/parse-search';

export const dynamic = 'force-dynamic';

/** All services with their team, repositories and target. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    readSearch(request, noParametersSchema);
    return Response.json({ services: await listServices(metricContext()) });
  });
}
