import type { LogSpan } from '../log-reading';
import { closeSpan, type SpanList } from '../span-list';
import { type LogTool, plainCount, type ToolCount, type ToolLine, type ToolReader } from './log-tool';

const CLOCK = /^(?:INFO|WARN|ERRO)\[(\d{4,})\] /;
const LOGGED = /^(?:INFO|WARN|ERRO)\[[^\]]+\] /;
const HIT = 'Using caching version of cmd: ';
const MISS = 'No cached layer found for cmd ';
const INSTRUCTION =
  /^(?:RUN|COPY|ADD|WORKDIR|ENV|ARG|USER|LABEL|ENTRYPOINT|CMD|EXPOSE|VOLUME|SHELL|STOPSIGNAL) ?/;
/** Instructions that are looked up at all, unless the cache of copied layers is on. */
const LOOKED_UP = /^RUN\b/;
/** More instructions than any Dockerfile has. */
const COMMANDS_KEPT = 2000;

/**
 * kaniko. It looks layers up ahead of the build and stops at the first miss of a stage: later ones are
 * executed, were not looked up, and count as such.
 */
class KanikoReader implements ToolReader {
  private hits = 0;
  private misses = 0;
  private notLookedUp = 0;
  private appeared = false;
  private readonly known = new Map<string, 'hit' | 'miss'>();
  private span: LogSpan | null = null;
  private isRunning = false;

  constructor(private readonly spans: SpanList) {}

  read({ text, line, seconds }: ToolLine): void {
    const message = text.replace(LOGGED, '').trimEnd();
    if (message !== text) this.isRunning = message.startsWith('Running: [');
    if (message.startsWith(HIT)) this.look(message.slice(HIT.length), 'hit');
    else if (message.startsWith(MISS)) this.look(message.slice(MISS.length), 'miss');
    else if (this.appeared && message !== text && INSTRUCTION.test(message)) {
      this.begin(message, line, seconds ?? ownSeconds(text));
    } else if (this.appeared && message.startsWith('Pushing image to')) {
      this.endSpan(line, seconds ?? ownSeconds(text));
    }
  }

  isInLayer(): boolean {
    return this.isRunning;
  }

  commandBegan(line: number, seconds: number | null): void {
    this.endSpan(line, seconds);
    this.known.clear();
  }

  end(line: number, seconds: number | null): ToolCount | null {
    this.endSpan(line, seconds);
    if (!this.appeared) return null;
    return { ...plainCount(this.hits, this.misses), notLookedUp: this.notLookedUp };
  }

  private look(command: string, state: 'hit' | 'miss'): void {
    this.appeared = true;
    if (this.known.size < COMMANDS_KEPT) this.known.set(command.trim(), state);
    if (state === 'hit') this.hits += 1;
    else this.misses += 1;
  }

  private begin(command: string, line: number, seconds: number | null): void {
    this.endSpan(line - 1, seconds);
    const state = this.known.get(command) ?? 'unknown';
    if (state === 'unknown' && LOOKED_UP.test(command)) this.notLookedUp += 1;
    this.span = this.spans.open({
      kind: 'layer',
      text: command,
      tool: 'kaniko',
      startSeconds: seconds,
      line,
    });
    this.span.cache = state;
  }

  private endSpan(line: number, seconds: number | null): void {
    if (this.span !== null) closeSpan(this.span, line, seconds);
    this.span = null;
  }
}

/** kaniko's own clock, for logs without Drone's; the two do not begin at the same moment and are never mixed. */
function ownSeconds(text: string): number | null {
  const clock = CLOCK.exec(text);
  return clock === null ? null : Number(clock[1]);
}

export const kaniko: LogTool = {
  name: 'kaniko',
  kind: 'layers',
  starts: 'IWEUNP',
  open: spans => new KanikoReader(spans),
};
