/** More than any build has: a log that never ends must not fill the memory. */
const VERTICES_KEPT = 20_000;
const LONGEST_REST = 8192;
const DEFINITION = 'load build definition from ';
const LAYER = /^\[[^\]]*\d\/\d{1,9}\] /;

interface Vertex {
  /** As plain progress numbers it: in the order in which vertices begin. Null: it did not. */
  number: number | null;
  name: string;
  startedAt: number | null;
  completedAt: number | null;
  /** Of all times that it was at work but the last. */
  secondsBefore: number;
  isCached: boolean;
  /** What it printed without a line break. */
  rest: string;
}

/**
 * BuildKit's `--progress=rawjson`: the stream of which the builder itself makes its plain progress, as it is made
 * there. A vertex is told of again whenever something about it changes, and may work more than once.
 */
export class BuildkitJson {
  private readonly vertices = new Map<string, Vertex>();
  private lastNumber = 0;

  reset(): void {
    this.vertices.clear();
    this.lastNumber = 0;
  }

  /** The lines of plain progress; null where this is something else. */
  linesOf(value: Record<string, unknown>): readonly string[] | null {
    const { vertexes, logs, statuses, warnings } = value;
    if (![vertexes, logs, statuses, warnings].some(Array.isArray)) return null;
    const lines: string[] = [];
    for (const vertex of listOf(vertexes)) this.readVertex(vertex, lines);
    for (const log of listOf(logs)) this.readLog(log, lines);
    return lines;
  }

  private readVertex(told: Record<string, unknown>, lines: string[]): void {
    const { digest, name, error } = told;
    if (typeof digest !== 'string' || typeof name !== 'string') return;
    this.beginBuildAt(digest, name);
    const vertex = this.vertices.get(digest) ?? this.keep(digest, name);
    if (vertex === null) return;
    const startedAt = timeOf(told.started);
    if (startedAt === null) return;
    if (vertex.number === null) {
      this.lastNumber += 1;
      vertex.number = this.lastNumber;
      lines.push(`#${vertex.number} ${vertex.name}`);
    }
    if (startedAt !== vertex.startedAt) beginAgain(vertex, startedAt);
    const completedAt = timeOf(told.completed);
    if (completedAt === null || completedAt === vertex.completedAt) return;
    vertex.completedAt = completedAt;
    if (vertex.rest !== '') lines.push(outputOf(vertex, vertex.rest, completedAt));
    vertex.rest = '';
    lines.push(
      `#${vertex.number} ${endOf(vertex, told.cached === true, typeof error === 'string' ? error : '')}`,
    );
  }

  /** Builds of one bake file load their definitions together, before there is a layer of any. */
  private beginBuildAt(digest: string, name: string): void {
    if (!name.includes(DEFINITION) || this.vertices.has(digest)) return;
    const vertices = [...this.vertices.values()];
    if (vertices.some(isOverLayer) && !vertices.some(isAtWork)) this.reset();
  }

  private keep(digest: string, name: string): Vertex | null {
    if (this.vertices.size >= VERTICES_KEPT) return null;
    const vertex: Vertex = {
      number: null,
      name,
      startedAt: null,
      completedAt: null,
      secondsBefore: 0,
      isCached: false,
      rest: '',
    };
    this.vertices.set(digest, vertex);
    return vertex;
  }

  private readLog({ vertex: digest, data, timestamp }: Record<string, unknown>, lines: string[]): void {
    const vertex = typeof digest === 'string' ? this.vertices.get(digest) : undefined;
    if (vertex === undefined || vertex.number === null || typeof data !== 'string') return;
    const printed = `${vertex.rest}${Buffer.from(data, 'base64').toString()}`.split(/[\n\r]/);
    vertex.rest = (printed.pop() ?? '').slice(0, LONGEST_REST);
    const at = timeOf(timestamp);
    for (const line of printed) if (line !== '') lines.push(outputOf(vertex, line, at));
  }
}

function isOverLayer({ name, completedAt }: Vertex): boolean {
  return completedAt !== null && LAYER.test(name);
}

function isAtWork({ number, completedAt }: Vertex): boolean {
  return number !== null && completedAt === null;
}

function beginAgain(vertex: Vertex, startedAt: number): void {
  vertex.secondsBefore = secondsOf(vertex);
  vertex.startedAt = startedAt;
  vertex.completedAt = null;
}

function secondsOf({ startedAt, completedAt, secondsBefore }: Vertex): number {
  if (startedAt === null || completedAt === null) return secondsBefore;
  return secondsBefore + Math.max(completedAt - startedAt, 0) / 1000;
}

/** How plain progress says that a vertex is over; a hit that goes on being fetched is done once more. */
function endOf(vertex: Vertex, isCached: boolean, error: string): string {
  if (error !== '') return error.includes('context canceled') ? 'CANCELED' : `ERROR: ${firstLine(error)}`;
  if (isCached && !vertex.isCached) {
    vertex.isCached = true;
    return 'CACHED';
  }
  return `DONE ${secondsOf(vertex).toFixed(1)}s`;
}

function outputOf({ number, startedAt }: Vertex, line: string, at: number | null): string {
  const since = at === null || startedAt === null ? 0 : Math.max(at - startedAt, 0) / 1000;
  return `#${number} ${since.toFixed(3)} ${line}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(time) ? time : null;
}

function listOf(value: unknown): Array<Record<string, unknown>> {
  return Array.isArray(value) ? value.filter(one => typeof one === 'object' && one !== null) : [];
}
