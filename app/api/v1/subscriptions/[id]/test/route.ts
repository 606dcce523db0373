import { answering } from '@/app/api/answering';
import { readId } from '@/app/api/read-id';
import { metricContext } from '@/app/metric-context';
import { sendTest } from '@/lib/reports/delivery/stored-subscriptions';

export const dynamic = 'force-dynamic';

interface Place {
  params: Promise<{ id: string }>;
}

/** Puts a message on the list that says that messages arrive. */
export function POST(_: Request, { params }: Place): Promise<Response> {
  return answering(async () => {
    const id = await readId(params, 'a subscription');
    const { source, now } = metricContext();
    await sendTest(source.pool, id, now);
    return Response.json({ id });
  });
}
