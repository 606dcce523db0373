import { answering } from '@/app/api/answering';
import { readId } from '@/app/api/read-id';
import { metricContext } from '@/app/metric-context';
import { restoreOptimisation } from '@/lib/insights/optimisations/stored-optimisations';

export const dynamic = 'force-dynamic';

/** Brings back what was deleted. */
export function POST(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return answering(async () => {
    return Response.json(await restoreOptimisation(metricContext(), await readId(params, 'an optimisation')));
  });
}
