import { z } from 'zod';
import { at } from '@/lib/at';
import { isFailed, isFinished, STATUSES } from '@/lib/facts/vocabulary';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { LEFT_OUT_REASONS } from '../left-out';
import { WEEK_HOUR } from './week-hour';

const STATUS_GROUPS = ['all', 'ended', 'success', 'failed', 'killed', 'running', 'other'] as const;
/** How long builds took, against what is usual. */
const PACES = ['any', 'slower'] as const;
const MAX_ROWS = 500;
const MAX_TEXT_LENGTH = 200;

function searched(description: string) {
  return z
    .string()
    .trim()
    .min(1, 'is empty: leave it out, or give what is looked for')
    .max(MAX_TEXT_LENGTH, `must have ${MAX_TEXT_LENGTH} characters at most`)
    .nullable()
    .default(null)
    .describe(description);
}

export type StatusGroup = (typeof STATUS_GROUPS)[number];
export type Pace = (typeof PACES)[number];

/** Which builds a list shows: the filter of all figures, and how they ended. */
const buildsFilterSchema = metricFilterSchema.extend({
  status: z
    .enum(STATUS_GROUPS, { error: () => `must be one of ${STATUS_GROUPS.join(', ')}` })
    .default('all')
    .describe(
      'How the build ended. ended: however; failed: failure and error; running: whatever has not ended, in any range; ' +
        'other: declined, those whose times cannot be, and those never seen to end',
    ),
  leftOut: z
    .enum(LEFT_OUT_REASONS, { error: () => `must be one of ${LEFT_OUT_REASONS.join(', ')}` })
    .nullable()
    .default(null)
    .describe('Only builds that are left out of hours lost, or of percentiles, for this reason'),
  pace: z
    .enum(PACES, { error: () => `must be one of ${PACES.join(', ')}` })
    .default('any')
    .describe(
      'slower: only builds that took longer than nine in ten successful ones of the same repository and kind of ' +
        'branch in the 28 days before each; where the wait changed in these, since then',
    ),
  text: searched(
    'Words of the title, the branch, the number (#17) or the commit (its first 6 digits or more); a build has all of them',
  ),
  branchName: searched('The branch where the change comes from, in full'),
  weekHour: z
    .string()
    .regex(WEEK_HOUR, 'must be a weekday and an hour, such as 2-09 for Tuesday from 09:00 to 10:00')
    .nullable()
    .default(null)
    .describe('The local hour of the week in which they were pushed: 1-00 (Monday, midnight) to 7-23'),
  author: searched('The login of who is waiting for the build; logins that the settings join are one'),
});

/** One page of the list, as it stands in the address. */
export const buildsPageSchema = buildsFilterSchema.extend({
  cursor: z
    .string()
    .regex(/^\d{1,12}\.\d{1,10}\.\d{1,16}$/, 'must be what an earlier page gave as nextCursor')
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
  const own = groupOf(status);
  return group === 'ended' ? own !== 'running' : group === own;
}

function groupOf(code: number): StatusGroup {
  const status = at(STATUSES, code, 'status');
  if (status === 'success' || status === 'killed') return status;
  if (isFailed(status)) return 'failed';
  return isFinished(status) ? 'other' : 'running';
}
