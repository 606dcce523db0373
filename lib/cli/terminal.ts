import { printable } from '@/lib/shown-text';

export interface TerminalOutput {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const CLEAR_LINE = '\r\u001b[K';
const DEFAULT_COLUMNS = 80;
const PLAIN_STATUS_EVERY_MS = 10_000;

/** Lines for people, and below them one that changes; where there is no terminal, that one comes now and then. */
export class Terminal {
  private status: string | null = null;
  private lastPlainMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly output: TerminalOutput = process.stderr,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  get columns(): number {
    return this.output.columns ?? DEFAULT_COLUMNS;
  }

  /** A line that stays. */
  readonly line = (words: string): void => {
    const text = printable(words);
    if (!this.output.isTTY) {
      this.output.write(`${text}\n`);
      return;
    }
    this.output.write(`${CLEAR_LINE}${text}\n${this.status ?? ''}`);
  };

  /** Replaces the line that changes; null takes it away. */
  showStatus(text: string | null): void {
    if (this.output.isTTY) {
      // A line that wraps could not be taken back.
      this.status = text === null ? null : printable(text).slice(0, this.columns - 1);
      this.output.write(`${CLEAR_LINE}${this.status ?? ''}`);
    } else if (text !== null && this.nowMs() - this.lastPlainMs >= PLAIN_STATUS_EVERY_MS) {
      this.lastPlainMs = this.nowMs();
      this.output.write(`${printable(text)}\n`);
    }
  }
}
