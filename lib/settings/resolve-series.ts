import { matchRules, namespaceOf, type SeriesName } from './match-rules';
import type { Rule } from './rule';
import { TeamClaims } from './team-claims';

/** Whose a series is. */
export interface SeriesOwner {
  service: string;
  team: string;
}

/**
 * The service and team of each series, in the order given. The first rule that matches decides (see `matchRules`); what
 * no rule matches belongs to the service called like its repository (slug) and to its namespace. A rule without a step
 * pattern matches the steps of its pipelines too, so that a step without a rule of its own belongs where its pipeline
 * does.
 *
 * A service has one team: the first rule's. That is settled among all that is given, so give all series at once.
 * Series of one service share one object.
 */
export function resolveSeries(rules: readonly Rule[], series: readonly SeriesName[]): SeriesOwner[] {
  const match = matchRules(rules);
  const claims = new TeamClaims();
  const owners = new Map<string, SeriesOwner>();
  const resolved = series.map(one => {
    const found = match(one);
    const service = found?.service ?? one.repository;
    claims.add(service, found?.team ?? namespaceOf(one.repository), found?.index ?? null);
    let owner = owners.get(service);
    if (owner === undefined) {
      owner = { service, team: '' };
      owners.set(service, owner);
    }
    return owner;
  });
  for (const [service, [{ team }]] of claims.entries()) {
    const owner = owners.get(service);
    if (owner !== undefined) owner.team = team;
  }
  return resolved;
}
