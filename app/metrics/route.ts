import { answering } from '@/app/api/answering';
import { metricContext } from '@/app/metric-context';
import { PrometheusExporter } from '@/lib/operations/prometheus/prometheus-exporter';

export const dynamic = 'force-dynamic';

const shared = globalThis as typeof globalThis & { buildhoursExporter?: PrometheusExporter };

/** Counts and durations of builds, and the state of the import, for Prometheus. */
export function GET(): Promise<Response> {
  return answering(async () => {
    shared.buildhoursExporter ??= new PrometheusExporter();
    const exporter = shared.buildhoursExporter;
    const text = await exporter.scrape(metricContext());
    return new Response(text, { headers: { 'Content-Type': exporter.contentType } });
  });
}
