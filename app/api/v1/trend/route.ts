import { answering } from '@/app/api/answering';
import { csvAnswer } from '@/app/api/csv-answer';
import { csvName } from '@/app/api/csv-name';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { findTrend } from '@/lib/insights/trend/find-trend';
import { trendRows } from '@/lib/insights/trend/trend-rows';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';

export const dynamic = 'force-dynamic';

/** Is it getting better or worse, and what moved it; as CSV the rows that the overview has below its verdict. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const filter = readSearch(request, metricFilterSchema);
    const answer = await findTrend(metricContext(), filter);
    return (
      csvAnswer(request, csvName('trend', answer.after, filter), trendRows(answer)) ?? Response.json(answer)
    );
  });
}
