export type SpanKind = 'pull' | 'command' | 'layer';
export type CacheState = 'hit' | 'miss' | 'unknown';

/** Kinds of caches are never mixed in one rate: they save different things. */
export type CacheKind = 'layers' | 'registry' | 'archive' | 'packages' | 'buildtool';

/** One thing that took time inside a step. Times are seconds; ± 1 s where they come from Drone's clock. */
export interface LogSpan {
  kind: SpanKind;
  /** The same in every build, though hashes, tags, temporary names and masked secrets differ. */
  label: string;
  /** As printed, at most 300 characters. */
  text: string;
  tool: string | null;
  /** Since the start of the step; null where the log has no clock. */
  startSeconds: number | null;
  seconds: number | null;
  cache: CacheState;
  /** Lines of the log, from 1. */
  firstLine: number;
  lastLine: number;
  /** Place in `spans` of the command that a layer or pull belongs to. */
  parent: number | null;
}

/** What one tool said of its cache; null where it does not tell. */
export interface CacheCount {
  kind: CacheKind;
  tool: string;
  hits: number | null;
  misses: number | null;
  notLookedUp: number;
  failed: number;
  unfinished: number;
}

/** Everything that is understood of one log. */
export interface LogReading {
  lines: number;
  /** The beginning is missing: what happened there is unknown. */
  headTruncated: boolean;
  tailTruncated: boolean;
  spans: LogSpan[];
  /** Spans beyond the limit, which are counted but not kept. */
  spansDropped: number;
  caches: CacheCount[];
}
