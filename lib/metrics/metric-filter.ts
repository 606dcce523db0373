import { z } from 'zod';
import { EVENT_FILTERS } from '@/lib/facts/vocabulary';

const MAX_NAME_LENGTH = 300;

function name(description: string) {
  const error = `must have 1 to ${MAX_NAME_LENGTH} characters`;
  return z.string().min(1, error).max(MAX_NAME_LENGTH, error).nullable().default(null).describe(description);
}

/** What every question may be narrowed to, as it stands in the address; the CSV and the API take the same. */
export const metricFilterSchema = z
  .object({
    range: z
      .string()
      .max(40, 'is no range: it has more than 40 characters')
      .default('4w')
      .describe(
        '4w, 26w (weeks from Monday, with the running one), 7d, 28d, 90d, 1y, this-week, last-week, this-month, ' +
          'last-month, this-quarter, or 2026-03-02..2026-03-29; with a day in front, 2026-02-02..2026-03-02..2026-03-29, ' +
          'it is compared with the days from that one on',
      ),
    bucket: z
      .enum(['auto', 'day', 'week'], { error: () => 'must be auto, day or week' })
      .default('auto')
      .describe('auto: days up to a month, weeks beyond'),
    team: name('A team, as the rules name it'),
    service: name('A service, as the rules name it'),
    repository: z
      .string()
      .max(MAX_NAME_LENGTH, `must have ${MAX_NAME_LENGTH} characters at most`)
      .regex(/^[^/\s]+(\/[^/\s]+)+$/, 'must be namespace/name')
      .nullable()
      .default(null)
      .describe('namespace/name'),
    pipeline: name('A pipeline'),
    step: name('A step'),
    branch: z
      .enum(['all', 'default', 'others'], {
        error: () => 'must be all, default (the default branch) or others',
      })
      .default('all')
      .describe('Which branches: the default one of each repository, or the others, pull requests included'),
    event: z
      .enum(EVENT_FILTERS, { error: () => `must be one of ${EVENT_FILTERS.join(', ')}` })
      .default('code')
      .describe('What made the server build: code stands for pushes and pull requests'),
    switches: z
      .enum(['in', 'out'], { error: () => 'must be in or out' })
      .default('in')
      .describe('Whether context switching, the weakest assumption, is in hours lost and what they cost'),
  })
  .strict();

export type MetricFilter = z.infer<typeof metricFilterSchema>;
