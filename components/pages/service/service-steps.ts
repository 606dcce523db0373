import { stepKey } from '@/components/panels/step-series';
import type { MetricAnswer, MetricRows } from '@/lib/metrics/query';
import { HOUR_MS } from '@/lib/time/units';

type Step = MetricRows['steps'];
type Durations = Pick<MetricAnswer<MetricRows['step-durations']>, 'buckets' | 'rows'>;

/** A row of the list of steps. */
export interface ServiceStep {
  /** Null: what no step of the list held up, so that all rows add up to the hours of the service. */
  step: Step | null;
  name: string;
  /** Where the step is, as far as that tells steps apart. */
  about: string;
  lostMs: number;
  /** p50, bucket by bucket; null where nothing ran. */
  trendMs: Array<number | null> | null;
}

/** @param lostMs all hours of the service, in milliseconds */
export function serviceSteps(steps: readonly Step[], durations: Durations, lostMs: number): ServiceStep[] {
  const trends = new Map<string, Map<string, number | null>>();
  for (const row of durations.rows) {
    const own = trends.get(stepKey(row)) ?? new Map<string, number | null>();
    trends.set(stepKey(row), own.set(row.bucket, row.p50Ms));
  }
  const manyRepositories = new Set(steps.map(row => row.repository)).size > 1;
  const manyPipelines = new Set(steps.map(row => row.pipeline)).size > 1;
  const rows = steps.map((step): ServiceStep => {
    const trend = trends.get(stepKey(step));
    return {
      step,
      name: step.step,
      about: [...(manyRepositories ? [step.repository] : []), ...(manyPipelines ? [step.pipeline] : [])].join(
        ' / ',
      ),
      lostMs: step.lostMs,
      trendMs: trend === undefined ? null : durations.buckets.map(bucket => trend.get(bucket) ?? null),
    };
  });
  const otherMs = lostMs - steps.reduce((sum, row) => sum + row.lostMs, 0);
  if (otherMs <= 0) return rows;
  const others: ServiceStep = {
    step: null,
    name: 'no step',
    about: 'queue, set-up, teardown, context switching',
    lostMs: otherMs,
    trendMs: null,
  };
  return [...rows, others];
}

/** Hours below this are written as none. */
const SMALL_MS = 0.05 * HOUR_MS;
const MOST_ROWS = 12;

/** What costs hours, or at least runs; the list is long enough with so many. */
export function isWorthARow({ step, lostMs }: ServiceStep, index: number): boolean {
  return step === null || (index < MOST_ROWS && (step.n > 0 || lostMs >= SMALL_MS));
}
