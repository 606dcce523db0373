import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { readEnv } from '@/lib/env';
import { askReport } from '@/lib/reports/asked-report';
import { REPORT_FORMATS, renderReport } from '@/lib/reports/render/render-report';
import { reportSearchSchema } from '@/lib/reports/store/stored-report';

export const dynamic = 'force-dynamic';

interface Place {
  params: Promise<{ week: string }>;
}

/** The report of a week as data, or as a file. */
export function GET(request: Request, { params }: Place): Promise<Response> {
  return answering(async () => {
    const { team, revision, format } = readSearch(request, reportSearchSchema);
    const { week } = await params;
    const report = await askReport(metricContext(), { week, team, revision });
    if (format === 'json') return Response.json(report);
    const { mediaType, extension } = REPORT_FORMATS[format];
    const publicUrl = readEnv().publicUrl ?? new URL(request.url).origin;
    const content = await renderReport(format, report.document, { publicUrl });
    const name = ['report', report.week, ...(team === null ? [] : [team.replace(/[^\w.-]+/g, '-')])].join(
      '-',
    );
    return new Response(Uint8Array.from(content), {
      headers: {
        'Content-Type': mediaType,
        'Content-Disposition': `attachment; filename="${name}.${extension}"`,
      },
    });
  });
}
