import type { LogLine } from '@/lib/ci/ci-server';
import type { LogPiece } from '@/lib/logs/read-log-lines';
import { DAY_S } from '@/lib/time/units';

/** A step's own times are whole seconds, and its log may end a little after it. */
const SLACK_SECONDS = 60;
/** No step is taken to last longer, whatever its runner's clock said: its milliseconds would not fit their columns. */
const LONGEST_STEP_SECONDS = 20 * DAY_S;
/** With more wrong times than one in so many, the others mean nothing either. */
const FEW = 10;

/**
 * Log lines whose times can be those of their step, which count from its start. Where the first line stands beyond the
 * step's length they count from something else, such as 1970: then the first is the start. Times beyond the step's
 * length after that are unknown; where they are many, as with milliseconds, all of the log's are.
 *
 * @param stepSeconds null: not known
 */
export function settleLogTimes(lines: readonly LogLine[], stepSeconds: number | null): LogPiece[] {
  const lengthSeconds = stepSeconds === null || stepSeconds < 0 ? LONGEST_STEP_SECONDS : stepSeconds;
  const most = Math.min(lengthSeconds, LONGEST_STEP_SECONDS) + SLACK_SECONDS;
  const isWithin = (time: number) => time >= 0 && time <= most;
  const first = lines[0]?.time ?? 0;
  const from = isWithin(first) ? 0 : first;
  const wrong = lines.filter(({ time }) => !isWithin(time - from)).length;
  if (wrong === 0 && from === 0) return [...lines];
  if (wrong * FEW > lines.length) return lines.map(line => ({ ...line, time: null }));
  return lines.map(line => ({ ...line, time: isWithin(line.time - from) ? line.time - from : null }));
}
