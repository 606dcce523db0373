import { z } from 'zod';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { METRICS } from '@/lib/metrics/registry';
import type { Operation } from './operation';
import { toJsonSchema } from './to-json-schema';

const dayRange = z.object({
  from: z.iso.date(),
  until: z.iso.date().describe('First day after the range'),
});

/** One operation for each metric, with the rows that it gives. */
export function metricOperations(): Operation[] {
  return Object.values(METRICS).map(({ name, title, definition, unit, empty, row }) => ({
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
          workingDays: z
            .object({ now: z.number(), before: z.number() })
            .describe(
              'Working days of both ranges by now; the running one counts by the share of its hours that is over',
            ),
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
  }));
}
