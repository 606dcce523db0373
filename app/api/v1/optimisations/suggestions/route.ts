import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { noParametersSchema } from '@/lib/builds/parse-search';
import { suggestOptimisations } from '@/lib/insights/optimisations/suggest';

export const dynamic = 'force-dynamic';

/** Optimisations that nobody recorded yet. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    readSearch(request, noParametersSchema);
    return Response.json({ suggestions: await suggestOptimisations(metricContext()) });
  });
}
