import { z } from 'zod';
import { listOf, section, text } from './fields';
import { CAPTURE_NAME, compileGlob, GlobError } from './glob';

const MAX_RULES = 1000;

/**
 * One line of the ordered list that says which service and team a repository, pipeline or step belongs to.
 * `repository`, `pipeline` and `step` are patterns (see `compileGlob`), `service` and `team` names in which `<x>`
 * stands for what a pattern captured.
 *
 * The first rule that matches decides; no rule is more special than another, so special ones must stand first.
 * - A rule with `step` matches steps only, never the pipeline or repository around them.
 * - A rule with `pipeline` and no `step` matches these pipelines and all their steps.
 * - A rule with neither matches the repository with all its pipelines and steps.
 */
const ruleSchema = section({
  repository: text(),
  pipeline: z.exactOptional(text()),
  step: z.exactOptional(text()),
  service: text(),
  /** Left out: the namespace of the repository. */
  team: z.exactOptional(text()),
}).superRefine((rule, context) => {
  const report = (key: keyof typeof rule, message: string) =>
    context.addIssue({ code: 'custom', path: [key], message });
  const captured: string[] = [];
  for (const key of ['repository', 'pipeline', 'step'] as const) {
    const names = readNames(
      () => compileGlob(rule[key] ?? ''),
      problem => report(key, problem),
    );
    for (const name of names) {
      if (captured.includes(name))
        report(key, `captures <${name}>, as another pattern of the rule does: use two names`);
    }
    captured.push(...names);
  }
  for (const key of ['service', 'team'] as const) {
    const names = readNames(
      () => compileTemplate(rule[key] ?? ''),
      problem => report(key, problem),
    );
    const missing = names.find(name => !captured.includes(name));
    if (missing === undefined) continue;
    const known =
      captured.length === 0 ? 'none does' : `they capture ${captured.map(name => `<${name}>`).join(', ')}`;
    report(key, `uses <${missing}>, which no pattern of the rule captures: ${known}`);
  }
});

/** Read on: `ruleSchema` says what matches what. */
export type Rule = z.infer<typeof ruleSchema>;

export const rulesSchema = listOf(ruleSchema, MAX_RULES);

function readNames(
  compile: () => { names: readonly string[] },
  onProblem: (problem: string) => void,
): readonly string[] {
  try {
    return compile().names;
  } catch (error) {
    if (!(error instanceof GlobError || error instanceof TemplateError)) throw error;
    onProblem(error.message);
    return [];
  }
}

export interface Template {
  /** Names of the captures it needs. */
  names: readonly string[];
  /** From the first of the captures that knows a name. */
  fill(captures: ReadonlyArray<ReadonlyMap<string, string>>): string;
}

/** The template means nothing; the message goes on after its name. */
class TemplateError extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = new.target.name;
  }
}

const CAPTURE = new RegExp(`<(${CAPTURE_NAME})>`, 'i');

/**
 * A name in which `<x>` stands for what a pattern captured as `<x>`; all else stands for itself.
 *
 * @throws TemplateError for a `<` or `>` that belongs to no capture
 */
export function compileTemplate(template: string): Template {
  // Texts and names by turns: splitting by a pattern with one group gives both.
  const pieces = template.split(CAPTURE);
  const names = pieces.filter((_, index) => index % 2 === 1);
  const stray = pieces.find((piece, index) => index % 2 === 0 && /[<>]/.test(piece));
  if (stray !== undefined) {
    throw new TemplateError('has a < or > that belongs to no capture such as <service>: leave it out');
  }
  if (names.length === 0) return { names, fill: () => template };
  const fill: Template['fill'] = captures =>
    pieces
      .map((piece, index) => {
        if (index % 2 === 0) return piece;
        for (const some of captures) {
          const found = some.get(piece);
          if (found !== undefined) return found;
        }
        throw new TemplateError(`uses <${piece}>, which no pattern captures`);
      })
      .join('');
  return { names, fill };
}
