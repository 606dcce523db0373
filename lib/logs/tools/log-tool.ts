import type { CacheCount, CacheKind } from '../log-reading';
import type { SpanList } from '../span-list';

/** A line as tools get it: no colours, no wrapper's prefix, and without BuildKit's own if it came from a layer. */
export interface ToolLine {
  text: string;
  /** `text` without blanks at its start. */
  trimmed: string;
  line: number;
  /** Drone's clock; null where the log has none. */
  seconds: number | null;
}

/** What a tool said of its cache in one log. */
export type ToolCount = Omit<CacheCount, 'kind' | 'tool'>;

/** Reads one log for one tool; made anew for each log. */
export interface ToolReader {
  read(line: ToolLine): void;
  /** Whether a layer is running whose output could hold lines that look like the echo of a command. */
  isInLayer?(): boolean;
  /** A new command began: whatever was open is over. */
  commandBegan?(line: number, seconds: number | null): void;
  /** The log is over. Null: the tool did not appear. */
  end(line: number, seconds: number | null): ToolCount | null;
}

/**
 * One tool: one file, one line in the index, one test. `starts` names the first characters (after blanks) of
 * the lines that matter to it, so that all other lines cost it nothing.
 */
export interface LogTool {
  name: string;
  kind: CacheKind;
  starts: string;
  open(spans: SpanList): ToolReader;
}

/** A count in which nothing was not looked up, failed or left unfinished. */
export function plainCount(hits: number | null, misses: number | null): ToolCount {
  return { hits, misses, notLookedUp: 0, failed: 0, unfinished: 0 };
}
