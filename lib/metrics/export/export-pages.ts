import { z } from 'zod';
import { metricFilterSchema } from '../metric-filter';
import type { MetricName } from '../registry';

/** The metrics behind the panels of each page of figures, in their order. */
export const EXPORT_PAGES = {
  overview: ['totals', 'wait', 'lost', 'lost-places', 'services'],
  team: ['totals', 'teams', 'wait', 'lost', 'lost-places', 'services'],
  services: ['services'],
  service: [
    ...(['totals', 'wait', 'lost', 'lost-places', 'targets', 'stage-times', 'step-durations'] as const),
    ...(['outcomes', 'time-to-publish', 'cache-rates', 'steps', 'cache-steps', 'slowest-builds'] as const),
  ],
  steps: ['step-names', 'cache-rates'],
  'step-name': ['step-names', 'steps'],
  step: [
    'step-durations',
    'cache-rates',
    'steps',
    'step-spans',
    'cache-steps',
    'distribution',
    'slowest-runs',
  ],
  teams: ['teams'],
  heatmap: ['stage-times', 'heatmap', 'queue-peak', 'runners'],
} as const satisfies Readonly<Record<string, readonly MetricName[]>>;

export type ExportPage = keyof typeof EXPORT_PAGES;

const PAGES = Object.keys(EXPORT_PAGES).filter(isExportPage);

function isExportPage(name: string): name is ExportPage {
  return Object.hasOwn(EXPORT_PAGES, name);
}

/** Which page, and the filter of all figures. */
export const exportSearchSchema = metricFilterSchema.extend({
  page: z
    .enum(PAGES, { error: () => `must be one of ${PAGES.join(', ')}` })
    .describe('The page whose figures are asked for; what its path names stands in the filter'),
});
