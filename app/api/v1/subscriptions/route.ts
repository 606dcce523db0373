import { answering } from '@/app/api/answering';
import { readJson } from '@/app/api/read-body';
import { metricContext } from '@/app/metric-context';
import { parseEnv } from '@/lib/env';
import { readSubscriptions } from '@/lib/reports/delivery/read-subscriptions';
import { addSubscription } from '@/lib/reports/delivery/stored-subscriptions';
import { subscriptionDraftSchema } from '@/lib/reports/delivery/subscription';

export const dynamic = 'force-dynamic';

/** To whom reports go, and what became of the latest. */
export function GET(): Promise<Response> {
  return answering(async () => {
    const { source, now } = metricContext();
    return Response.json(await readSubscriptions(source.pool, parseEnv(process.env), now));
  });
}

/** Makes one; the answer is the only one with the secret that signs its messages. */
export function POST(request: Request): Promise<Response> {
  return answering(async () => {
    const draft = await readJson(request, subscriptionDraftSchema);
    const { source, now } = metricContext();
    return Response.json(await addSubscription(source.pool, draft, now));
  });
}
