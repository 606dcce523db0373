/** What may stand between `<` and `>` in patterns and templates, as the source of a regular expression. */
export const CAPTURE_NAME = '[a-z][a-z0-9_-]*';

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

/** Most texts are ruled out by the letters that they must have, long before the search is needed. */
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
    const [min, max] = endsOf(token, text, at);
    for (let end = max; end >= min; end--) {
      if (splitsPair(text, end) || !matchFrom(index + 1, end)) continue;
      if (token.kind === 'run' && token.name !== null) captures.set(token.name, text.slice(at, end));
      return true;
    }
    failed.add(place);
    return false;
  };
  return matchFrom(0, 0) ? { captures, isLiteral: false } : null;
}

/** Where the piece may end that begins here; min is beyond max where it cannot be. */
function endsOf(
  token: Exclude<Token, { kind: 'text' }>,
  text: string,
  at: number,
): [min: number, max: number] {
  if (token.kind === 'one') {
    const code = text.codePointAt(at);
    if (code === undefined || text[at] === '/') return [at + 1, at];
    const end = at + String.fromCodePoint(code).length;
    return [end, end];
  }
  const slash = token.slashes ? -1 : text.indexOf('/', at);
  return [at + token.min, slash < 0 ? text.length : slash];
}

/** Whether a cut here would leave half a character on either side. */
function splitsPair(text: string, at: number): boolean {
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

/** A piece of a pattern. */
type Token =
  | { kind: 'text'; text: string }
  /** One character but `/`. */
  | { kind: 'one' }
  | { kind: 'run'; slashes: boolean; min: 0 | 1; name: string | null };

/** The pattern means nothing; the message goes on after its name: "has no end of {". */
export class GlobError extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = new.target.name;
  }
}

const MAX_BRANCHES = 64;
const MAX_WILDCARDS = 10;
const WILDCARD = /^(?:\*\*+|\*|\?)/;
const CAPTURE = new RegExp(`^<(${CAPTURE_NAME})>`, 'i');

/**
 * The pattern with its alternatives multiplied out: a text matches when it matches one of the branches.
 *
 * @throws GlobError
 */
function parseGlob(pattern: string): { branches: Token[][]; names: string[] } {
  const names: string[] = [];
  let branches: Token[][] = [[]];
  for (let at = 0; at < pattern.length; ) {
    if (pattern[at] === '{') {
      const { choices, end } = parseChoices(pattern, at + 1);
      branches = branches.flatMap(branch => choices.map(choice => [...branch, ...choice]));
      if (branches.length > MAX_BRANCHES) {
        throw new GlobError(`means more than ${MAX_BRANCHES} combinations of {…}: make several rules of it`);
      }
      at = end;
      continue;
    }
    const { token, end } = parseToken(pattern, at);
    if (token.kind === 'run' && token.name !== null) names.push(token.name);
    for (const branch of branches) branch.push(token);
    at = end;
  }
  const wildcards = Math.max(...branches.map(branch => branch.filter(({ kind }) => kind !== 'text').length));
  if (wildcards > MAX_WILDCARDS) throw new GlobError(`has more than ${MAX_WILDCARDS} wildcards`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new GlobError(`captures <${twice}> twice: use two names`);
  return { branches: branches.map(joinTexts), names };
}

function parseToken(pattern: string, at: number): { token: Token; end: number } {
  const rest = pattern.slice(at);
  const wildcard = WILDCARD.exec(rest)?.[0];
  if (wildcard === '?') return { token: { kind: 'one' }, end: at + 1 };
  if (wildcard !== undefined) {
    const slashes = wildcard.length > 1;
    return { token: { kind: 'run', slashes, min: 0, name: null }, end: at + wildcard.length };
  }
  const capture = CAPTURE.exec(rest);
  if (capture !== null) {
    const name = capture[1] ?? null;
    return { token: { kind: 'run', slashes: false, min: 1, name }, end: at + capture[0].length };
  }
  const [character, end] = parseCharacter(pattern, at);
  return { token: { kind: 'text', text: character }, end };
}

function parseCharacter(pattern: string, at: number): [character: string, end: number] {
  const character = pattern[at] ?? '';
  if (character === '\\') {
    const next = pattern[at + 1];
    if (next === undefined) throw new GlobError('ends with a backslash: write \\\\ for the character itself');
    return [next, at + 2];
  }
  if (character === '<') {
    throw new GlobError('has a < that begins no name such as <service>: write \\< for the character itself');
  }
  if (character === '}') throw new GlobError('has a } without a {: write \\} for the character itself');
  return [character, at + 1];
}

/** From behind a `{` to behind its `}`. */
function parseChoices(pattern: string, from: number): { choices: Token[][]; end: number } {
  const choices: Token[][] = [[]];
  for (let at = from; at < pattern.length; ) {
    const character = pattern[at];
    if (character === '}') return { choices, end: at + 1 };
    if (character === '{') throw new GlobError('has a { inside of {…}: write the alternatives out');
    if (character === ',') {
      choices.push([]);
      at += 1;
      continue;
    }
    const { token, end } = parseToken(pattern, at);
    if (token.kind === 'run' && token.name !== null) {
      throw new GlobError(`captures <${token.name}> inside of {…}: captures must stand outside`);
    }
    choices.at(-1)?.push(token);
    at = end;
  }
  throw new GlobError('has a { without a }: close it, or write \\{ for the character itself');
}

function joinTexts(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const last = joined.at(-1);
    if (token.kind === 'text' && last?.kind === 'text') {
      joined[joined.length - 1] = { kind: 'text', text: last.text + token.text };
    } else {
      joined.push(token);
    }
  }
  return joined;
}
