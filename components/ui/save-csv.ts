import { type MetricFilter, type MetricName, metricSearch } from '@/lib/metrics/query';

/** The rows of a metric, or those of any other address that answers with CSV. */
export type CsvSource = { name: MetricName; filter: MetricFilter } | { name: string; address: string };

const FILE_NAME = /filename="([^"]+)"/;

/** Saves the rows behind a chart under the name that the server gives them. */
export async function saveCsv(csv: CsvSource): Promise<void> {
  const address = 'address' in csv ? csv.address : `/api/v1/metrics/${csv.name}?${metricSearch(csv.filter)}`;
  const response = await fetch(address, { headers: { Accept: 'text/csv' } });
  if (!response.ok)
    throw new Error(`${csv.name}.csv could not be read: the server answered ${response.status}`);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = FILE_NAME.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? `${csv.name}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
