import type { LineSeries } from '@/components/charts/line-chart';
import { CACHE_KIND_LABELS, type MetricRows } from '@/lib/metrics/query';

type CacheRatesRow = MetricRows['cache-rates'];

/** In this order everywhere; a kind keeps its colour on every page. */
const KINDS = (
  [
    { kind: 'layers', color: 'var(--step-1)' },
    { kind: 'registry', color: 'var(--step-2)' },
    { kind: 'packages', color: 'var(--step-3)' },
    { kind: 'archive', color: 'var(--step-4)' },
    { kind: 'buildtool', color: 'var(--step-7)' },
  ] as const
).map(one => ({ ...one, label: CACHE_KIND_LABELS[one.kind] }));

/** One line for each kind of cache that tells of itself; kinds are never mixed in one rate. */
export function cacheSeries(buckets: readonly string[], rows: readonly CacheRatesRow[]): LineSeries[] {
  return KINDS.flatMap(({ kind, label, color }) => {
    const ofKind = rows.filter(row => row.kind === kind);
    const points = buckets.map(bucket => rateOf(ofKind.filter(row => row.bucket === bucket)));
    return points.every(point => point === null) ? [] : [{ label, color, points }];
  });
}

export interface ToolRate {
  kind: string;
  tool: string;
  hits: number;
  misses: number;
  ratio: number | null;
  logs: number;
  silentLogs: number;
}

/** Over the whole range, tool by tool. */
export function toolRates(rows: readonly CacheRatesRow[]): ToolRate[] {
  return KINDS.flatMap(({ kind, label }) => {
    const tools = [...new Set(rows.filter(row => row.kind === kind).map(row => row.tool))].sort();
    return tools.map(tool => {
      const own = rows.filter(row => row.kind === kind && row.tool === tool);
      const sum = (pick: (row: CacheRatesRow) => number) => own.reduce((total, row) => total + pick(row), 0);
      return {
        kind: label,
        tool,
        hits: sum(row => row.hits),
        misses: sum(row => row.misses),
        ratio: rateOf(own)?.value ?? null,
        logs: sum(row => row.logs),
        silentLogs: sum(row => row.silentLogs),
      };
    });
  });
}

/** With a row for all tools of a kind where it has several. */
export function withKinds(rates: readonly ToolRate[]): ToolRate[] {
  return [...new Set(rates.map(({ kind }) => kind))].flatMap(kind => {
    const own = rates.filter(rate => rate.kind === kind);
    if (own.length === 1) return own;
    const sum = (pick: (rate: ToolRate) => number) => own.reduce((total, rate) => total + pick(rate), 0);
    const [hits, misses] = [sum(rate => rate.hits), sum(rate => rate.misses)];
    const ratio = hits + misses === 0 ? null : hits / (hits + misses);
    const [logs, silentLogs] = [sum(rate => rate.logs), sum(rate => rate.silentLogs)];
    return [...own, { kind, tool: 'all tools', hits, misses, ratio, logs, silentLogs }];
  });
}

function rateOf(rows: readonly CacheRatesRow[]): { value: number; n: number } | null {
  const hits = rows.reduce((total, row) => total + row.hits, 0);
  const n = rows.reduce((total, row) => total + row.hits + row.misses, 0);
  return n === 0 ? null : { value: hits / n, n };
}
