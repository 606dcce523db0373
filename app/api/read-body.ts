import type { z } from 'zod';
import { fieldProblems } from '@/lib/field-problem';
import { ProblemsError } from './problems';

const LARGEST_BYTES = 8_000_000;

/** The body of a request as text. @throws ProblemsError 413 when it is too large */
export async function readText(request: Request): Promise<string> {
  return (await readBytes(request, LARGEST_BYTES)).toString('utf8');
}

/** The body of a request as it came. @throws ProblemsError 413 when it is longer than so many bytes */
export async function readBytes(request: Request, mostBytes: number): Promise<Buffer> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > mostBytes) throw tooLarge(mostBytes);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw tooLarge(mostBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body of a request as JSON of a shape; what is wrong with it is named field by field. @throws ProblemsError 400, 413 or 415 */
export async function readJson<Value>(request: Request, schema: z.ZodType<Value>): Promise<Value> {
  if (!(request.headers.get('content-type') ?? '').includes('application/json')) {
    throw new ProblemsError(415, ['the body must be JSON: send it with Content-Type: application/json']);
  }
  const parsed = schema.safeParse(toJson(await readText(request)));
  if (parsed.success) return parsed.data;
  const fields = fieldProblems(parsed.error);
  throw new ProblemsError(
    400,
    fields.map(({ path, message }) => `${path.join('.') || 'the body'}: ${message}`),
    fields,
  );
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProblemsError(400, [
      `the body is no JSON: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
}

function tooLarge(mostBytes: number): ProblemsError {
  return new ProblemsError(413, [`the body is larger than ${mostBytes / 1e6} MB`]);
}
