import { z } from 'zod';
import { exportSearchSchema } from '@/lib/metrics/export/export-pages';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { METRICS } from '@/lib/metrics/registry';
import type { Operation } from './operation';
import { toJsonSchema } from './to-json-schema';

const dayRange = z.object({
  from: z.iso.date(),
  until: z.iso.date().describe('First day after the range'),
});

const EXPORT: Operation = {
  method: 'get',
  path: '/api/v1/export',
  tag: 'Metrics',
  summary: 'All figures of a page as one file for people',
  description:
    'What the figures are of, then what the page says in words, a row for each bucket, and the tables of the page with ' +
    'changes and what to fix first, each under its title. Hours, seconds and percentages have their unit in the header.',
  search: exportSearchSchema,
  answer: { type: 'text/csv', schema: { type: 'string' } },
  refusals: [400],
};

/** One operation for each metric, with the rows that it gives, and one for all of a page. */
export function metricOperations(): Operation[] {
  const metrics = Object.values(METRICS).map(
    ({ name, title, definition, unit, empty, row }): Operation => ({
      method: 'get',
      path: `/api/v1/metrics/${name}`,
      tag: 'Metrics',
      summary: title,
      description: definition,
      search: metricFilterSchema,
      answer: {
        type: 'application/json',
        schema: toJsonSchema(
          z.object({
            name: z.literal(name),
            title: z.string(),
            unit: z.literal(unit),
            definition: z.string(),
            empty: z.literal(empty).describe('What a bucket without rows means: a gap in a line, or a zero'),
            days: dayRange,
            previousDays: dayRange,
            historyFrom: z.iso
              .date()
              .nullable()
              .describe('First day of the oldest week with builds; what ran before it is not known'),
            weeksToReplay: z
              .object({ now: z.int(), before: z.int() })
              .describe(
                'Weeks with builds in either range whose hours lost are not computed yet: what is summed up of hours lacks them',
              ),
            workingDays: z
              .object({ now: z.number(), before: z.number() })
              .describe(
                'Working days of both ranges by now; the running one counts by the share of its hours that is over',
              ),
            workdays: z.array(z.int()).describe('Working days of the organisation in a week, 1 is Monday'),
            today: z.iso.date().describe('The day that is not over yet'),
            bucketSize: z.enum(['day', 'week']),
            buckets: z.array(z.iso.date()).describe('First days of all buckets of the range'),
            timeZone: z.string(),
            rows: z.array<z.ZodType>(row),
          }),
          'output',
        ),
      },
      csv: true,
      refusals: [400],
    }),
  );
  return [...metrics, EXPORT];
}
