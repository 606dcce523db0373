import { answering } from '@/app/api/answering';
import { csvAnswer } from '@/app/api/csv-answer';
import { problemsAnswer } from '@/app/api/problems';
import { metricContext } from '@/app/metric-context';
import { parseMetricFilter } from '@/lib/metrics/metric-filter';
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
  const parsed = parseMetricFilter(new URL(request.url).searchParams);
  if ('problems' in parsed) return problemsAnswer(400, parsed.problems);
  return answering(async () => {
    const answer = await runMetric(metricContext(), name, parsed.filter);
    return csvAnswer(request, name, answer.rows) ?? Response.json(answer);
  });
}
