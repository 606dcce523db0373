import { goJson } from './go-json';

interface Line {
  pos: number;
  out: string;
  time: number;
}

/** What Drone keeps of the text of one step. */
const LIMIT_BYTES = 5 * 1024 * 1024;
/** What a proxy, or a Drone with another store, may give beyond it. */
const BEYOND_BYTES = 9 * 1024 * 1024;
const LINE = 'compiling src/module of some length, warning: unused import\n';

/** In which way a log is long. */
export type LongLog = 'many lines' | 'one line' | 'beheaded' | 'beyond the limit';
export const LONG_LOGS: readonly LongLog[] = ['many lines', 'one line', 'beheaded', 'beyond the limit'];

/**
 * A log as Drone would give it had the step printed millions of bytes after all else; of a beheaded one its limit has taken
 * what stood before.
 *
 * @param json a log, or `null` as text: the step printed nothing
 */
export function longLog(json: string, how: LongLog): string {
  const lines: Line[] = JSON.parse(json) ?? [];
  const { pos = -1, time = 0 } = lines.at(-1) ?? {};
  if (how === 'one line') return goJson([...lines, { pos: pos + 1, out: 'x'.repeat(LIMIT_BYTES), time }]);
  const byteCount = how === 'beyond the limit' ? BEYOND_BYTES : LIMIT_BYTES;
  const added = Array.from(
    { length: Math.ceil(byteCount / LINE.length) },
    (_, index): Line => ({ pos: pos + 1 + index, out: LINE, time }),
  );
  return goJson(how === 'beheaded' ? added : [...lines, ...added]);
}
