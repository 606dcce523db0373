import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { optimisationsSearchSchema } from '@/lib/insights/optimisations/optimisation';
import { listOptimisationNotes } from '@/lib/insights/optimisations/stored-optimisations';

export const dynamic = 'force-dynamic';

/** When optimisations took effect, for axes of time. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const search = readSearch(request, optimisationsSearchSchema);
    return Response.json({ notes: await listOptimisationNotes(metricContext(), search) });
  });
}
