import { answering } from '@/app/api/answering';
import { readJson } from '@/app/api/read-body';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { changeMarkSchema, changesSearchSchema } from '@/lib/insights/changes/change';
import { listChanges, markChange } from '@/lib/insights/changes/stored-changes';

export const dynamic = 'force-dynamic';

/** Changes that were found, the newest first. */
export function GET(request: Request): Promise<Response> {
  return answering(async () =>
    Response.json(await listChanges(metricContext(), readSearch(request, changesSearchSchema))),
  );
}

/** Keeps what somebody says of one. */
export function PUT(request: Request): Promise<Response> {
  return answering(async () => {
    return Response.json(await markChange(metricContext(), await readJson(request, changeMarkSchema)));
  });
}
