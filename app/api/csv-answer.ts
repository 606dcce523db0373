import { toCsv } from '@/lib/metrics/to-csv';

/** Rows as a file, where `Accept: text/csv` asks for it; else null. `columns` name the header where there is no row. */
export function csvAnswer(
  request: Request,
  name: string,
  rows: readonly object[],
  { headers = {}, columns = [] }: { headers?: Record<string, string>; columns?: string[] } = {},
): Response | null {
  if (!(request.headers.get('accept') ?? '').includes('text/csv')) return null;
  return new Response(toCsv(rows, columns), {
    headers: {
      ...headers,
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}.csv"`,
    },
  });
}
