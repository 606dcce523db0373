import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import {
  type CST,
  Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  parseDocument,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type { FieldProblem } from '@/lib/field-problem';
import { BOT_PATTERN_MEANING } from './people';
import { readSettingsSections, type SettingsRevisions } from './read-settings';
import { SETTINGS_SECTIONS, type SettingsPart, type SettingsSection } from './settings';
import { describeProblem, parseSettingsPart, SettingsProblemsError } from './settings-problems';

const MAX_PROBLEMS = 20;
const MAX_CHARACTERS = 5_000_000;
const MAX_DEPTH = 20;
/** What takes the time is words and signs, not characters: so many are read in a second or two. */
const MAX_TOKENS = 300_000;
const MUST_BE_QUOTED = 'text that begins with * & @ ` ! % { or [ must stand in quotes';

interface LocatedProblem {
  offset: number;
  message: string;
}

type Contents = ReturnType<typeof parseDocument>['contents'];

/** The file holds no settings; the message names every problem with its line. */
export class SettingsFileError extends Error {
  constructor(problems: readonly string[]) {
    const shown = problems.slice(0, MAX_PROBLEMS);
    const more = problems.length > shown.length ? [`and ${problems.length - shown.length} more`] : [];
    super(`the file cannot be taken over:\n${[...shown, ...more].map(line => `  ${line}`).join('\n')}`);
    this.name = new.target.name;
  }
}

/**
 * Reads settings from YAML (and so from JSON). A file may hold some sections only: the others stay as they are. A
 * section is taken whole: what it leaves out has its default.
 *
 * @throws SettingsFileError naming all that is wrong at once, with lines
 */
export function parseSettingsFile(text: string): SettingsPart {
  if (text.length > MAX_CHARACTERS) {
    throw new SettingsFileError([`it is larger than ${MAX_CHARACTERS / 1e6} million characters`]);
  }
  if (hasMoreTokens(text, MAX_TOKENS))
    throw new SettingsFileError([`it has more than ${MAX_TOKENS / 1000},000 words and signs`]);
  if (yamlDepth(text) > MAX_DEPTH)
    throw new SettingsFileError(['its lists and brackets are nested too deeply']);
  const lines = new LineCounter();
  // The check of the library for keys that are there twice compares each with all before it: ours is below.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  });
  const refuse = (problems: readonly LocatedProblem[]) =>
    new SettingsFileError(
      problems
        .toSorted((one, other) => one.offset - other.offset)
        .map(({ offset, message }) => `line ${lines.linePos(offset).line}: ${message}`),
    );
  const problems = yamlProblems(document);
  if (problems.length > 0) throw refuse(problems);
  if (document.contents === null) throw new SettingsFileError(['it is empty']);
  try {
    return parseSettingsPart(document.toJS());
  } catch (error) {
    if (!(error instanceof SettingsProblemsError)) throw error;
    const find = pairFinder();
    const locate = (problem: FieldProblem) => offsetOf(document.contents, problem.path, find);
    throw refuse(
      error.problems.map(problem => ({ offset: locate(problem), message: describeProblem(problem) })),
    );
  }
}

/** What is no YAML, or YAML that settings have no use for. */
function yamlProblems(document: ReturnType<typeof parseDocument>): LocatedProblem[] {
  const problems: LocatedProblem[] = [...document.errors, ...document.warnings].map(error => ({
    offset: error.pos[0],
    message: describeYamlError(error),
  }));
  visit(document, {
    Alias: (_, { range, source }) => {
      problems.push({ offset: range?.[0] ?? 0, message: `"*${source}" is a reference: ${MUST_BE_QUOTED}` });
    },
    Pair: (_, { key }) => {
      if (isCollection(key))
        problems.push({ offset: key.range?.[0] ?? 0, message: `a list is no name: ${MUST_BE_QUOTED}` });
    },
    Map: (_, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        // As names of a JavaScript object, where 1 and "1" are the same.
        const name = String(key.value);
        if (seen.has(name)) {
          const message = `"${name}" is there twice: give it once`;
          problems.push({ offset: key.range?.[0] ?? 0, message });
        }
        seen.add(name);
      }
    },
  });
  return problems;
}

function describeYamlError({ code, message }: YAMLError): string {
  if (code === 'BAD_ALIAS' || code === 'BAD_SCALAR_START') return MUST_BE_QUOTED;
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here: put everything into one';
  const sentence = message.charAt(0).toLowerCase() + message.slice(1);
  return code === 'TAG_RESOLVE_FAILED' ? `${sentence}; ${MUST_BE_QUOTED}` : sentence;
}

type Pair = YAMLMap['items'][number];

/** Finds entries of maps by their names; each map is gone through once, however many problems lie in it. */
function pairFinder(): (map: YAMLMap, name: string) => Pair | undefined {
  const known = new Map<YAMLMap, Map<string, Pair>>();
  return (map, name) => {
    const before = known.get(map);
    if (before !== undefined) return before.get(name);
    const pairs = new Map(
      map.items.flatMap(pair => (isScalar(pair.key) ? [[String(pair.key.value), pair] as const] : [])),
    );
    known.set(map, pairs);
    return pairs.get(name);
  };
}

/** Where the key or entry stands that the path leads to, or as far as it can be followed. */
function offsetOf(
  contents: Contents,
  path: FieldProblem['path'],
  find: ReturnType<typeof pairFinder>,
): number {
  let node: unknown = contents;
  let offset = contents?.range?.[0] ?? 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = find(node, String(key));
      if (pair === undefined) return offset;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

/** Whether a text has more than so many words and signs; it is read no further. */
function hasMoreTokens(text: string, most: number): boolean {
  let count = 0;
  for (const _ of new Lexer().lex(text)) {
    count += 1;
    if (count > most) return true;
  }
  return false;
}

/**
 * How many lists and maps lie within each other, at most. Told before the text is composed, since composing calls
 * itself for each level, and a text of brackets alone can end the whole program.
 */
function yamlDepth(text: string): number {
  const open: Array<readonly [token: CST.Token, depth: number]> = [];
  for (const token of new Parser().parse(text)) open.push([token, 0]);
  let deepest = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [token, depth] = next;
    deepest = Math.max(deepest, depth);
    if (token.type === 'document' && token.value !== undefined) open.push([token.value, depth]);
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key) open.push([key, depth + 1]);
      if (value) open.push([value, depth + 1]);
    }
  }
  return deepest;
}

const COMMENT_WIDTH = 100;

const HEADERS: Record<SettingsSection, string> = {
  rules:
    'Which service and team a repository, pipeline or step belongs to. The first rule that matches decides. ' +
    'A rule without step matches all steps of its pipelines, one without pipeline all pipelines. Without a rule: ' +
    'service = repository, team = namespace. Patterns: * any characters but /, ** any characters, ? one character, ' +
    '{a,b} either, <name> one character or more, to be used as <name> in service and team.',
  people:
    'aliases: a login or e-mail address, and the person behind it. bots: whose builds keep nobody waiting. ' +
    BOT_PATTERN_MEANING,
  hours:
    "When people work; 1 is Monday, 7 is Sunday; timeZone null: that of the server's configuration. What people " +
    'have set comes before what teams have set that they are members of, that before the rest, key by key.',
  cost:
    'By what hours lost are estimated. Attention is full for fullAttentionMinutes after a push, then partialWeight ' +
    'until partialUntilMinutes. A wait longer than switchAfterMinutes costs switchCostMinutes more, at most ' +
    'maxSwitchesADay times. runnerRatePerHour null: machine time is not priced.',
  targets: 'What nine of ten builds of a service should not wait longer than, in seconds.',
};

/**
 * Settings as a file that people read and edit, with a comment above each section; `parseSettingsFile` is the reverse.
 * Names are in alphabetical order, so that the same settings give the same file.
 */
export function formatSettingsFile(part: SettingsPart): string {
  const document = new Document(inOrder(part));
  visit(document, {
    // Lists of days stand in one line.
    Seq: (_, node) => {
      node.flow = node.items.every(item => isScalar(item) && typeof item.value === 'number');
    },
  });
  if (isMap(document.contents)) {
    document.contents.items.forEach(({ key }, index) => {
      if (!isScalar(key)) return;
      const section = SETTINGS_SECTIONS.find(name => name === key.value);
      key.spaceBefore = index > 0;
      if (section !== undefined) key.commentBefore = wrap(HEADERS[section]);
    });
  }
  return document.toString({ lineWidth: 0, singleQuote: true });
}

function inOrder({ rules, people, hours, cost, targets }: SettingsPart): SettingsPart {
  return {
    ...(rules && { rules }),
    ...(people && { people: { ...people, aliases: byName(people.aliases) } }),
    ...(hours && { hours: { ...hours, teams: byName(hours.teams), people: byName(hours.people) } }),
    ...(cost && { cost }),
    ...(targets && { targets: byName(targets) }),
  };
}

function byName<Value>(values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** In lines that begin with a blank, as comments do. */
function wrap(text: string): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    if ((lines.at(-1) ?? '').length + word.length >= COMMENT_WIDTH) lines.push('');
    lines[lines.length - 1] += ` ${word}`;
  }
  return lines.join('\n');
}

/** What a file would do to each section; absent ones stay as they are. */
type SectionChange = 'changed' | 'unchanged' | 'absent';

export interface ImportPlan {
  /** The sections that the file would change. */
  part: SettingsPart;
  sections: Record<SettingsSection, SectionChange>;
  /** Of the settings that it was compared with: to be given back when saving. */
  revisions: SettingsRevisions;
}

/**
 * Reads a file of settings and compares it with those in force; nothing is stored.
 *
 * @throws SettingsFileError
 */
export async function planImport(pool: pg.Pool, text: string): Promise<ImportPlan> {
  const given = parseSettingsFile(text);
  const { settings, revisions, problems } = await readSettingsSections(pool);
  const broken = new Set(problems.map(({ section }) => section));
  const part: SettingsPart = {};
  const changeOf = (section: SettingsSection): SectionChange => {
    if (given[section] === undefined) return 'absent';
    if (!broken.has(section) && isDeepStrictEqual(given[section], settings[section])) return 'unchanged';
    Object.assign(part, { [section]: given[section] });
    return 'changed';
  };
  const changes = SETTINGS_SECTIONS.map(section => [section, changeOf(section)] as const);
  return { part, sections: bySection(changes), revisions };
}

function bySection(
  changes: ReadonlyArray<readonly [SettingsSection, SectionChange]>,
): Record<SettingsSection, SectionChange> {
  const sections: Record<SettingsSection, SectionChange> = {
    rules: 'absent',
    people: 'absent',
    hours: 'absent',
    cost: 'absent',
    targets: 'absent',
  };
  for (const [section, change] of changes) sections[section] = change;
  return sections;
}
