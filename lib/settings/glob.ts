import { parseGlob, type Token } from './parse-glob';

/** What a pattern found in a text it matches. */
export interface GlobMatch {
  /** What `<name>` stood for, by name. */
  captures: ReadonlyMap<string, string>;
  /** The text stands in the pattern letter by letter: no wildcard was needed. */
  isLiteral: boolean;
}

export interface Glob {
  /** The names that every match captures. */
  names: readonly string[];
  /** Null: the text as a whole does not match. */
  match(text: string): GlobMatch | null;
}

const LITERAL: GlobMatch = { captures: new Map(), isLiteral: true };

/**
 * A pattern for the names of repositories, pipelines and steps; it matches a text as a whole and letter case counts.
 *
 * `*` any characters but `/`, `**` any characters, `?` one character but `/`, `{a,b}` either of them, `<name>` one
 * character or more but `/`, to be used elsewhere as `<name>`. The first of several takes as much as it can.
 * A backslash makes the next character an ordinary one. Time grows with the square of the text at most.
 *
 * @throws GlobError when the pattern means nothing
 */
export function compileGlob(pattern: string): Glob {
  const { branches, names } = parseGlob(pattern);
  const matchers = branches.map(branchMatcher);
  const [only] = matchers;
  if (only !== undefined && matchers.length === 1) return { names, match: only };
  const match = (text: string) => {
    for (const matcher of matchers) {
      const found = matcher(text);
      if (found !== null) return found;
    }
    return null;
  };
  return { names, match };
}

/** Most texts are told apart by the letters that they must have, long before the search is needed. */
function branchMatcher(tokens: readonly Token[]): Glob['match'] {
  const [first, last] = [tokens[0], tokens.at(-1)];
  const prefix = first?.kind === 'text' ? first.text : '';
  if (tokens.length === 0 || (tokens.length === 1 && first?.kind === 'text')) {
    return text => (text === prefix ? LITERAL : null);
  }
  const suffix = last?.kind === 'text' ? last.text : '';
  const inner = tokens.slice(1, -1).flatMap(token => (token.kind === 'text' ? [token.text] : []));
  return text => {
    if (text.length < prefix.length + suffix.length) return null;
    if (!text.startsWith(prefix) || !text.endsWith(suffix)) return null;
    let at = prefix.length;
    for (const piece of inner) {
      const found = text.indexOf(piece, at);
      if (found < 0) return null;
      at = found + piece.length;
    }
    return search(tokens, text);
  };
}

/** Tries the longest run first; what failed at a place once is not tried there again. */
function search(tokens: readonly Token[], text: string): GlobMatch | null {
  const captures = new Map<string, string>();
  const failed = new Set<number>();
  const matchFrom = (index: number, at: number): boolean => {
    const token = tokens[index];
    if (token === undefined) return at === text.length;
    if (token.kind === 'text')
      return text.startsWith(token.text, at) && matchFrom(index + 1, at + token.text.length);
    const place = index * (text.length + 1) + at;
    if (failed.has(place)) return false;
    const [least, most] = endsOf(token, text, at);
    for (let end = most; end >= least; end--) {
      if (splitsPair(text, end) || !matchFrom(index + 1, end)) continue;
      if (token.kind === 'run' && token.name !== null) captures.set(token.name, text.slice(at, end));
      return true;
    }
    failed.add(place);
    return false;
  };
  return matchFrom(0, 0) ? { captures, isLiteral: false } : null;
}

/** Where the piece may end that begins here; the least is beyond the most where it cannot be. */
function endsOf(
  token: Exclude<Token, { kind: 'text' }>,
  text: string,
  at: number,
): [least: number, most: number] {
  if (token.kind === 'one') {
    const code = text.codePointAt(at);
    if (code === undefined || text[at] === '/') return [at + 1, at];
    const end = at + String.fromCodePoint(code).length;
    return [end, end];
  }
  const slash = token.slashes ? -1 : text.indexOf('/', at);
  return [at + token.least, slash < 0 ? text.length : slash];
}

/** Whether a cut here would leave half a character on either side. */
function splitsPair(text: string, at: number): boolean {
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}
