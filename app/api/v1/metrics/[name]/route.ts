import { answering } from '@/app/api/answering';
import { csvAnswer } from '@/app/api/csv-answer';
import { csvName } from '@/app/api/csv-name';
import { problemsAnswer } from '@/app/api/problems';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { isMetricName, METRICS } from '@/lib/metrics/registry';
import { runMetric } from '@/lib/metrics/run-metric';

export const dynamic = 'force-dynamic';

/** One metric as JSON or, where `Accept: text/csv` asks for it, as CSV. */
export async function GET(request: Request, { params }: { params: Promise<{ name: string }> }) {
  const { name } = await params;
  if (!isMetricName(name)) {
    return problemsAnswer(404, [
      `there is no metric "${name}"; there are: ${Object.keys(METRICS).join(', ')}`,
    ]);
  }
  return answering(async () => {
    const filter = readSearch(request, metricFilterSchema);
    const answer = await runMetric(metricContext(), name, filter);
    const columns = Object.keys(METRICS[name].row.shape);
    return (
      csvAnswer(request, csvName(name, answer.days, filter), answer.rows, { columns }) ??
      Response.json(answer)
    );
  });
}
