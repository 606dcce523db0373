import { answering } from '@/app/api/answering';
import { csvName } from '@/app/api/csv-name';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { pageFindings } from '@/lib/insights/page-findings';
import { exportSearchSchema } from '@/lib/metrics/export/export-pages';
import { writePageFile } from '@/lib/metrics/export/page-file';

export const dynamic = 'force-dynamic';

/** All figures of a page, and what it says of them, as one CSV file for people. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const { page, ...filter } = readSearch(request, exportSearchSchema);
    const context = metricContext();
    const findings = await pageFindings(context, page, filter);
    const { text, days } = await writePageFile(context, page, filter, findings);
    return new Response(text, {
      headers: {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="${csvName(page, days, filter)}.csv"`,
      },
    });
  });
}
