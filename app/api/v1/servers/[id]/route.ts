import { answering } from '@/app/api/answering';
import { ProblemsError } from '@/app/api/problems';
import { readJson } from '@/app/api/read-body';
import { readId } from '@/app/api/read-id';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { noParametersSchema } from '@/lib/builds/parse-search';
import {
  findServer,
  moveServer,
  moveServerSchema,
  removeServer,
  ServerChangeError,
} from '@/lib/operations/server-changes';

export const dynamic = 'force-dynamic';

interface Place {
  params: Promise<{ id: string }>;
}

/** Tells where a CI server is now. */
export function PUT(request: Request, { params }: Place): Promise<Response> {
  return changing(request, async () => {
    const { url } = await readJson(request, moveServerSchema);
    const { pool } = metricContext().source;
    return {
      url: await moveServer(pool, await findServer(pool, String(await readId(params, 'a server'))), url),
    };
  });
}

/** Deletes a CI server with all that is stored of it. */
export function DELETE(request: Request, { params }: Place): Promise<Response> {
  return changing(request, async () => {
    const { source } = metricContext();
    const removed = await removeServer(
      source.pool,
      await findServer(source.pool, String(await readId(params, 'a server'))),
    );
    source.expire();
    return removed;
  });
}

function changing(request: Request, change: () => Promise<object>): Promise<Response> {
  return answering(async () => {
    readSearch(request, noParametersSchema);
    try {
      return Response.json(await change());
    } catch (error) {
      if (!(error instanceof ServerChangeError)) throw error;
      throw new ProblemsError(STATUS[error.reason], [error.message]);
    }
  });
}

const STATUS = { unknown: 404, address: 400, followed: 409, taken: 409 } as const;
