import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { answerComparison, compareSearchSchema } from '@/lib/insights/compare/compare-search';

export const dynamic = 'force-dynamic';

/** Two ranges or two filters side by side, with a verdict. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const search = readSearch(request, compareSearchSchema);
    const context = metricContext();
    return Response.json(await answerComparison(context, search));
  });
}
