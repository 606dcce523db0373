import { answering } from '@/app/api/answering';
import { readBytes } from '@/app/api/read-body';
import { metricContext } from '@/app/metric-context';
import { parseEnv } from '@/lib/env';
import { hookReceiverOf, takeHook } from '@/lib/operations/hooks';

export const dynamic = 'force-dynamic';

interface Place {
  params: Promise<{ kind: string }>;
}

/** A build with all its steps is a few hundred kilobytes at most. */
const LARGEST_BYTES = 2_000_000;

/** The webhook of a CI server: who knows the secret says where to look. */
export function POST(request: Request, { params }: Place): Promise<Response> {
  return answering(async () => {
    const { kind } = await params;
    const receiver = hookReceiverOf(kind, parseEnv(process.env).webhookSecrets);
    const body = await readBytes(request, LARGEST_BYTES);
    const { source, now } = metricContext();
    const message = { header: (name: string) => request.headers.get(name), body };
    return Response.json(await takeHook(source.pool, receiver, message, now), { status: 202 });
  });
}
