import { cleanLine, withoutPrefixes } from './clean-line';
import { CommandEcho, isUnderline, quotes } from './command-echo';
import { holdsLines, JsonLines } from './json-lines';
import { LineRoutes } from './line-routes';
import { LineSplitter, LONGEST_LINE } from './line-splitter';
import type { CacheCount, LogReading, LogSpan } from './log-reading';
import { ReaderBySource } from './reader-by-source';
import { ReplayFilter } from './replay-filter';
import { closeSpan, SpanList } from './span-list';
import { saysLittle } from './stable-label';
import { outputOfLayer } from './tools/buildkit';
import { TOOLS } from './tools/index';
import type { LogTool, ToolLine, ToolReader } from './tools/log-tool';

const HASH = 35;
const PLUS = 43;
const SPACE = 32;
const RED = '\u001b[91m+';
const TAIL_CUT = 'warning: maximum output exceeded';
const LOG_REMOVED = '(log truncated)';
/** Lines of one command that are put together until one tells it apart. */
const LINES_JOINED = 12;
const ROUTES = new LineRoutes(TOOLS);

export interface LogReaderOptions {
  /** How long the step ran, seconds: the end of its last command. Null where it is not known. */
  stepSeconds?: number | null;
}

interface Echoed {
  text: string;
  line: number;
  seconds: number | null;
  /** How many lines of it were read. */
  lines: number;
  /** Its last line says too little to be the name of a command. */
  goesOn: boolean;
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
  private readonly json = new JsonLines();
  private readonly tools: OpenTool[] = TOOLS.map(tool => ({ tool, reader: this.open(tool) }));
  private readonly builders = this.tools.filter(({ reader }) => reader.isInLayer !== undefined);
  private command: LogSpan | null = null;
  private isQuoting = false;
  private readonly offered: ToolLine = { text: '', line: 0, seconds: null, raw: '' };
  private isFromLayer = false;
  /** An echo that the next line can still unmask or go on with. */
  private echoed: Echoed | null = null;
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
    this.offerAll(this.json.flush(), this.lastLine, this.lastSeconds);
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
    this.offered.raw = raw;
    if (seconds !== null) this.lastSeconds = seconds;
    const clean = cleanLine(raw);
    if (holdsLines(clean)) {
      // A command that begins now ends what was held before it.
      this.settleEcho(clean);
      const held = this.json.linesOf(clean);
      if (held !== null) {
        this.offerAll(held, line, seconds);
        return;
      }
    }
    const text = clean.length > LONGEST_LINE ? clean.slice(0, LONGEST_LINE) : clean;
    if (text === '') {
      if (this.echoed !== null) this.echoed.goesOn = false;
      this.echo.commandOf(text);
      return;
    }
    if (this.echoed !== null && this.isOfEcho(this.echoed, text, seconds)) return;
    if (text.startsWith(TAIL_CUT)) this.tailTruncated = true;
    else if (line === 1 && text.startsWith(LOG_REMOVED)) this.headTruncated = true;
    const command = this.isEchoPossible(raw, text) ? this.echo.commandOf(text) : null;
    if (command !== null)
      this.echoed = { text: command, line, seconds, lines: 1, goesOn: goesOnBelow(command) };
    else if (!this.isQuoting) this.offer(text, line, seconds);
  }

  /** A traced script inside a layer prints `+ ` too; the classic builder makes its lines red. */
  private isEchoPossible(raw: string, text: string): boolean {
    if (text.charCodeAt(0) !== PLUS) return true;
    return !raw.includes(RED) && !this.builders.some(({ reader }) => reader.isInLayer?.() === true);
  }

  /** What a program printed inside JSON is never the echo of a command. */
  private offerAll(lines: readonly string[], line: number, seconds: number | null): void {
    if (this.isQuoting) return;
    for (const raw of lines) {
      const text = cleanLine(raw);
      if (text !== '') this.offer(text, line, seconds);
    }
  }

  /** What a layer printed is for the tools that ran in it, never for the builder around them. */
  private offer(text: string, line: number, seconds: number | null): void {
    const output = text.charCodeAt(0) === HASH ? outputOfLayer(text) : null;
    if (output === null) {
      this.offerToTools(text, line, seconds, false);
      return;
    }
    const plain = withoutPrefixes(output);
    for (const held of this.json.linesOf(plain) ?? [plain]) this.offerToTools(held, line, seconds, true);
  }

  private offerToTools(raw: string, line: number, seconds: number | null, isFromLayer: boolean): void {
    const trimmed = raw.charCodeAt(0) <= SPACE ? raw.trimStart() : raw;
    const colon = trimmed.indexOf(': ');
    const text = this.replay.pass(trimmed, colon);
    if (text === null) return;
    if (text.length < trimmed.length && !isFromLayer && this.isOfBuilder(text, line, seconds)) return;
    this.offered.text = text;
    this.offered.line = line;
    this.offered.seconds = seconds;
    this.isFromLayer = isFromLayer;
    ROUTES.lead(text, text === trimmed ? colon : text.indexOf(': '), this.readBy);
  }

  /** What a task printed may be a builder's line, which holds others. */
  private isOfBuilder(text: string, line: number, seconds: number | null): boolean {
    if (text.charCodeAt(0) === HASH) this.offer(text, line, seconds);
    else {
      const held = this.json.linesOf(text);
      if (held === null) return false;
      this.offerAll(held, line, seconds);
    }
    return true;
  }

  private open(tool: LogTool): ToolReader {
    return tool.kind === 'layers' ? new ReaderBySource(tool, this.spans) : tool.open(this.spans);
  }

  /** One function for all lines, as it is called for most of them. */
  private readonly readBy = (place: number): void => {
    const open = this.tools[place];
    if (open !== undefined && !(this.isFromLayer && open.tool.kind === 'layers'))
      open.reader.read(this.offered);
  };

  /**
   * A shell that knows `\n` prints a command of several lines as several lines, of which only the first begins
   * with `+ `; an empty one ends them. They are read as far as they are needed to tell the command apart.
   */
  private isOfEcho(echoed: Echoed, text: string, seconds: number | null): boolean {
    const isNext = echoed.goesOn && text.charCodeAt(0) !== PLUS && seconds === echoed.seconds;
    if (!isNext || echoed.lines >= LINES_JOINED) {
      this.settleEcho(text);
      return false;
    }
    echoed.text = `${echoed.text}\\n${text}`;
    echoed.lines += 1;
    echoed.goesOn = saysLittle(text);
    return true;
  }

  private settleEcho(nextLine: string): void {
    const { echoed } = this;
    this.echoed = null;
    if (echoed !== null && !isUnderline(nextLine))
      this.beginCommand(echoed.text, echoed.line, echoed.seconds);
  }

  private beginCommand(text: string, line: number, seconds: number | null): void {
    this.offerAll(this.json.flush(), line - 1, seconds);
    this.json.reset();
    for (const { reader } of this.tools) reader.commandBegan?.(line - 1, seconds);
    this.replay.reset();
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

/** Shells that print line breaks as `\\n` print a command on one line, whatever its number of lines. */
function goesOnBelow(command: string): boolean {
  return !command.includes('\\n') && saysLittle(command);
}
