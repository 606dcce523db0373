import type { z } from 'zod';
import { parseSearch } from '@/lib/builds/parse-search';
import { ProblemsError } from './problems';

/** The parameters of a request by a schema. @throws ProblemsError 400 naming each problem */
export function readSearch<Schema extends z.ZodObject>(request: Request, schema: Schema): z.infer<Schema> {
  const parsed = parseSearch(schema, new URL(request.url).searchParams);
  if ('problems' in parsed) throw new ProblemsError(400, parsed.problems);
  return parsed.value;
}
