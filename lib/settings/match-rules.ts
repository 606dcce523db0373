import { compileGlob, type Glob, type GlobMatch } from './glob';
import type { Rule } from './rule';
import { compileTemplate } from './template';

/** What times are told of: a step, a pipeline (step ''), or a repository (pipeline '' and step ''). */
export interface SeriesName {
  /** `namespace/name` */
  repository: string;
  pipeline: string;
  step: string;
}

/** A rule that matches a series, and what it says of it. */
export interface RuleMatch {
  /** Position in the list, from 0. */
  index: number;
  service: string;
  team: string;
}

/** The step with which each pipeline begins, by the name that the CI server gives it. */
const CLONE = 'clone';
const EVERYTHING: GlobMatch = { captures: new Map(), isLiteral: false };

/**
 * Finds the first rule that matches a series, from a position in the list on; null when none does.
 *
 * The step `clone` belongs to what it clones for: of rules with a step pattern only those match it that spell it out.
 *
 * @throws GlobError, TemplateError for rules that were not checked
 */
export function matchRules(rules: readonly Rule[]): (series: SeriesName, from?: number) => RuleMatch | null {
  const inRepository = matchNames(rules.map(({ repository }) => repository));
  const inPipeline = matchNames(rules.map(({ pipeline }) => pipeline));
  const inStep = matchNames(rules.map(({ step }) => step));
  const names = rules.map(({ service, team }) => ({
    service: compileTemplate(service),
    team: team === undefined ? null : compileTemplate(team),
  }));
  return (series, from = 0) => {
    const repository = inRepository(series.repository);
    const pipeline = inPipeline(series.pipeline);
    const step = inStep(series.step);
    const fewest = repository.rules.length < step.rules.length ? repository : step;
    for (const index of fewest.rules) {
      if (index < from) continue;
      const found = [repository.byRule[index], pipeline.byRule[index], step.byRule[index]];
      if (!found.every(match => match !== null && match !== undefined)) continue;
      if (series.step === CLONE && found[2] !== EVERYTHING && !found[2]?.isLiteral) continue;
      const captures = found.map(match => match.captures);
      const service = names[index]?.service.fill(captures) ?? series.repository;
      return { index, service, team: names[index]?.team?.fill(captures) ?? namespaceOf(series.repository) };
    }
    return null;
  };
}

/** Of `group/subgroup/name` it is `group/subgroup`. */
export function namespaceOf(repository: string): string {
  const slash = repository.lastIndexOf('/');
  return slash < 0 ? repository : repository.slice(0, slash);
}

/** What each rule finds in one name. */
interface NameMatches {
  byRule: ReadonlyArray<GlobMatch | null>;
  /** Positions of the rules that find something, in order. */
  rules: readonly number[];
}

/**
 * What the patterns of all rules find in a name; each name is looked at once, and each pattern too, since repositories
 * have much the same steps and rules much the same patterns. A rule without a pattern finds everything. The name ''
 * stands for the repository or pipeline itself, of which a pattern for what is inside does not speak.
 */
function matchNames(patterns: ReadonlyArray<string | undefined>): (name: string) => NameMatches {
  const globs = new Map<string, Glob>();
  for (const pattern of patterns) {
    if (pattern !== undefined && !globs.has(pattern)) globs.set(pattern, compileGlob(pattern));
  }
  const known = new Map<string, NameMatches>();
  const look = (name: string): NameMatches => {
    const found = new Map<string | undefined, GlobMatch | null>([[undefined, EVERYTHING]]);
    if (name !== '') for (const [pattern, glob] of globs) found.set(pattern, glob.match(name));
    const byRule = patterns.map(pattern => found.get(pattern) ?? null);
    const rules = byRule.flatMap((match, index) => (match === null ? [] : [index]));
    return { byRule, rules };
  };
  return name => {
    let matches = known.get(name);
    if (matches === undefined) {
      matches = look(name);
      known.set(name, matches);
    }
    return matches;
  };
}
