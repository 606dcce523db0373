import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { entryOf } from '@/lib/entry-of';
import { compileGlob, type Glob, type GlobMatch } from './glob';
import { compileTemplate, type Rule } from './rules';

/** Whose a series is. */
export interface SeriesOwner {
  /** Null: no service's alone, those of its repository share it. */
  service: string | null;
  /** Null: the services that share it are of several teams. */
  team: string | null;
}

/**
 * The service and team of each series, in the order given. The first rule that matches decides (see `matchRules`). A
 * rule without a step pattern matches the steps of its pipelines too, so that a step without a rule of its own belongs
 * where its pipeline does. Of a repository that no rule matches anything of, all belongs to the service called like it
 * (slug) and to its namespace; in one that rules split, what none matches is shared by its services.
 *
 * A service has one team: the first rule's. That is settled among all that is given, so give all series at once.
 * Series of one service share one object.
 */
export function resolveSeries(rules: readonly Rule[], series: readonly SeriesName[]): SeriesOwner[] {
  const matches = matchSeries(rules, series);
  const split = splitRepositories(matches);
  const claims = new TeamClaims();
  const owners = new Map<string, SeriesOwner>();
  const shared = new Map<string, SeriesOwner>();
  const resolved = matches.map(({ series: { repository }, match }) => {
    if (match === null && split.has(repository)) {
      return entryOf(shared, repository, () => ({ service: null, team: null }));
    }
    const service = match?.service ?? repository;
    claims.add(service, match?.team ?? namespaceOf(repository), match?.index ?? null);
    return entryOf(owners, service, () => ({ service, team: null }));
  });
  for (const [service, [{ team }]] of claims.entries()) {
    const owner = owners.get(service);
    if (owner !== undefined) owner.team = team;
  }
  const teamsOf = new Map<string, Set<string | null>>();
  for (const { series: one, match } of matches) {
    if (match === null) continue;
    const teams = entryOf(teamsOf, one.repository, () => new Set());
    teams.add(owners.get(match.service)?.team ?? null);
  }
  for (const [repository, owner] of shared) {
    const teams = teamsOf.get(repository) ?? new Set();
    const [only = null] = teams;
    owner.team = teams.size === 1 ? only : null;
  }
  return resolved;
}

/** Series beside the first rule that matches each; null: none does. */
export interface MatchedSeries {
  series: SeriesName;
  match: RuleMatch | null;
}

export function matchSeries(rules: readonly Rule[], series: readonly SeriesName[]): MatchedSeries[] {
  const match = matchRules(rules);
  return series.map(one => ({ series: one, match: match(one) }));
}

/** Repositories (slugs) some of whose series rules match. */
export function splitRepositories(matches: readonly MatchedSeries[]): Set<string> {
  return new Set(matches.flatMap(({ series, match }) => (match === null ? [] : [series.repository])));
}

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

/** Counts as the position of what no rule decides. */
const NO_RULE = Number.POSITIVE_INFINITY;

/** A team that a rule gives to a service. */
export interface TeamClaim {
  team: string;
  /** Position of the first rule that gives it, from 0; null: no rule does, it is the namespace. */
  rule: number | null;
}

/**
 * A service has one team, though rules may give it several: that of the first rule counts, of one rule's the one that
 * comes first by name.
 */
export class TeamClaims {
  readonly #byService = new Map<string, Map<string, number>>();

  add(service: string, team: string, rule: number | null): void {
    let teams = this.#byService.get(service);
    if (teams === undefined) {
      teams = new Map();
      this.#byService.set(service, teams);
    }
    const known = teams.get(team);
    const position = rule ?? NO_RULE;
    if (known === undefined || position < known) teams.set(team, position);
  }

  /** All teams of each service, the one that counts first. */
  *entries(): Generator<[service: string, claims: [TeamClaim, ...TeamClaim[]]]> {
    for (const [service, teams] of this.#byService) {
      const [first, ...others] = [...teams]
        .sort(([one, position], [other, otherPosition]) =>
          position === otherPosition ? (one < other ? -1 : 1) : position - otherPosition,
        )
        .map(([team, position]): TeamClaim => ({ team, rule: position === NO_RULE ? null : position }));
      if (first !== undefined) yield [service, [first, ...others]];
    }
  }
}

/** All repositories, pipelines and steps that ever built: what rules may speak of. */
export async function readSeriesNames(pool: pg.Pool): Promise<SeriesName[]> {
  const { rows } = await pool.query<SeriesName>(sql`
    select distinct r.slug as repository, s.pipeline, s.step
    from series s join repo r on r.id = s.repo_id
    order by 1, 2, 3`);
  return rows;
}
