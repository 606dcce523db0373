import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { listTeams } from '@/lib/builds/ownership';
import { noParametersSchema } from '@/lib/builds/parse-search';

export const dynamic = 'force-dynamic';

/** All teams with their services. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    readSearch(request, noParametersSchema);
    return Response.json({ teams: await listTeams(metricContext()) });
  });
}
