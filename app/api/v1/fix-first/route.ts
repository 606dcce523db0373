import { answering } from '@/app/api/answering';
import { readJson } from '@/app/api/read-body';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { fixFirstSearchSchema, setAsideSchema } from '@/lib/insights/fix-first/finding';
import { listFindings, setFindingAside } from '@/lib/insights/fix-first/stored-findings';

export const dynamic = 'force-dynamic';

/** What to fix first. */
export function GET(request: Request): Promise<Response> {
  return answering(async () =>
    Response.json(await listFindings(metricContext(), readSearch(request, fixFirstSearchSchema))),
  );
}

/** Sets a finding aside, or takes that back. */
export function PUT(request: Request): Promise<Response> {
  return answering(async () => {
    return Response.json(await setFindingAside(metricContext(), await readJson(request, setAsideSchema)));
  });
}
