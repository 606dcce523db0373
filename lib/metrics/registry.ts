import { type BranchesRow, branches } from './branches';
import { type BuildDurationsRow, buildDurations } from './build-durations';
import { type BuildTotalsRow, buildTotals } from './build-totals';
import { type CacheRatesRow, cacheRates } from './cache-rates';
import type { Metric } from './metric';
import { type RepositoriesRow, repositories } from './repositories';
import { type StepDurationsRow, stepDurations } from './step-durations';
import { type StepSpansRow, stepSpans } from './step-spans';
import { type StepTotalsRow, stepTotals } from './step-totals';

export interface MetricRows {
  branches: BranchesRow;
  'build-durations': BuildDurationsRow;
  'build-totals': BuildTotalsRow;
  'cache-rates': CacheRatesRow;
  repositories: RepositoriesRow;
  'step-durations': StepDurationsRow;
  'step-spans': StepSpansRow;
  'step-totals': StepTotalsRow;
}

export type MetricName = keyof MetricRows;

/** Every question that pages, API and exports may ask; there are no others. */
export const METRICS: { readonly [Name in MetricName]: Metric<MetricRows[Name]> } = {
  branches,
  'build-durations': buildDurations,
  'build-totals': buildTotals,
  'cache-rates': cacheRates,
  repositories,
  'step-durations': stepDurations,
  'step-spans': stepSpans,
  'step-totals': stepTotals,
};

export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(METRICS, name);
}
