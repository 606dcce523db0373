import { LogReader, type LogReaderOptions } from './log-reader';
import type { LogReading } from './log-reading';

/** A piece of a log as Drone keeps it; `time` is whole seconds since the step began. */
export interface LogPiece {
  pos?: number | null | undefined;
  out: string;
  time?: number | null | undefined;
}

/** Reads a log that Drone kept. A first `pos` above 0 says that older lines were dropped. */
export function readLogLines(pieces: readonly LogPiece[], options: LogReaderOptions = {}): LogReading {
  const reader = new LogReader(options);
  if ((pieces[0]?.pos ?? 0) > 0) reader.markHeadTruncated();
  for (const { out, time } of pieces) reader.push(out, time ?? null);
  return reader.end();
}
