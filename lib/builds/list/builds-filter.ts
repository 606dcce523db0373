import { z } from 'zod';
import { at } from '@/lib/at';
import { isFailed, isFinished, STATUSES } from '@/lib/facts/vocabulary';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { LEFT_OUT_REASONS } from '../left-out';

const STATUS_GROUPS = ['all', 'success', 'failed', 'killed', 'running', 'other'] as const;
const MAX_ROWS = 500;

export type StatusGroup = (typeof STATUS_GROUPS)[number];

/** Which builds a list shows: the filter of all figures, and how they ended. */
const buildsFilterSchema = metricFilterSchema.extend({
  status: z
    .enum(STATUS_GROUPS, { error: () => `must be one of ${STATUS_GROUPS.join(', ')}` })
    .default('all')
    .describe(
      'How the build ended. failed: failure and error; running: whatever has not ended, in any range; ' +
        'other: declined, those whose times cannot be, and those never seen to end',
    ),
  leftOut: z
    .enum(LEFT_OUT_REASONS, { error: () => `must be one of ${LEFT_OUT_REASONS.join(', ')}` })
    .nullable()
    .default(null)
    .describe('Only builds that are left out of hours lost, or of percentiles, for this reason'),
});

/** One page of the list, as it stands in the address. */
export const buildsPageSchema = buildsFilterSchema.extend({
  cursor: z
    .string()
    .regex(/^\d{1,12}\.\d{1,10}\.\d{1,10}$/, 'must be what an earlier page gave as nextCursor')
    .nullable()
    .default(null)
    .describe('nextCursor of the page before'),
  limit: z.coerce
    .number({ error: () => `must be a whole number from 1 to ${MAX_ROWS}` })
    .int({ error: () => `must be a whole number from 1 to ${MAX_ROWS}` })
    .min(1, { error: () => `must be a whole number from 1 to ${MAX_ROWS}` })
    .max(MAX_ROWS, { error: () => `must be a whole number from 1 to ${MAX_ROWS}` })
    .default(50)
    .describe('Rows a page'),
});

export type BuildsFilter = z.infer<typeof buildsFilterSchema>;
export type BuildsPage = z.infer<typeof buildsPageSchema>;

/** What a group of statuses means, by STATUSES; `running` is everything that has not ended. */
export function isInGroup(group: StatusGroup, status: number): boolean {
  if (group === 'all') return true;
  return group === groupOf(status);
}

function groupOf(code: number): StatusGroup {
  const status = at(STATUSES, code, 'status');
  if (status === 'success' || status === 'killed') return status;
  if (isFailed(status)) return 'failed';
  return isFinished(status) ? 'other' : 'running';
}
