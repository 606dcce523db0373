import { cleanLine } from './clean-line';
import { CommandEcho, isUnderline, quotes } from './command-echo';
import { LineSplitter } from './line-splitter';
import type { CacheCount, LogReading, LogSpan } from './log-reading';
import { ReplayFilter } from './replay-filter';
import { closeSpan, SpanList } from './span-list';
import { outputOfLayer } from './tools/buildkit';
import { TOOLS } from './tools/index';
import type { LogTool, ToolLine, ToolReader } from './tools/log-tool';

const HASH = 35;
const PLUS = 43;
const SPACE = 32;
const RED = '\u001b[91m+';
const TAIL_CUT = 'warning: maximum output exceeded';
const LOG_REMOVED = '(log truncated)';

export interface LogReaderOptions {
  /** How long the step ran, seconds: the end of its last command. Null where it is not known. */
  stepSeconds?: number | null;
}

interface OpenTool {
  tool: LogTool;
  reader: ToolReader;
}

/**
 * Reads one log piece by piece, in time proportional to its length and in bounded memory: which commands and
 * layers took how long, what was cached. Never throws, whatever the text.
 */
export class LogReader {
  private readonly spans = new SpanList();
  private readonly splitter = new LineSplitter((text, line, seconds) => this.readLine(text, line, seconds));
  private readonly echo = new CommandEcho();
  private readonly replay = new ReplayFilter();
  private readonly tools: OpenTool[] = TOOLS.map(tool => ({ tool, reader: tool.open(this.spans) }));
  private readonly builders = this.tools.filter(({ reader }) => reader.isInLayer !== undefined);
  private command: LogSpan | null = null;
  private isQuoting = false;
  /** An echo that the next line can still unmask. */
  private echoed: { text: string; line: number; seconds: number | null } | null = null;
  private headTruncated = false;
  private tailTruncated = false;
  private lastLine = 0;
  private lastSeconds: number | null = null;

  constructor(private readonly options: LogReaderOptions = {}) {}

  /** @param seconds Drone's clock, whole seconds since the start of the step; null where there is none */
  push(piece: string, seconds: number | null): void {
    this.splitter.push(piece, seconds);
  }

  /** The log does not begin at its beginning. */
  markHeadTruncated(): void {
    this.headTruncated = true;
  }

  end(): LogReading {
    this.splitter.end();
    this.settleEcho('');
    const endSeconds = this.options.stepSeconds ?? this.lastSeconds;
    const caches: CacheCount[] = [];
    for (const { tool, reader } of this.tools) {
      const count = reader.end(this.lastLine, endSeconds);
      if (count !== null) caches.push({ kind: tool.kind, tool: tool.name, ...count });
    }
    this.endLastCommand(endSeconds);
    return {
      lines: this.splitter.lines,
      headTruncated: this.headTruncated,
      tailTruncated: this.tailTruncated,
      spans: this.spans.spans,
      spansDropped: this.spans.dropped,
      caches,
    };
  }

  private readLine(raw: string, line: number, seconds: number | null): void {
    this.lastLine = line;
    if (seconds !== null) this.lastSeconds = seconds;
    const text = cleanLine(raw);
    if (text === '') {
      this.echo.commandOf(text);
      return;
    }
    if (this.echoed !== null) this.settleEcho(text);
    if (text.startsWith(TAIL_CUT)) this.tailTruncated = true;
    else if (line === 1 && text.startsWith(LOG_REMOVED)) this.headTruncated = true;
    const command = this.isEchoPossible(raw, text) ? this.echo.commandOf(text) : null;
    if (command !== null) this.echoed = { text: command, line, seconds };
    else if (!this.isQuoting) this.offer(text, line, seconds);
  }

  /** A traced script inside a layer prints `+ ` too; the classic builder makes its lines red. */
  private isEchoPossible(raw: string, text: string): boolean {
    if (text.charCodeAt(0) !== PLUS) return true;
    return !raw.includes(RED) && !this.builders.some(({ reader }) => reader.isInLayer?.() === true);
  }

  /** What a layer printed is for the tools that ran in it, never for the builder around them. */
  private offer(text: string, line: number, seconds: number | null): void {
    const output = text.charCodeAt(0) === HASH ? outputOfLayer(text) : null;
    this.offerToTools(output ?? text, line, seconds, output !== null);
  }

  private offerToTools(raw: string, line: number, seconds: number | null, isFromLayer: boolean): void {
    const text = this.replay.pass(raw);
    if (text === null) return;
    const trimmed = text.charCodeAt(0) <= SPACE ? text.trimStart() : text;
    const places = READ_BY.get(trimmed.charCodeAt(0));
    if (places === undefined) return;
    const toolLine: ToolLine = { text, trimmed, line, seconds };
    for (const place of places) {
      const open = this.tools[place];
      if (open !== undefined && !(isFromLayer && open.tool.kind === 'layers')) open.reader.read(toolLine);
    }
  }

  private settleEcho(nextLine: string): void {
    const { echoed } = this;
    this.echoed = null;
    if (echoed !== null && !isUnderline(nextLine))
      this.beginCommand(echoed.text, echoed.line, echoed.seconds);
  }

  private beginCommand(text: string, line: number, seconds: number | null): void {
    for (const { reader } of this.tools) reader.commandBegan?.(line - 1, seconds);
    if (this.command !== null) closeSpan(this.command, line - 1, seconds);
    this.command = this.spans.open({ kind: 'command', text, tool: null, startSeconds: seconds, line });
    this.isQuoting = quotes(text);
  }

  /** Without the step's own duration a last command lasted at least as long as something was printed. */
  private endLastCommand(endSeconds: number | null): void {
    const { command } = this;
    if (command === null) return;
    const isOnlyLine = command.firstLine === this.lastLine && (this.options.stepSeconds ?? null) === null;
    closeSpan(command, this.lastLine, isOnlyLine ? null : endSeconds);
  }
}

/** The places in TOOLS of those that read lines with this first character, by its code. */
const READ_BY = placesByFirst();

function placesByFirst(): ReadonlyMap<number, readonly number[]> {
  const places = new Map<number, number[]>();
  TOOLS.forEach(({ starts }, place) => {
    for (const char of new Set(starts)) {
      const code = char.charCodeAt(0);
      places.set(code, [...(places.get(code) ?? []), place]);
    }
  });
  return places;
}
