import { type MetricFilter, metricFilterSchema } from '@/lib/metrics/metric-filter';
import { METRICS, type MetricName } from '@/lib/metrics/registry';

/** One question as a panel asks it; `range` is set by the benchmark. */
export interface BenchQuestion {
  page: string;
  metric: MetricName;
  narrow: Partial<MetricFilter>;
}

/** Names in the data that pages are opened for. */
export interface BenchNames {
  team: string;
  service: string;
  repository: string;
  pipeline: string;
  step: string;
}

/** Every metric, as the panels of each page ask it. */
export function questionsOf({ team, service, repository, pipeline, step }: BenchNames): BenchQuestion[] {
  const on = (page: string, narrow: Partial<MetricFilter>, metrics: MetricName[]) =>
    metrics.map(metric => ({ page, metric, narrow }));
  return [
    ...on('overview', {}, [
      'totals',
      'change-split',
      'wait',
      'lost',
      'steps',
      'services',
      'lost-steps',
      'lost-places',
      'outcomes',
    ]),
    ...on('services', {}, ['services']),
    ...on('teams', {}, ['teams']),
    ...on('heatmap', {}, ['heatmap', 'queue-peak', 'runners', 'stage-times']),
    ...on('team', { team }, ['totals', 'teams', 'change-split', 'wait', 'lost', 'steps', 'services']),
    ...on('service', { service }, [
      ...([
        'totals',
        'wait',
        'step-durations',
        'stage-times',
        'steps',
        'lost',
        'cache-rates',
        'cache-steps',
      ] as const),
      ...(['outcomes', 'targets', 'time-to-publish', 'slowest-builds', 'distribution'] as const),
    ]),
    ...on('step', { repository, pipeline, step }, [
      ...([
        'step-durations',
        'distribution',
        'steps',
        'step-spans',
        'span-weeks',
        'cache-rates',
        'cache-steps',
        'slowest-runs',
      ] as const),
    ]),
    ...on('settings', {}, ['freshness']),
  ];
}

/** Everything over everything, and what no page starts with. */
export function otherQuestions(names: BenchNames): BenchQuestion[] {
  const metrics = Object.keys(METRICS) as MetricName[];
  return [{}, ...oddFilters(names)].flatMap(narrow =>
    metrics.map(metric => ({ page: 'any', metric, narrow })),
  );
}

/** Filters that no page starts with, in many combinations. */
function oddFilters({ team, service, repository, pipeline, step }: BenchNames): Array<Partial<MetricFilter>> {
  return [
    { branch: 'default' },
    { branch: 'others', event: 'pull_request' },
    { team, branch: 'default', event: 'push' },
    { team, bucket: 'day' },
    { service, event: 'cron' },
    { repository, pipeline },
    { repository, pipeline, step, branch: 'others' },
    { team, step },
    { step },
    { pipeline, branch: 'default' },
  ];
}

export function filterOf(range: string, narrow: Partial<MetricFilter>): MetricFilter {
  return metricFilterSchema.parse({ range, ...narrow });
}
