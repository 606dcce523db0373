import { z } from 'zod';
import { formatDuration } from '@/lib/format';
import { replayVector, type WaitingVectorResult } from '@/lib/waiting/replay-vector';
import { MisuseError } from './explain-error';
import { readInput } from './read-input';
import { renderTable } from './render-table';
import { writeJson, writeText } from './write-text';

/** Seconds from local midnight; a build may have begun the day before. */
const seconds = z
  .number()
  .min(-7 * 86_400)
  .max(8 * 86_400);
const length = z.number().min(0);

const vectorSchema = z.object({
  builds: z.array(
    z
      .object({
        id: z.int(),
        created: seconds,
        started: seconds.nullable(),
        finished: seconds,
        kind: z.enum(['ok', 'failed', 'rerun', 'cancelled']),
      })
      .refine(build => build.finished >= build.created, 'finished lies before created'),
  ),
  windows: z
    .array(z.tuple([seconds, seconds]).refine(([from, until]) => until >= from, 'ends before it begins'))
    .refine(
      all => all.every(([from], at) => from >= (all[at - 1]?.[1] ?? from)),
      'not in order, or overlapping',
    ),
  params: z.object({
    full: length,
    partial_until: length.nullable().transform(value => value ?? Number.MAX_SAFE_INTEGER / 1e6),
    partial_w: z.number().min(0).max(1),
    switch_after: length,
    switch_cost: length,
    max_switches: z.int().min(0),
    cap: length,
  }),
});

/**
 * `buildhours explain-waiting FILE`: the hours that one person lost on one day.
 *
 * @throws MisuseError when the file cannot be read or tells no day
 */
export async function runExplainWaiting(file: string, { json = false }: { json?: boolean }): Promise<void> {
  const result = replayVector(parse(file, Buffer.from(await readInput(file)).toString('utf8')));
  if (json) writeJson(JSON.stringify(result));
  else writeText(render(result));
}

function parse(file: string, text: string): z.infer<typeof vectorSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new MisuseError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = vectorSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    issue => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
  );
  throw new MisuseError(
    `${file} tells no day; it needs "builds", "windows" and "params", all in seconds:\n  ${problems.join('\n  ')}`,
  );
}

function render({ measuredWait, attended, switches, lost, byCause }: WaitingVectorResult): string {
  const duration = (value: number) => formatDuration(value * 1000);
  const rows = [
    ['measured wait', duration(measuredWait)],
    ['attended', duration(attended)],
    ['switches', String(switches)],
    ['lost', duration(lost)],
    ...Object.entries(byCause).map(([cause, value]) => [`  by ${cause}`, duration(value)]),
  ];
  return renderTable(['', 'on this day'], rows, { alignRight: [1] });
}
