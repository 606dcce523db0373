import { z } from 'zod';
import type { MetricFilter } from './metric';

const LONGEST_NAME = 300;

const schema = z.object({
  range: z.string().max(40).default('4w'),
  repository: z
    .string()
    .max(LONGEST_NAME)
    .regex(/^[^/\s]+\/[^/\s]+$/, 'must be namespace/name')
    .nullable()
    .default(null),
  branch: z.string().min(1).max(LONGEST_NAME).default('all'),
  bucket: z.enum(['auto', 'day', 'week']).default('auto'),
});

export type ParsedFilter = { filter: MetricFilter } | { problems: string[] };

/** Reads a filter from a query string; every problem is named. Parameters that are not known are refused. */
export function parseMetricFilter(search: URLSearchParams): ParsedFilter {
  const parsed = schema.strict().safeParse(Object.fromEntries(search));
  if (parsed.success) return { filter: parsed.data };
  const problems = parsed.error.issues.map(issue =>
    issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message,
  );
  return { problems };
}
