import { toCsv } from '@/lib/metrics/to-csv';

/** Rows as a file, where `Accept: text/csv` asks for it; else null. */
export function csvAnswer(
  request: Request,
  name: string,
  rows: readonly object[],
  headers: Record<string, string> = {},
): Response | null {
  if (!(request.headers.get('accept') ?? '').includes('text/csv')) return null;
  return new Response(toCsv(rows), {
    headers: {
      ...headers,
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}.csv"`,
    },
  });
}
