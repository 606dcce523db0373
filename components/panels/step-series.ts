import type { StackSeries } from '@/components/charts/stack-chart';
import type { StepDurationsRow, StepTotalsRow } from '@/lib/metrics/query';

const COLORS = 7;

export interface NamedStep {
  /** `pipeline/step`, as it stands in the address. */
  key: string;
  label: string;
  color: string;
}

export function stepKey({ pipeline, step }: { pipeline: string; step: string }): string {
  return `${pipeline}/${step}`;
}

/**
 * A name and a colour for each step. The seven that take the most time have a colour of their own, in the
 * order of the pipeline; the others share one. A pipeline is named only where there is more than one.
 */
export function nameSteps(totals: readonly StepTotalsRow[]): NamedStep[] {
  const manyPipelines = new Set(totals.map(row => row.pipeline)).size > 1;
  const longest = [...totals].sort((a, b) => b.totalMs - a.totalMs).slice(0, COLORS);
  let next = 1;
  return totals.map(row => ({
    key: stepKey(row),
    label: manyPipelines ? `${row.pipeline} / ${row.step}` : row.step,
    color: longest.includes(row) ? `var(--step-${next++})` : 'var(--step-other)',
  }));
}

/** The medians of the steps, bucket by bucket; steps without a colour of their own are added up as one. */
export function stackSteps(
  buckets: readonly string[],
  rows: readonly StepDurationsRow[],
  steps: readonly NamedStep[],
): StackSeries[] {
  const byKey = new Map<string, Map<string, number>>();
  for (const row of rows) {
    const values = byKey.get(stepKey(row)) ?? new Map<string, number>();
    byKey.set(stepKey(row), values.set(row.bucket, row.p50Ms));
  }
  const valuesOf = (key: string) => buckets.map(bucket => byKey.get(key)?.get(bucket) ?? null);
  const own = steps.filter(step => step.color !== 'var(--step-other)');
  const others = steps.filter(step => !own.includes(step));
  const series = own.map(step => ({ ...step, values: valuesOf(step.key) }));
  if (others.length === 0) return series;
  const values = buckets.map((_, index) => {
    const parts = others.map(step => valuesOf(step.key)[index] ?? null).filter(value => value !== null);
    return parts.length === 0 ? null : parts.reduce((sum, value) => sum + value, 0);
  });
  const label = others.length === 1 ? (others[0]?.label ?? '') : `${others.length} shorter steps`;
  return [...series, { key: others[0]?.key ?? '', label, color: 'var(--step-other)', values }];
}
