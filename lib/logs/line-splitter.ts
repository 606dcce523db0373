import { mayHoldLines } from './json-lines';

/** Longer lines are cut: no signal lies that far to the right. */
export const LONGEST_LINE = 8192;
/** Unless they are JSON that holds lines, which cannot be read once it is cut. */
const LONGEST_JSON = 1 << 20;
const CARD_START = '\u001b]1338;';
const CARD_END = '\u001b]0m';

/** Told of each line: its text without line break, its number from 1, and its time in seconds. */
export type OnLine = (text: string, line: number, seconds: number | null) => void;

/**
 * Makes lines of the pieces in which a runner sends a log: pieces are joined until a line ends, a carriage
 * return ends a line without counting one (progress bars), cards that plugins draw are left out. A line has
 * the time of its first piece. Holds one line at most, whatever the log.
 */
export class LineSplitter {
  private rest = '';
  private restSeconds: number | null = null;
  private isInCard = false;
  private lineNumber = 1;
  private isLineOpen = false;
  private longest = LONGEST_LINE;

  constructor(private readonly onLine: OnLine) {}

  /** How many lines there were, an unfinished last one included. */
  get lines(): number {
    return this.isLineOpen ? this.lineNumber : this.lineNumber - 1;
  }

  push(piece: string, seconds: number | null): void {
    if (this.isInCard || piece.includes(CARD_START)) this.pushAroundCards(piece, seconds);
    else this.pushText(piece, seconds);
  }

  end(): void {
    if (this.rest !== '') this.onLine(this.rest, this.lineNumber, this.restSeconds);
    this.rest = '';
  }

  private pushAroundCards(piece: string, seconds: number | null): void {
    let from = 0;
    while (from < piece.length) {
      const marker = this.isInCard ? CARD_END : CARD_START;
      const at = piece.indexOf(marker, from);
      const until = at < 0 ? piece.length : at;
      if (!this.isInCard) this.pushText(piece.slice(from, until), seconds);
      if (at < 0) return;
      this.isInCard = !this.isInCard;
      from = at + marker.length;
    }
  }

  private pushText(text: string, seconds: number | null): void {
    let from = 0;
    // Looked for once and not from each line, as most pieces have none to find.
    let carriage = text.indexOf('\r');
    for (;;) {
      const at = text.indexOf('\n', from);
      const until = at < 0 ? text.length : at;
      while (carriage >= 0 && carriage < until) {
        this.append(text, from, carriage, seconds);
        this.emit();
        this.isLineOpen = true;
        from = carriage + 1;
        carriage = text.indexOf('\r', from);
      }
      if (at < 0) break;
      this.append(text, from, at, seconds);
      this.finishLine();
      from = at + 1;
    }
    if (from < text.length) {
      this.isLineOpen = true;
      this.append(text, from, text.length, seconds);
    }
  }

  private append(text: string, from: number, until: number, seconds: number | null): void {
    if (this.rest === '') {
      this.restSeconds = seconds;
      this.longest = LONGEST_LINE;
    }
    const wanted = this.rest.length + until - from;
    if (wanted > this.longest && mayHoldLines(this.rest === '' ? text.slice(from, until) : this.rest))
      this.longest = LONGEST_JSON;
    const room = this.longest - this.rest.length;
    if (room <= 0) return;
    const piece = text.slice(from, Math.min(until, from + room));
    this.rest = this.rest === '' ? piece : this.rest + piece;
  }

  private finishLine(): void {
    this.emit();
    this.lineNumber += 1;
    this.isLineOpen = false;
  }

  private emit(): void {
    this.onLine(this.rest, this.lineNumber, this.restSeconds);
    this.rest = '';
  }
}
