import { cacheRates } from './cache-rates';
import { cacheSteps } from './cache-steps';
import { changeSplit } from './change-split';
import { distribution } from './distribution';
import { freshness } from './freshness';
import { heatmap } from './heatmap';
import { lost } from './lost';
import { lostPlaces } from './lost-places';
import { lostSteps } from './lost-steps';
import type { Metric } from './metric';
import { outcomes } from './outcomes';
import { queuePeak } from './queue-peak';
import { runners } from './runners';
import { services } from './services';
import { slowestBuilds } from './slowest-builds';
import { slowestRuns } from './slowest-runs';
import { spanWeeks } from './span-weeks';
import { stageTimes } from './stage-times';
import { stepDurations } from './step-durations';
import { stepNames } from './step-names';
import { stepSpans } from './step-spans';
import { steps } from './steps';
import { targets } from './targets';
import { teams } from './teams';
import { timeToPublish } from './time-to-publish';
import { totals } from './totals';
import { wait } from './wait';

/** Every question that pages, API and exports may ask, by name; there are no others. */
export const METRICS = {
  'cache-rates': cacheRates,
  'cache-steps': cacheSteps,
  'change-split': changeSplit,
  distribution,
  freshness,
  heatmap,
  lost,
  'lost-places': lostPlaces,
  'lost-steps': lostSteps,
  outcomes,
  'queue-peak': queuePeak,
  runners,
  services,
  'slowest-builds': slowestBuilds,
  'slowest-runs': slowestRuns,
  'span-weeks': spanWeeks,
  'stage-times': stageTimes,
  'step-durations': stepDurations,
  'step-names': stepNames,
  'step-spans': stepSpans,
  steps,
  targets,
  teams,
  'time-to-publish': timeToPublish,
  totals,
  wait,
} as const;

export type MetricName = keyof typeof METRICS;

/** What a row of each metric holds. */
export type MetricRows = {
  [Name in MetricName]: (typeof METRICS)[Name] extends Metric<infer Row> ? Row : never;
};

export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(METRICS, name);
}

/** The metric of a name, with its rows typed by it. */
export function metricOf<Name extends MetricName>(name: Name): Metric<MetricRows[Name]> {
  const metrics: { readonly [Key in MetricName]: Metric<MetricRows[Key]> } = METRICS;
  return metrics[name];
}
