import type { LogSpan } from '../log-reading';
import { closeSpan, type SpanList } from '../span-list';
import { type LogTool, plainCount, type ToolCount, type ToolLine, type ToolReader } from './log-tool';

const HEADER = /^#(\d{1,9}) (.*)$/;
const DONE = /^DONE(?: (\d+(?:\.\d+)?)s)?$/;
/** `[linux/amd64 builder  3/12] ONBUILD RUN npm ci`; a stage without a name has only the numbers. */
const DOCKERFILE = /^\[(?:([^\]]*) )?\s*\d+\/\d+\] (?:ONBUILD )?([A-Z]+)\b(.*)$/;
/** `[internal] load build context`, `[api internal] load …`, `[auth] …`, `[api] exporting to image`. */
const OWN_WORK = /^\[([^\]]*)\] (.*)$/;
/** On a terminal, where lines are painted over and over, so that they cannot be counted. */
const PAINTED = /^=> (?:CACHED |ERROR )?\[[^\]]*\d+\/\d+\] [A-Z]+\b/;
const OUTPUT_OF_STEP = /^\d+\.\d* /;
/** How lines under a vertex begin that is known: where the head of a log is cut off, one of them comes first. */
const UNDER_A_VERTEX =
  /^(?:\.\.\.$|\d|sha256:|extracting sha256:|transferring |WARN: |resolve [^i]|naming to |writing |unpacking to |sending tarball|exporting (?:layers|manifest|config|attestation)|pushing (?:layers?|manifest)\b|loading layer |inferred )/;

const BRACKET = 91;
/** More than any build has: a log that never ends must not fill the memory. */
const VERTICES_KEPT = 20_000;

type State = 'open' | 'hit' | 'miss' | 'failed' | 'cancelled';

interface Vertex {
  /** Null: only lines under it were seen so far. */
  name: string | null;
  span: LogSpan | null;
  /** Counts as hit or miss: an instruction of the Dockerfile other than FROM. */
  counts: boolean;
  /** Work of the builder itself, which is worth a line only if it took time. */
  isOwnWork: boolean;
  state: State;
  /** As the builder prints them. */
  ownSeconds: number | null;
}

/**
 * BuildKit's plain progress. Hits are CACHED instructions other than FROM, misses are DONE ones (the
 * metric of buildctl itself); errors, cancelled and unfinished ones are neither. A vertex may be DONE more
 * than once: its time only grows, so the last one is its time; a hit that had to be fetched has one too.
 */
class BuildkitReader implements ToolReader {
  private readonly total: ToolCount = { hits: 0, misses: 0, notLookedUp: 0, failed: 0, unfinished: 0 };
  private vertices = new Map<number, Vertex>();
  private lowest = Number.POSITIVE_INFINITY;
  private openVertices = 0;
  private hasFailed = false;
  private appeared = false;
  private isPainted = false;

  constructor(private readonly spans: SpanList) {}

  read({ text, line, seconds }: ToolLine): void {
    if (text.startsWith('=>')) {
      if (!this.isPainted) this.isPainted = PAINTED.test(text);
      return;
    }
    const match = HEADER.exec(text);
    if (match === null) return;
    const number = Number(match[1]);
    const rest = match[2] ?? '';
    const vertex = this.vertices.get(number);
    if (vertex === undefined) this.begin(number, rest, line, seconds);
    else if (rest.charCodeAt(0) === BRACKET || number <= this.lowest)
      this.readHeader(vertex, number, rest, line, seconds);
    else if (
      vertex.name === null &&
      !UNDER_A_VERTEX.test(rest) &&
      !this.readState(vertex, rest, line, seconds)
    )
      this.name(vertex, rest, line, seconds);
    else this.readState(vertex, rest, line, seconds);
  }

  commandBegan(line: number): void {
    this.endBuild(line);
  }

  end(line: number): ToolCount | null {
    this.endBuild(line);
    if (this.appeared) return this.total;
    return this.isPainted ? plainCount(null, null) : null;
  }

  /**
   * A header comes again whenever the builder turns to that vertex again. It is the next build's where it names
   * something else, or where everything before is over and the numbers begin again.
   */
  private readHeader(
    vertex: Vertex,
    number: number,
    rest: string,
    line: number,
    seconds: number | null,
  ): void {
    if (vertex.name === null) {
      if (rest.charCodeAt(0) === BRACKET) this.name(vertex, rest, line, seconds);
      else this.readState(vertex, rest, line, seconds);
      return;
    }
    const isHeader = rest.charCodeAt(0) === BRACKET || rest === vertex.name;
    if (!isHeader) this.readState(vertex, rest, line, seconds);
    else if (rest !== vertex.name || (number <= this.lowest && this.isOver(vertex))) {
      this.endBuild(line - 1);
      this.begin(number, rest, line, seconds);
    }
  }

  /** Whether a header of the first vertex begins a new build: all of this one is finished, and more than that vertex. */
  private isOver(first: Vertex): boolean {
    return first.state !== 'open' && this.vertices.size > 1 && (this.openVertices === 0 || this.hasFailed);
  }

  private begin(number: number, rest: string, line: number, seconds: number | null): void {
    const isWho = rest.startsWith('building with ');
    if (isWho || (number <= 1 && this.lowest > 1)) this.endBuild(line - 1);
    if (isWho || this.vertices.size >= VERTICES_KEPT) return;
    const vertex: Vertex = {
      name: null,
      span: null,
      counts: false,
      isOwnWork: false,
      state: 'open',
      ownSeconds: null,
    };
    this.vertices.set(number, vertex);
    this.openVertices += 1;
    this.lowest = Math.min(this.lowest, number);
    if (!UNDER_A_VERTEX.test(rest) && !this.readState(vertex, rest, line, seconds))
      this.name(vertex, rest, line, seconds);
  }

  private name(vertex: Vertex, name: string, line: number, seconds: number | null): void {
    vertex.name = name;
    const dockerfile = DOCKERFILE.exec(name);
    const isStep = dockerfile !== null && !/(?:^|\s)(?:internal|auth)$/.test(dockerfile[1] ?? '');
    if (isStep) this.appeared = true;
    vertex.counts = isStep && dockerfile[2] !== 'FROM';
    vertex.isOwnWork = !isStep;
    this.count(vertex, 1);
    vertex.span = this.spans.open({
      kind: 'layer',
      text: name,
      name: isStep ? labelOf(dockerfile) : labelOfOwnWork(name),
      tool: 'buildkit',
      startSeconds: seconds,
      line,
    });
    vertex.span.seconds = vertex.ownSeconds;
  }

  /** Whether the line told of a state; everything else is output, progress, or the header once more. */
  private readState(vertex: Vertex, rest: string, line: number, seconds: number | null): boolean {
    const first = rest.charCodeAt(0);
    // C, D, E.
    if (first < 67 || first > 69) return false;
    const done = DONE.exec(rest);
    if (done !== null)
      this.finish(
        vertex,
        line,
        vertex.state === 'hit' ? 'hit' : 'miss',
        done[1] === undefined ? null : Number(done[1]),
      );
    else if (rest === 'CACHED') this.finish(vertex, line, 'hit', vertex.state === 'open' ? 0 : null);
    else if (rest.startsWith('ERROR')) this.fail(vertex, line, seconds, 'failed');
    else if (rest === 'CANCELED') this.fail(vertex, line, seconds, 'cancelled');
    else return false;
    return true;
  }

  private finish(vertex: Vertex, line: number, state: 'hit' | 'miss', ownSeconds: number | null): void {
    if (vertex.state === 'failed' || vertex.state === 'cancelled') return;
    this.count(vertex, -1);
    if (vertex.state === 'open') this.openVertices -= 1;
    vertex.state = state;
    this.count(vertex, 1);
    if (ownSeconds !== null) vertex.ownSeconds = Math.max(ownSeconds, vertex.ownSeconds ?? 0);
    const { span } = vertex;
    if (span === null) return;
    span.seconds = vertex.ownSeconds;
    closeSpan(span, line, null, vertex.counts ? state : 'unknown');
  }

  private fail(vertex: Vertex, line: number, seconds: number | null, state: 'failed' | 'cancelled'): void {
    if (vertex.state !== 'open') return;
    vertex.state = state;
    this.openVertices -= 1;
    this.hasFailed = true;
    this.count(vertex, 1);
    if (vertex.span !== null) closeSpan(vertex.span, line, seconds);
  }

  private count({ counts, state }: Vertex, by: 1 | -1): void {
    if (!counts) return;
    if (state === 'hit') this.total.hits = (this.total.hits ?? 0) + by;
    else if (state === 'miss') this.total.misses = (this.total.misses ?? 0) + by;
    else if (state === 'failed') this.total.failed += by;
  }

  private endBuild(line: number): void {
    const idle: LogSpan[] = [];
    for (const { span, counts, isOwnWork, state } of this.vertices.values()) {
      if (state === 'open' && counts) this.total.unfinished += 1;
      if (span === null) continue;
      if (state === 'open') closeSpan(span, line, null);
      else if (isOwnWork && (span.seconds ?? 0) === 0 && state !== 'failed') idle.push(span);
    }
    this.spans.discard(idle);
    this.vertices = new Map();
    this.lowest = Number.POSITIVE_INFINITY;
    this.openVertices = 0;
    this.hasFailed = false;
  }
}

function labelOf(match: RegExpExecArray): string {
  return [match[1]?.trim(), `${match[2]}${match[3] ?? ''}`].filter(Boolean).join(' ');
}

/** `[api internal] load build context` is `api load build context`. */
function labelOfOwnWork(name: string): string {
  const match = OWN_WORK.exec(name);
  if (match === null) return name;
  const place = (match[1] ?? '').replace(/(?:^|\s)internal$/, '');
  return [place, match[2]].filter(Boolean).join(' ');
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
  starts: ['#', '=>'],
  open: spans => new BuildkitReader(spans),
};
