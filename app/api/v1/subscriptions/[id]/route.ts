import { answering } from '@/app/api/answering';
import { readJson } from '@/app/api/read-body';
import { readId } from '@/app/api/read-id';
import { metricContext } from '@/app/metric-context';
import { deleteSubscription, editSubscription } from '@/lib/reports/delivery/stored-subscriptions';
import { subscriptionEditSchema } from '@/lib/reports/delivery/subscription';

export const dynamic = 'force-dynamic';

interface Place {
  params: Promise<{ id: string }>;
}

/** Saves it as a whole. */
export function PUT(request: Request, { params }: Place): Promise<Response> {
  return answering(async () => {
    const id = await readId(params, 'a subscription');
    const edit = await readJson(request, subscriptionEditSchema);
    const { source, now } = metricContext();
    return Response.json(await editSubscription(source.pool, id, edit, now));
  });
}

/** Deletes it; it can be restored. */
export function DELETE(_: Request, { params }: Place): Promise<Response> {
  return answering(async () => {
    const id = await readId(params, 'a subscription');
    const { source, now } = metricContext();
    await deleteSubscription(source.pool, id, now);
    return Response.json({ id });
  });
}
