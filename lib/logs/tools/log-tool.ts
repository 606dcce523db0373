import type { CacheCount, CacheKind } from '../log-reading';
import type { SpanList } from '../span-list';

/** A line as tools get it: no colours, no wrapper's prefix, and without BuildKit's own if it came from a layer. */
export interface ToolLine {
  /** Without blanks at either end. */
  text: string;
  line: number;
  /** Drone's clock; null where the log has none. */
  seconds: number | null;
  /** The line as it came, with whatever wrappers put before it. */
  raw: string;
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

/** Which lines matter to a tool; all others cost it nothing. */
export interface LinesRead {
  /** How they begin. */
  starts?: readonly string[];
  /** How they end. */
  ends?: readonly string[];
  /** What stands after the first `: `. */
  afterColon?: readonly string[];
}

/** One tool: one file, one line in the index, one test. */
export interface LogTool extends LinesRead {
  name: string;
  kind: CacheKind;
  open(spans: SpanList): ToolReader;
}

/** A count in which nothing was not looked up, failed or left unfinished. */
export function plainCount(hits: number | null, misses: number | null): ToolCount {
  return { hits, misses, notLookedUp: 0, failed: 0, unfinished: 0 };
}
