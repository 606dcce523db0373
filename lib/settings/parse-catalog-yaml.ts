import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { CatalogPart } from './catalog';
import { type CatalogProblem, CatalogProblemsError, describeProblem } from './catalog-problem';
import { parseCatalogPart } from './parse-catalog-part';
import { yamlDepth } from './yaml-depth';

const MOST_PROBLEMS = 20;
const LARGEST_CHARACTERS = 5_000_000;
const DEEPEST = 20;
const MUST_BE_QUOTED = 'text that begins with * & @ ` ! % { or [ must stand in quotes';

interface LocatedProblem {
  offset: number;
  message: string;
}

type Contents = ReturnType<typeof parseDocument>['contents'];

/** The file holds no settings; the message names every problem with its line. */
export class CatalogFileError extends Error {
  constructor(problems: readonly string[]) {
    const shown = problems.slice(0, MOST_PROBLEMS);
    const more = problems.length > shown.length ? [`and ${problems.length - shown.length} more`] : [];
    super(`the file cannot be taken over:\n${[...shown, ...more].map(line => `  ${line}`).join('\n')}`);
    this.name = new.target.name;
  }
}

/**
 * Reads settings from YAML (and so from JSON). A file may hold some sections only: the others stay as they are. A
 * section is taken whole: what it leaves out has its default.
 *
 * @throws CatalogFileError naming all that is wrong at once, with lines
 */
export function parseCatalogYaml(text: string): CatalogPart {
  if (text.length > LARGEST_CHARACTERS) {
    throw new CatalogFileError([`it is larger than ${LARGEST_CHARACTERS / 1e6} million characters`]);
  }
  if (yamlDepth(text) > DEEPEST) throw new CatalogFileError(['its lists and brackets are nested too deeply']);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const refuse = (problems: readonly LocatedProblem[]) =>
    new CatalogFileError(
      problems
        .toSorted((one, other) => one.offset - other.offset)
        .map(({ offset, message }) => `line ${lines.linePos(offset).line}: ${message}`),
    );
  const problems = yamlProblems(document);
  if (problems.length > 0) throw refuse(problems);
  if (document.contents === null) throw new CatalogFileError(['it is empty']);
  try {
    return parseCatalogPart(document.toJS());
  } catch (error) {
    if (!(error instanceof CatalogProblemsError)) throw error;
    const locate = (problem: CatalogProblem) => offsetOf(document.contents, problem.path);
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
  });
  return problems;
}

function describeYamlError({ code, message }: YAMLError): string {
  if (code === 'BAD_ALIAS' || code === 'BAD_SCALAR_START') return MUST_BE_QUOTED;
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here: put everything into one';
  const sentence = message.charAt(0).toLowerCase() + message.slice(1);
  return code === 'TAG_RESOLVE_FAILED' ? `${sentence}; ${MUST_BE_QUOTED}` : sentence;
}

/** Where the key or entry stands that the path leads to, or as far as it can be followed. */
function offsetOf(contents: Contents, path: CatalogProblem['path']): number {
  let node: unknown = contents;
  let offset = contents?.range?.[0] ?? 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === String(key));
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
