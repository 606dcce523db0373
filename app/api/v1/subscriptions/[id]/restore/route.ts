import { answering } from '@/app/api/answering';
import { readId } from '@/app/api/read-id';
import { metricContext } from '@/app/metric-context';
import { restoreSubscription } from '@/lib/reports/delivery/stored-subscriptions';

export const dynamic = 'force-dynamic';

interface Place {
  params: Promise<{ id: string }>;
}

/** Brings back what was deleted. */
export function POST(_: Request, { params }: Place): Promise<Response> {
  return answering(async () => {
    const id = await readId(params, 'a subscription');
    const { source, now } = metricContext();
    return Response.json(await restoreSubscription(source.pool, id, now));
  });
}
