export type CacheKind = 'layers' | 'registry' | 'archive' | 'packages' | 'buildtool';

/** What the demo wrote of one kind of cache into one log. */
export interface CacheTruth {
  kind: CacheKind;
  tool: string;
  hits: number;
  misses: number;
  /** Begun, but the log ends before its verdict. */
  unfinished: number;
}

/** What the demo knows of a log because it wrote it; nothing here comes from reading the text. */
export interface LogTruth {
  caches: CacheTruth[];
  /** First line of each echoed command, without the leading `+ `. */
  commands: { text: string; startSeconds: number }[];
  /** Entries of Drone's array. */
  entryCount: number;
  headTruncated: boolean;
}
