import type { NextRequest } from 'next/server';
import { metricContext } from '@/app/metric-context';
import { parseMetricFilter } from '@/lib/metrics/metric-filter';
import { isMetricName, METRICS } from '@/lib/metrics/registry';
import { MetricFilterError, runMetric } from '@/lib/metrics/run-metric';
import { toCsv } from '@/lib/metrics/to-csv';
import { UnknownRangeError } from '@/lib/time';

export const dynamic = 'force-dynamic';

/** One metric as JSON or, where `Accept: text/csv` asks for it, as CSV. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ name: string }> }) {
  const { name } = await params;
  if (!isMetricName(name)) {
    const problem = `there is no metric "${name}"; there are: ${Object.keys(METRICS).join(', ')}`;
    return Response.json({ problems: [problem] }, { status: 404 });
  }
  const parsed = parseMetricFilter(request.nextUrl.searchParams);
  if ('problems' in parsed) return Response.json(parsed, { status: 400 });
  try {
    const answer = await runMetric(metricContext(), name, parsed.filter);
    if (!wantsCsv(request)) return Response.json(answer);
    const headers = {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}.csv"`,
    };
    return new Response(toCsv(answer.rows), { headers });
  } catch (error) {
    if (!(error instanceof UnknownRangeError || error instanceof MetricFilterError)) throw error;
    return Response.json({ problems: [error.message] }, { status: 400 });
  }
}

function wantsCsv(request: NextRequest): boolean {
  return (request.headers.get('accept') ?? '').includes('text/csv');
}
