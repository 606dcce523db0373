import { answering } from '@/app/api/answering';
import { readJson } from '@/app/api/read-body';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import {
  optimisationDraftSchema,
  optimisationsSearchSchema,
} from '@/lib/insights/optimisations/optimisation';
import { listOptimisations, recordOptimisation } from '@/lib/insights/optimisations/stored-optimisations';

export const dynamic = 'force-dynamic';

/** Optimisations that were recorded, the newest first. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const search = readSearch(request, optimisationsSearchSchema);
    return Response.json({ optimisations: await listOptimisations(metricContext(), search) });
  });
}

/** Records one. */
export function POST(request: Request): Promise<Response> {
  return answering(async () => {
    const draft = await readJson(request, optimisationDraftSchema);
    return Response.json(await recordOptimisation(metricContext(), draft));
  });
}
