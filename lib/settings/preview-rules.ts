import { compileGlob } from './glob';
import { compareRules, type RuleChanges, type ServiceBuilds } from './rule-changes';
import type { Rule } from './rules';
import {
  matchRules,
  matchSeries,
  namespaceOf,
  type RuleMatch,
  type SeriesName,
  splitRepositories,
  type TeamClaim,
  TeamClaims,
} from './series-owners';

const MAX_EXAMPLES = 3;

/** What came out of a rule, or of no rule. */
interface PreviewCounts {
  repositories: number;
  steps: number;
  /** By name. */
  services: Array<{
    service: string;
    /** The one that counts, perhaps given by another rule. */
    team: string;
    steps: number;
    examples: SeriesName[];
  }>;
}

/** What no rule matches of repositories that rules split: it belongs to the services of each build together. */
interface SharedCounts {
  repositories: number;
  steps: number;
  examples: SeriesName[];
}

interface RulePreview extends PreviewCounts {
  /** Why the rule decides nothing, in words; null when it decides something. */
  emptyBecause: string | null;
}

export interface RulesPreview {
  /** In the order of the rules. */
  rules: RulePreview[];
  /** Repositories that no rule matches: service = repository, team = namespace. */
  unmatched: PreviewCounts;
  shared: SharedCounts;
  /** Against the rules that are stored. */
  changes: RuleChanges;
  /** Services to which rules give different teams, in words. */
  problems: string[];
}

/**
 * What rules would do to all series there are, for showing it while somebody edits them. Rules are counted from 1 in
 * words. Nothing is stored.
 *
 * @param stored the rules in force
 * @param builds of each service under both; null: not counted
 */
export function previewRules(
  rules: readonly Rule[],
  series: readonly SeriesName[],
  stored: readonly Rule[],
  builds: ServiceBuilds | null = null,
): RulesPreview {
  const match = matchRules(rules);
  const claims = new TeamClaims();
  const collected = rules.map(() => new Collection());
  const unmatched = new Collection();
  const shared = new Collection();
  const matches = matchSeries(rules, series);
  const split = splitRepositories(matches);
  const takenBy = rules.map(() => new Set<number>());
  const pipelinesOf: PipelinesOf = new Map();
  for (const { series: one, match: first } of matches) {
    const pipelines = pipelinesOf.get(one.repository) ?? new Set();
    pipelinesOf.set(one.repository, one.pipeline === '' ? pipelines : pipelines.add(one.pipeline));
    if (first === null && split.has(one.repository)) {
      shared.add(one, one.repository);
      continue;
    }
    const service = first?.service ?? one.repository;
    claims.add(service, first?.team ?? namespaceOf(one.repository), first?.index ?? null);
    (first === null ? unmatched : collected[first.index])?.add(one, service);
    let next: RuleMatch | null = first;
    while (next !== null && first !== null) {
      next = match(one, next.index + 1);
      if (next !== null) takenBy[next.index]?.add(first.index);
    }
  }
  const entries = [...claims.entries()];
  const teams = new Map(entries.map(([service, [{ team }]]) => [service, team]));
  return {
    rules: rules.map((rule, index) => ({
      ...(collected[index] ?? new Collection()).counts(teams),
      emptyBecause: collected[index]?.isEmpty
        ? explainEmpty(rule, [...(takenBy[index] ?? [])], pipelinesOf)
        : null,
    })),
    unmatched: unmatched.counts(teams),
    shared: shared.shared,
    changes: compareRules(stored, rules, series, builds),
    problems: entries.flatMap(([service, claimed]) =>
      claimed.length > 1 ? [explainClaims(service, claimed)] : [],
    ),
  };
}

/** Names of the pipelines of each repository. */
type PipelinesOf = Map<string, Set<string>>;

class Collection {
  readonly #repositories = new Set<string>();
  readonly #services = new Map<string, { steps: number; examples: SeriesName[] }>();
  #steps = 0;

  get isEmpty(): boolean {
    return this.#repositories.size === 0;
  }

  add(series: SeriesName, service: string): void {
    this.#repositories.add(series.repository);
    let known = this.#services.get(service);
    if (known === undefined) {
      known = { steps: 0, examples: [] };
      this.#services.set(service, known);
    }
    if (known.examples.length < MAX_EXAMPLES) known.examples.push(series);
    if (series.step === '') return;
    known.steps += 1;
    this.#steps += 1;
  }

  get shared(): SharedCounts {
    // Of each repository a few, its steps first: they tell more than the pipeline around them.
    const examples = [...this.#services.values()].flatMap(known => known.examples);
    const told = [
      ...examples.filter(({ step }) => step !== ''),
      ...examples.filter(({ step }) => step === ''),
    ];
    return {
      repositories: this.#repositories.size,
      steps: this.#steps,
      examples: told.slice(0, MAX_EXAMPLES),
    };
  }

  counts(teams: ReadonlyMap<string, string>): PreviewCounts {
    const services = [...this.#services]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([service, rest]) => ({ service, team: teams.get(service) ?? '', ...rest }));
    return { repositories: this.#repositories.size, steps: this.#steps, services };
  }
}

function explainEmpty(rule: Rule, takenBy: readonly number[], pipelinesOf: PipelinesOf): string {
  if (pipelinesOf.size === 0) return 'nothing has been imported yet';
  if (takenBy.length > 0) {
    const numbers = takenBy.toSorted((a, b) => a - b).map(index => index + 1);
    const which = numbers.length === 1 ? `rule ${numbers[0]} comes` : `rules ${numbers.join(', ')} come`;
    return `${which} first, and nothing is left of what this one would match: move it up`;
  }
  const repository = compileGlob(rule.repository);
  const pipelines = [...pipelinesOf].flatMap(([name, own]) => (repository.match(name) === null ? [] : [own]));
  if (pipelines.length === 0) return `no repository is called ${rule.repository}`;
  if (rule.pipeline === undefined) return `${rule.repository} has no step called ${rule.step}`;
  const pipeline = compileGlob(rule.pipeline);
  const found = pipelines.some(own => [...own].some(name => pipeline.match(name) !== null));
  if (!found) return `${rule.repository} has no pipeline called ${rule.pipeline}`;
  return `${rule.repository}, pipeline ${rule.pipeline}, has no step called ${rule.step}`;
}

function explainClaims(service: string, claims: readonly TeamClaim[]): string {
  const given = claims.map(({ team, rule }) => `${team} (${rule === null ? 'no rule' : `rule ${rule + 1}`})`);
  return `service ${service} is given to more than one team: ${given.join(', ')}; ${claims[0]?.team} counts`;
}
