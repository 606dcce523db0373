import { z } from 'zod';
import { EVENTS } from '@/lib/facts/vocabulary';

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
      .describe('4w, 26w (whole weeks), 7d, 28d, 90d, 1y (up to today), or 2026-03-02..2026-03-29'),
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
      .enum(EVENTS, { error: () => `must be one of ${EVENTS.join(', ')}` })
      .nullable()
      .default(null)
      .describe('What made the server build'),
  })
  .strict();

export type MetricFilter = z.infer<typeof metricFilterSchema>;
