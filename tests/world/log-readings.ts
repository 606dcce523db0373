import type { CacheCount, LogReading } from '@/lib/logs/log-reading';
import { readLogBytes } from '@/lib/logs/read-log-bytes';
import { type LogPiece, readLogLines } from '@/lib/logs/read-log-lines';

/** Reads a plain text log. */
export function readText(text: string): LogReading {
  return readLogBytes(Buffer.from(text));
}

/** Reads lines with the seconds at which they came, as Drone keeps them. */
export function readTimed(lines: ReadonlyArray<readonly [seconds: number, text: string]>): LogReading {
  const pieces: LogPiece[] = lines.map(([time, text], pos) => ({ pos, time, out: `${text}\n` }));
  return readLogLines(pieces);
}

/** `hits/misses` of one tool, with what else it counted; null where the tool did not appear. */
export function countsOf(reading: LogReading, tool: string): string | null {
  const count = reading.caches.find(cache => cache.tool === tool);
  return count === undefined ? null : describeCount(count);
}

export function describeCount({ hits, misses, notLookedUp, failed, unfinished }: CacheCount): string {
  const others = Object.entries({ notLookedUp, failed, unfinished }).filter(([, count]) => count > 0);
  return [`${hits ?? '?'}/${misses ?? '?'}`, ...others.map(([name, count]) => `${name} ${count}`)].join(' ');
}

/** `command 12s`, `<1` and `?` included, in the order of the log. */
export function spansOf(reading: LogReading): string[] {
  return reading.spans.map(({ kind, text, seconds, cache }) =>
    [kind, seconds === null ? '?' : `${seconds}s`, cache === 'unknown' ? null : cache, text]
      .filter(Boolean)
      .join(' '),
  );
}
