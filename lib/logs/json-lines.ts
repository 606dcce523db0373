import { BuildkitJson } from './buildkit-json';

const BRACE = 123;
const KEYS = 'stream|status|errorDetail|error|aux|vertexes|statuses|logs|warnings|Time|Action|ImportPath';
/** How a line begins that holds lines of a program, by what the program calls them. */
const HOLDS_LINES = new RegExp(`^\\{"(?:${KEYS})":`);
/** The same behind what a wrapper may have put before it. */
const MAY_HOLD_LINES = new RegExp(`(?:^|[\\s|:\\]])\\{"(?:${KEYS})":`);
const LONGEST_PREFIX = 150;
/** What docker says with a status; a line with more is another program's. */
const OF_STATUS = new Set(['status', 'progressDetail', 'progress', 'id', 'from', 'time', 'timeNano']);
const NONE: readonly string[] = [];
const LONGEST_REST = 8192;

/** Whether a text is a line that holds lines. */
export function holdsLines(text: string): boolean {
  return text.charCodeAt(0) === BRACE && HOLDS_LINES.test(text);
}

/** Whether a line that begins so may hold lines: such a line cannot be read once it is cut. */
export function mayHoldLines(begin: string): boolean {
  return MAY_HOLD_LINES.test(begin.slice(0, LONGEST_PREFIX));
}

/**
 * Programs that wrap what they print in JSON, a line each: docker's API, `docker buildx build
 * --progress=rawjson`, `go test -json`. Gives the lines that they print without it.
 */
export class JsonLines {
  private readonly buildkit = new BuildkitJson();
  /** Of a stream, what has no line break yet. */
  private rest = '';

  /** Null: the line is none of them. */
  linesOf(text: string): readonly string[] | null {
    if (!holdsLines(text)) return null;
    const value = parsed(text);
    if (value === null) return null;
    if (isStream(value)) return this.streamed(value.stream);
    const said = saidBy(value) ?? this.buildkit.linesOf(value);
    return said === null || this.rest === '' ? said : [...this.flush(), ...said];
  }

  /** What was streamed without a line break, now that nothing follows. */
  flush(): readonly string[] {
    const { rest } = this;
    this.rest = '';
    return rest === '' ? NONE : [rest];
  }

  /** A new command began: the builds of the one before are over. */
  reset(): void {
    this.rest = '';
    this.buildkit.reset();
  }

  private streamed(piece: string): readonly string[] {
    const lines = `${this.rest}${piece}`.split(/[\n\r]/);
    this.rest = (lines.pop() ?? '').slice(0, LONGEST_REST);
    return lines;
  }
}

type Json = Record<string, unknown>;

/** Null: it only begins like JSON, or was cut. */
function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text.endsWith(',') ? text.slice(0, -1) : text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStream(value: Json): value is { stream: string } {
  return typeof value.stream === 'string' && Object.keys(value).length === 1;
}

/** Of docker's API or of go test; null where it is neither's. */
function saidBy(value: Json): readonly string[] | null {
  const { status, id, aux, error, errorDetail, Action: action, Output: output } = value;
  if (typeof status === 'string' && Object.keys(value).every(key => OF_STATUS.has(key))) {
    if (isObject(value.progressDetail) && Object.keys(value.progressDetail).length > 0) return NONE;
    return [typeof id === 'string' ? `${id}: ${status}` : status];
  }
  if (aux !== undefined) return NONE;
  if (typeof error === 'string' && isObject(errorDetail)) return error.split('\n');
  if (typeof action !== 'string') return null;
  return action.endsWith('output') && typeof output === 'string' ? [output.trimEnd()] : NONE;
}
