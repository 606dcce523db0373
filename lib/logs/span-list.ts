import { withoutSecrets } from '@/lib/shown-text';
import type { CacheState, LogSpan, SpanKind } from './log-reading';
import { stableLabel } from './stable-label';

/** A log that never ends must not fill the memory with what is understood of it. */
const SPANS_KEPT = 2000;
const LONGEST_TEXT = 300;
/** A secret that is cut in two would not be known. */
const LONGEST_LOOKED_AT = 4000;

export interface SpanStart {
  kind: SpanKind;
  text: string;
  /** What to make the label of, where it is not the text. */
  name?: string;
  tool: string | null;
  startSeconds: number | null;
  line: number;
}

/** The spans of a log in the order in which they began. */
export class SpanList {
  readonly spans: LogSpan[] = [];
  private readonly places = new Map<LogSpan, number>();
  dropped = 0;
  /** Place of the command that is running; layers and pulls belong to it. */
  command: number | null = null;

  open({ kind, text, name, tool, startSeconds, line }: SpanStart): LogSpan {
    const isKept = this.spans.length < SPANS_KEPT;
    const span: LogSpan = {
      kind,
      label: isKept ? stableLabel(withoutSecrets((name ?? text).slice(0, LONGEST_LOOKED_AT))) : '',
      text: isKept ? withoutSecrets(text.slice(0, LONGEST_LOOKED_AT)).slice(0, LONGEST_TEXT) : '',
      tool,
      startSeconds,
      seconds: null,
      cache: 'unknown',
      firstLine: line,
      lastLine: line,
      parent: kind === 'command' ? null : this.command,
    };
    if (!isKept) {
      this.dropped += 1;
      return span;
    }
    if (kind === 'command') this.command = this.spans.length;
    this.keep(span);
    return span;
  }

  /** Takes out spans of the running command that proved to be nothing. */
  discard(spans: Iterable<LogSpan>): void {
    const gone = new Set<LogSpan>();
    let first = this.spans.length;
    for (const span of spans) {
      const place = this.places.get(span);
      if (place === undefined) continue;
      gone.add(span);
      this.places.delete(span);
      first = Math.min(first, place);
    }
    for (const span of this.spans.splice(first)) if (!gone.has(span)) this.keep(span);
  }

  private keep(span: LogSpan): void {
    this.places.set(span, this.spans.length);
    this.spans.push(span);
  }
}

/** Ends a span at a line and, where the log has a clock, at a time. */
export function closeSpan(span: LogSpan, line: number, seconds: number | null, cache?: CacheState): void {
  span.lastLine = Math.max(span.firstLine, line);
  if (cache !== undefined) span.cache = cache;
  if (span.seconds === null && seconds !== null && span.startSeconds !== null) {
    span.seconds = Math.max(seconds - span.startSeconds, 0);
  }
}
