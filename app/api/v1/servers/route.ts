import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { noParametersSchema } from '@/lib/builds/parse-search';
import { readServers } from '@/lib/operations/servers';

export const dynamic = 'force-dynamic';

/** CI servers with how far their history has come, and the pollers that bring it. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    readSearch(request, noParametersSchema);
    return Response.json(await readServers(metricContext().source.pool));
  });
}
