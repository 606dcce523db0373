import { answering } from '@/app/api/answering';
import { readJson } from '@/app/api/read-body';
import { readId } from '@/app/api/read-id';
import { metricContext } from '@/app/metric-context';
import { optimisationEditSchema } from '@/lib/insights/optimisations/optimisation';
import {
  deleteOptimisation,
  editOptimisation,
  readOptimisation,
} from '@/lib/insights/optimisations/stored-optimisations';

export const dynamic = 'force-dynamic';

interface Place {
  params: Promise<{ id: string }>;
}

export function GET(_: Request, { params }: Place): Promise<Response> {
  return answering(async () =>
    Response.json(await readOptimisation(metricContext(), await readId(params, 'an optimisation'))),
  );
}

/** Saves it as a whole. */
export function PUT(request: Request, { params }: Place): Promise<Response> {
  return answering(async () => {
    const id = await readId(params, 'an optimisation');
    const edit = await readJson(request, optimisationEditSchema);
    return Response.json(await editOptimisation(metricContext(), id, edit));
  });
}

/** Deletes it; it can be restored. */
export function DELETE(_: Request, { params }: Place): Promise<Response> {
  return answering(async () => {
    const id = await readId(params, 'an optimisation');
    await deleteOptimisation(metricContext(), id);
    return Response.json({ id });
  });
}
