import { z } from 'zod';

export type ParsedSearch<Value> = { value: Value } | { problems: string[] };

/** Of addresses that take none. */
export const noParametersSchema = z.strictObject({});

/** Reads a query string by a schema; every problem is named. Parameters that are not known are refused. */
export function parseSearch<Schema extends z.ZodObject>(
  schema: Schema,
  search: URLSearchParams,
): ParsedSearch<z.infer<Schema>> {
  const repeated = [...new Set(search.keys())].filter(key => search.getAll(key).length > 1);
  if (repeated.length > 0) return { problems: repeated.map(key => `${key}: is given more than once`) };
  const parsed = schema.safeParse(Object.fromEntries(search));
  if (parsed.success) return { value: parsed.data };
  const known = Object.keys(schema.shape).join(', ') || 'none';
  const problems = parsed.error.issues.map(issue => {
    if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: not known; there are ${known}`;
    return issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message;
  });
  return { problems };
}
