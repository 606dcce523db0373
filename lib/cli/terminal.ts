import { isLogged, lineOf, loggedLine } from '@/lib/logger';
import { printable } from '@/lib/shown-text';

export interface TerminalOutput {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const CLEAR_LINE = '\r\u001b[K';
const DEFAULT_COLUMNS = 80;
const PLAIN_STATUS_EVERY_MS = 10_000;

/**
 * Lines for people, and below them one that changes; where there is no terminal, that one comes now and then. Lines that
 * programs log in JSON are made readable; as JSON, all others become lines of a log.
 */
export class Terminal {
  private status: string | null = null;
  private lastPlainMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly output: TerminalOutput = process.stderr,
    private readonly nowMs: () => number = () => performance.now(),
    private readonly asJson = false,
  ) {}

  get columns(): number {
    return this.output.columns ?? DEFAULT_COLUMNS;
  }

  /** A line that stays. */
  readonly line = (words: string): void => {
    if (this.asJson) {
      this.output.write(`${isLogged(words) ? words : loggedLine(words, new Date())}\n`);
      return;
    }
    const text = isLogged(words) ? lineOf(words).trimEnd() : printable(words);
    if (!this.output.isTTY) {
      this.output.write(`${text}\n`);
      return;
    }
    this.output.write(`${CLEAR_LINE}${text}\n${this.status ?? ''}`);
  };

  /** Replaces the line that changes; null takes it away. */
  showStatus(text: string | null): void {
    if (this.output.isTTY && !this.asJson) {
      // A line that wraps could not be taken back.
      this.status = text === null ? null : printable(text).slice(0, this.columns - 1);
      this.output.write(`${CLEAR_LINE}${this.status ?? ''}`);
    } else if (text !== null && this.nowMs() - this.lastPlainMs >= PLAIN_STATUS_EVERY_MS) {
      this.lastPlainMs = this.nowMs();
      this.line(text);
    }
  }
}
