import type { CacheKind } from '../log-reading';
import {
  type LinesRead,
  type LogTool,
  plainCount,
  type ToolCount,
  type ToolLine,
  type ToolReader,
} from './log-tool';

export interface PatternToolOptions extends LinesRead {
  name: string;
  kind: CacheKind;
  /** A line that only this tool prints: without one in the same command, hits and misses do not count. */
  context?: RegExp;
  hit?: RegExp;
  miss?: RegExp;
  failed?: RegExp;
  /** Shows that the tool ran, though it does not say how its cache did. */
  ran?: RegExp;
}

/** A tool whose every line is a hit, a miss, or neither. Without a pattern for one of them, that is unknown. */
export function patternTool(options: PatternToolOptions): LogTool {
  const { name, kind, starts = [], ends = [], afterColon = [] } = options;
  return { name, kind, starts, ends, afterColon, open: () => new PatternReader(options) };
}

class PatternReader implements ToolReader {
  private readonly total = { hits: 0, misses: 0, failed: 0, ran: 0 };
  private run = { hits: 0, misses: 0, failed: 0, ran: 0 };
  private inContext = false;

  constructor(private readonly options: PatternToolOptions) {}

  read({ text }: ToolLine): void {
    const { context, hit, miss, failed, ran } = this.options;
    if (hit?.test(text) === true) this.run.hits += 1;
    else if (miss?.test(text) === true) this.run.misses += 1;
    else if (failed?.test(text) === true) this.run.failed += 1;
    else if (ran?.test(text) === true) this.run.ran += 1;
    else if (!this.inContext && context?.test(text) === true) this.inContext = true;
  }

  commandBegan(): void {
    if (this.inContext || this.options.context === undefined) {
      this.total.hits += this.run.hits;
      this.total.misses += this.run.misses;
      this.total.failed += this.run.failed;
      this.total.ran += this.run.ran;
    }
    this.run = { hits: 0, misses: 0, failed: 0, ran: 0 };
    this.inContext = false;
  }

  end(): ToolCount | null {
    this.commandBegan();
    const { hits, misses, failed, ran } = this.total;
    const counted = hits + misses + failed;
    if (counted + ran === 0) return null;
    if (counted === 0) return plainCount(null, null);
    const { hit, miss } = this.options;
    return { ...plainCount(hit === undefined ? null : hits, miss === undefined ? null : misses), failed };
  }
}
