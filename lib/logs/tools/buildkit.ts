import type { LogSpan } from '../log-reading';
import { closeSpan, type SpanList } from '../span-list';
import { type LogTool, plainCount, type ToolCount, type ToolLine, type ToolReader } from './log-tool';

const HEADER = /^#(\d+) (.*)$/;
const DONE = /^DONE(?: (\d+(?:\.\d+)?)s)?$/;
/** `[linux/amd64 builder  3/12] ONBUILD RUN npm ci`; a stage without a name has only the numbers. */
const DOCKERFILE = /^\[(?:([^\]]*) )?\s*\d+\/\d+\] (?:ONBUILD )?([A-Z]+)\b(.*)$/;
/** On a terminal, where lines are painted over and over, so that they cannot be counted. */
const PAINTED = /^=> (?:CACHED |ERROR )?\[[^\]]*\d+\/\d+\] [A-Z]+\b/;
const OUTPUT_OF_STEP = /^\d+\.\d* /;
/** Work of the builder itself that takes time worth showing. */
const EXPORT = /^(?:exporting |pushing |importing cache |preparing build cache )/;

/** More than any build has: a log that never ends must not fill the memory. */
const VERTICES_KEPT = 20_000;

interface Vertex {
  span: LogSpan | null;
  /** Counts as hit or miss: an instruction of the Dockerfile other than FROM. */
  counts: boolean;
  isOpen: boolean;
}

/**
 * BuildKit's plain progress. Hits are CACHED instructions other than FROM, misses are DONE ones (the
 * metric of buildctl itself); errors, cancelled and unfinished ones are neither.
 */
class BuildkitReader implements ToolReader {
  private readonly total: ToolCount = { hits: 0, misses: 0, notLookedUp: 0, failed: 0, unfinished: 0 };
  private vertices = new Map<number, Vertex>();
  private appeared = false;
  private isOver = false;
  private isPainted = false;

  constructor(private readonly spans: SpanList) {}

  read({ text, trimmed, line, seconds }: ToolLine): void {
    if (!this.isPainted && trimmed.startsWith('=>')) this.isPainted = PAINTED.test(trimmed);
    const match = HEADER.exec(text);
    if (match === null) return;
    const number = Number(match[1]);
    const rest = match[2] ?? '';
    const vertex = this.vertices.get(number);
    if (vertex === undefined && this.vertices.size >= VERTICES_KEPT) return;
    if (vertex === undefined || this.isNewBuild(number, rest)) this.begin(number, rest, line, seconds);
    else if (vertex.isOpen) this.readState(vertex, rest, line, seconds);
  }

  commandBegan(line: number): void {
    this.endBuild(line);
  }

  end(line: number): ToolCount | null {
    this.endBuild(line);
    if (this.appeared) return this.total;
    return this.isPainted ? plainCount(null, null) : null;
  }

  /** Numbers begin again with each build; its first vertices are the builder's own. */
  private isNewBuild(number: number, rest: string): boolean {
    if (number > 1 || !this.isOver) return false;
    return (
      rest.startsWith('building with') ||
      rest.startsWith('[internal]') ||
      rest.startsWith('reading from stdin')
    );
  }

  private begin(number: number, name: string, line: number, seconds: number | null): void {
    if (this.isNewBuild(number, name)) this.endBuild(line);
    const dockerfile = DOCKERFILE.exec(name);
    const isStep = dockerfile !== null && !/^(?:internal|auth)\b/.test(dockerfile[1] ?? '');
    if (isStep) this.appeared = true;
    const label = isStep ? labelOf(dockerfile) : EXPORT.test(name) ? name : null;
    const span =
      label === null
        ? null
        : this.spans.open({
            kind: 'layer',
            text: name,
            name: label,
            tool: 'buildkit',
            startSeconds: seconds,
            line,
          });
    this.vertices.set(number, { span, counts: isStep && dockerfile[2] !== 'FROM', isOpen: true });
  }

  private readState(vertex: Vertex, rest: string, line: number, seconds: number | null): void {
    const first = rest.charCodeAt(0);
    // C, D, E: everything else is output, progress, or the header once more after a change of context.
    if (first < 67 || first > 69) return;
    const done = DONE.exec(rest);
    if (rest === 'CACHED') this.finish(vertex, line, 'hit', 0);
    else if (done !== null) this.finish(vertex, line, 'miss', done[1] === undefined ? null : Number(done[1]));
    else if (rest.startsWith('ERROR')) this.fail(vertex, line, seconds, true);
    else if (rest === 'CANCELED') this.fail(vertex, line, seconds, false);
  }

  private finish(vertex: Vertex, line: number, state: 'hit' | 'miss', ownSeconds: number | null): void {
    vertex.isOpen = false;
    this.isOver = true;
    if (vertex.counts)
      this.total[state === 'hit' ? 'hits' : 'misses'] =
        (this.total[state === 'hit' ? 'hits' : 'misses'] ?? 0) + 1;
    if (vertex.span === null) return;
    vertex.span.seconds = ownSeconds;
    closeSpan(vertex.span, line, null, vertex.counts ? state : 'unknown');
  }

  private fail(vertex: Vertex, line: number, seconds: number | null, isError: boolean): void {
    vertex.isOpen = false;
    this.isOver = true;
    if (vertex.counts && isError) this.total.failed += 1;
    if (vertex.span !== null) closeSpan(vertex.span, line, seconds);
  }

  private endBuild(line: number): void {
    for (const vertex of this.vertices.values()) {
      if (!vertex.isOpen) continue;
      if (vertex.counts) this.total.unfinished += 1;
      if (vertex.span !== null) closeSpan(vertex.span, line, null);
    }
    this.vertices = new Map();
    this.isOver = false;
  }
}

function labelOf(match: RegExpExecArray): string {
  return [match[1]?.trim(), `${match[2]}${match[3] ?? ''}`].filter(Boolean).join(' ');
}

/** What a command inside a layer printed, without BuildKit's `#12 3.456 `; null where the line is no output. */
export function outputOfLayer(text: string): string | null {
  const space = text.indexOf(' ');
  const rest = text.slice(space + 1);
  const seconds = OUTPUT_OF_STEP.exec(rest);
  return seconds === null ? null : rest.slice(seconds[0].length);
}

export const buildkit: LogTool = {
  name: 'buildkit',
  kind: 'layers',
  starts: '#=',
  open: spans => new BuildkitReader(spans),
};
