import type { LogTool } from './tools/log-tool';

/** One tool and the texts at one place of a line that it waits for. */
interface Route {
  /** Place of the tool in the list. */
  tool: number;
  texts: readonly string[];
}

const ASCII = 128;
const NONE: readonly Route[] = [];

/**
 * Leads lines to the tools that may read them, so that most lines cost no tool anything: by how a line
 * begins, by how it ends, and by what stands after its first `: `.
 */
export class LineRoutes {
  /** By the codes of the first two characters. */
  private readonly byStart: Array<readonly Route[]> = Array.from({ length: ASCII * ASCII }, () => NONE);
  private readonly byOtherStart = new Map<number, readonly Route[]>();
  private readonly byEnd: Array<readonly Route[]> = Array.from({ length: ASCII }, () => NONE);
  private readonly byColon: Array<readonly Route[]> = Array.from({ length: ASCII }, () => NONE);

  constructor(tools: readonly LogTool[]) {
    tools.forEach((tool, place) => {
      for (const start of tool.starts ?? []) this.addStart(place, start);
      for (const end of tool.ends ?? []) add(this.byEnd, end.charCodeAt(end.length - 1), place, end);
      for (const rest of tool.afterColon ?? []) add(this.byColon, rest.charCodeAt(0), place, rest);
    });
  }

  /**
   * Calls `read` with the place of each tool that may read this line, once.
   *
   * @param colon where its first `: ` is, -1 where there is none
   */
  lead(text: string, colon: number, read: (tool: number) => void): void {
    const first = text.charCodeAt(0);
    const second = text.charCodeAt(1);
    const starts =
      first < ASCII
        ? (this.byStart[first * ASCII + (second < ASCII ? second : 0)] ?? NONE)
        : (this.byOtherStart.get(first) ?? NONE);
    for (const route of starts) if (begins(route, text, 0)) read(route.tool);

    const ends = this.byEnd[text.charCodeAt(text.length - 1)] ?? NONE;
    for (const route of ends)
      if (finishes(route, text) && !isReadBy(starts, route.tool, text)) read(route.tool);

    if (colon < 0) return;
    const after = this.byColon[text.charCodeAt(colon + 2)] ?? NONE;
    for (const route of after) {
      if (!begins(route, text, colon + 2) || isReadBy(starts, route.tool, text)) continue;
      const atEnd = ends.find(({ tool }) => tool === route.tool);
      if (atEnd === undefined || !finishes(atEnd, text)) read(route.tool);
    }
  }

  private addStart(place: number, start: string): void {
    const first = start.charCodeAt(0);
    if (first >= ASCII) {
      this.byOtherStart.set(first, withText(this.byOtherStart.get(first) ?? NONE, place, start));
      return;
    }
    const second = start.charCodeAt(1);
    if (second < ASCII) add(this.byStart, first * ASCII + second, place, start);
    else for (let code = 0; code < ASCII; code += 1) add(this.byStart, first * ASCII + code, place, start);
  }
}

function begins({ texts }: Route, line: string, from: number): boolean {
  for (const text of texts) if (line.startsWith(text, from)) return true;
  return false;
}

function finishes({ texts }: Route, line: string): boolean {
  for (const text of texts) if (line.endsWith(text)) return true;
  return false;
}

/** Whether the tool reads the line already, for how it begins. */
function isReadBy(starts: readonly Route[], tool: number, line: string): boolean {
  const route = starts.find(start => start.tool === tool);
  return route !== undefined && begins(route, line, 0);
}

function add(routes: Array<readonly Route[]>, code: number, tool: number, text: string): void {
  routes[code] = withText(routes[code] ?? NONE, tool, text);
}

function withText(routes: readonly Route[], tool: number, text: string): readonly Route[] {
  const known = routes.find(route => route.tool === tool);
  if (known === undefined) return [...routes, { tool, texts: [text] }];
  return routes.map(route => (route === known ? { tool, texts: [...known.texts, text] } : route));
}
