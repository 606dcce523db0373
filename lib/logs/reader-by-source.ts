import { withoutColours } from './clean-line';
import type { SpanList } from './span-list';
import type { LogTool, ToolCount, ToolLine, ToolReader } from './tools/log-tool';

/** `api-1  | `, `[api] `, `web:docker: `; never a clock or a place in the code, which are others in each line. */
const NAME = new RegExp(
  String.raw`(?:^|\s)(?:${[
    String.raw`([A-Za-z@~+._/][\w.@~+/:-]*) *\|`,
    String.raw`\[(@?[A-Za-z][\w/-]*)\]:?`,
    String.raw`((?:@|//)?[A-Za-z_]?[\w./-]*:[A-Za-z][\w:./#-]*):`,
  ].join('|')})\s*$`,
);
/** What one program may change from line to line. */
const NO_NAME = /^(?:trace|debug|info|notice|warn|warning|error|fatal|stdout|stderr|out|err)$/i;
const LONGEST_NAME = 200;
/** More programs at once than any step has. */
const SOURCES_KEPT = 100;

/**
 * Programs that print at the same time, each behind its name, each with a build of its own: their lines and their
 * numbers mix, so each has a reader of its own.
 */
export class ReaderBySource implements ToolReader {
  private readonly readers = new Map<string, ToolReader>();

  constructor(
    private readonly tool: LogTool,
    private readonly spans: SpanList,
  ) {}

  read(line: ToolLine): void {
    this.readerOf(sourceOf(line)).read(line);
  }

  isInLayer(): boolean {
    for (const reader of this.readers.values()) if (reader.isInLayer?.() === true) return true;
    return false;
  }

  commandBegan(line: number, seconds: number | null): void {
    for (const reader of this.readers.values()) reader.commandBegan?.(line, seconds);
  }

  end(line: number, seconds: number | null): ToolCount | null {
    let sum: ToolCount | null = null;
    for (const reader of this.readers.values()) {
      const count = reader.end(line, seconds);
      if (count !== null) sum = sum === null ? count : sumOf(sum, count);
    }
    return sum;
  }

  private readerOf(source: string): ToolReader {
    const name = this.readers.size < SOURCES_KEPT ? source : '';
    const known = this.readers.get(source) ?? this.readers.get(name);
    if (known !== undefined) return known;
    const reader = this.tool.open(this.spans);
    this.readers.set(name, reader);
    return reader;
  }
}

function sourceOf({ raw, text }: ToolLine): string {
  const at = raw.length === text.length ? 0 : raw.indexOf(text);
  if (at <= 0) return '';
  const before = withoutColours(raw.slice(Math.max(at - LONGEST_NAME, 0), at));
  const match = NAME.exec(before);
  const name = match?.[1] ?? match?.[2] ?? match?.[3] ?? '';
  return NO_NAME.test(name) ? '' : name;
}

function sumOf(one: ToolCount, other: ToolCount): ToolCount {
  return {
    hits: sumKnown(one.hits, other.hits),
    misses: sumKnown(one.misses, other.misses),
    notLookedUp: one.notLookedUp + other.notLookedUp,
    failed: one.failed + other.failed,
    unfinished: one.unfinished + other.unfinished,
  };
}

/** What one does not tell adds nothing to what the other does. */
function sumKnown(one: number | null, other: number | null): number | null {
  return one === null ? other : one + (other ?? 0);
}
