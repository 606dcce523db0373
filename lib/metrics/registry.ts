import { type BranchesRow, branches } from './branches';
import { type BuildDurationsRow, buildDurations } from './build-durations';
import { type BuildTotalsRow, buildTotals } from './build-totals';
import type { Metric } from './metric';
import { type RepositoriesRow, repositories } from './repositories';
import { type StepDurationsRow, stepDurations } from './step-durations';
import { type StepTotalsRow, stepTotals } from './step-totals';

export interface MetricRows {
  branches: BranchesRow;
  'build-durations': BuildDurationsRow;
  'build-totals': BuildTotalsRow;
  repositories: RepositoriesRow;
  'step-durations': StepDurationsRow;
  'step-totals': StepTotalsRow;
}

export type MetricName = keyof MetricRows;

/** Every question that pages, API and exports may ask; there are no others. */
export const METRICS: { readonly [Name in MetricName]: Metric<MetricRows[Name]> } = {
  branches,
  'build-durations': buildDurations,
  'build-totals': buildTotals,
  repositories,
  'step-durations': stepDurations,
  'step-totals': stepTotals,
};

export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(METRICS, name);
}
