import type { StackSeries } from '@/components/charts/stack-chart';
import type { MetricRows } from '@/lib/metrics/query';

const COLORS = 7;
const OTHER = 'var(--step-other)';

type StepName = Pick<MetricRows['steps'], 'repository' | 'pipeline' | 'step'>;

export interface NamedStep {
  key: string;
  label: string;
  color: string;
}

export function stepKey({ repository, pipeline, step }: StepName): string {
  return [repository, pipeline, step].join('\n');
}

/** What a step is called among others: its repository and pipeline are told only where there are several. */
export function stepLabels(steps: readonly StepName[]): string[] {
  const manyRepositories = new Set(steps.map(row => row.repository)).size > 1;
  const manyPipelines = new Set(steps.map(row => row.pipeline)).size > 1;
  return steps.map(({ repository, pipeline, step }) =>
    [...(manyRepositories ? [repository] : []), ...(manyPipelines ? [pipeline] : []), step].join(' / '),
  );
}

/** Steps of a list that another one shares repository and name with: only their pipeline tells them apart. */
export function namesakes<Step extends { repository: string | null; step: string | null }>(
  steps: readonly Step[],
): ReadonlySet<Step> {
  const counts = new Map<string, number>();
  const keyOf = ({ repository, step }: Step) => `${repository}\n${step}`;
  for (const step of steps) counts.set(keyOf(step), (counts.get(keyOf(step)) ?? 0) + 1);
  return new Set(steps.filter(step => (counts.get(keyOf(step)) ?? 0) > 1));
}

/** A name and a colour for each step; the seven that take the most time have a colour of their own, the others share one. */
export function nameSteps(steps: ReadonlyArray<StepName & { totalMs: number }>): NamedStep[] {
  const labels = stepLabels(steps);
  const longest = [...steps].sort((a, b) => b.totalMs - a.totalMs).slice(0, COLORS);
  let next = 1;
  return steps.map((row, index) => ({
    key: stepKey(row),
    label: labels[index] ?? row.step,
    color: longest.includes(row) ? `var(--step-${next++})` : OTHER,
  }));
}

/**
 * The medians of the steps, bucket by bucket. Steps without a colour of their own are added up as one, whose key is
 * empty unless it is a single step.
 */
export function stackSteps(
  buckets: readonly string[],
  rows: ReadonlyArray<StepName & Pick<MetricRows['step-durations'], 'bucket' | 'p50Ms'>>,
  steps: readonly NamedStep[],
): StackSeries[] {
  const byKey = new Map<string, Map<string, number | null>>();
  for (const row of rows) {
    const values = byKey.get(stepKey(row)) ?? new Map<string, number | null>();
    byKey.set(stepKey(row), values.set(row.bucket, row.p50Ms));
  }
  const valuesOf = (key: string) => buckets.map(bucket => byKey.get(key)?.get(bucket) ?? null);
  const own = steps.filter(step => step.color !== OTHER);
  const others = steps.filter(step => !own.includes(step));
  const series = own.map(step => ({ ...step, values: valuesOf(step.key) }));
  const [only] = others;
  if (only === undefined) return series;
  if (others.length === 1) return [...series, { ...only, values: valuesOf(only.key) }];
  const values = buckets.map((_, index) => {
    const parts = others.map(step => valuesOf(step.key)[index] ?? null).filter(value => value !== null);
    return parts.length === 0 ? null : parts.reduce((sum, value) => sum + value, 0);
  });
  return [...series, { key: '', label: `${others.length} shorter steps`, color: OTHER, values }];
}
