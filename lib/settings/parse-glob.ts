import { CAPTURE_NAME } from './capture-name';

/** A piece of a pattern. */
export type Token =
  | { kind: 'text'; text: string }
  /** One character but `/`. */
  | { kind: 'one' }
  | { kind: 'run'; slashes: boolean; least: 0 | 1; name: string | null };

/** The pattern means nothing; the message goes on after its name: "has no end of {". */
export class GlobError extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = new.target.name;
  }
}

const MOST_BRANCHES = 64;
const MOST_WILDCARDS = 10;
const WILDCARD = /^(?:\*\*+|\*|\?)/;
const CAPTURE = new RegExp(`^<(${CAPTURE_NAME})>`, 'i');

/**
 * The pattern with its alternatives multiplied out: a text matches when it matches one of the branches.
 *
 * @throws GlobError
 */
export function parseGlob(pattern: string): { branches: Token[][]; names: string[] } {
  const names: string[] = [];
  let branches: Token[][] = [[]];
  for (let at = 0; at < pattern.length; ) {
    if (pattern[at] === '{') {
      const { choices, end } = parseChoices(pattern, at + 1);
      branches = branches.flatMap(branch => choices.map(choice => [...branch, ...choice]));
      if (branches.length > MOST_BRANCHES) {
        throw new GlobError(`means more than ${MOST_BRANCHES} combinations of {…}: make several rules of it`);
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
  if (wildcards > MOST_WILDCARDS) throw new GlobError(`has more than ${MOST_WILDCARDS} wildcards`);
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
    return { token: { kind: 'run', slashes, least: 0, name: null }, end: at + wildcard.length };
  }
  const capture = CAPTURE.exec(rest);
  if (capture !== null) {
    const name = capture[1] ?? null;
    return { token: { kind: 'run', slashes: false, least: 1, name }, end: at + capture[0].length };
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
