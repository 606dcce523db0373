import { entryOf } from '@/lib/entry-of';
import type { Rule } from './rules';
import { resolveSeries, type SeriesName } from './series-owners';

interface ServiceSteps {
  service: string;
  team: string;
  steps: number;
  /** Of the last 28 days: pushes and pull requests; null: not counted. */
  builds: number | null;
}

/** How many builds each service has under the rules before and after; one that is not in it has none. */
export interface ServiceBuilds {
  before: ReadonlyMap<string, number>;
  after: ReadonlyMap<string, number>;
}

/** What other rules change for the services there are, each list by name. */
export interface RuleChanges {
  appear: ServiceSteps[];
  disappear: ServiceSteps[];
  /** To another team. */
  move: Array<{ service: string; fromTeam: string; toTeam: string; steps: number; builds: number | null }>;
  /** The same team and other steps. */
  resize: Array<ServiceSteps & { stepsBefore: number; buildsBefore: number | null }>;
}

interface Service {
  team: string;
  /** Positions of its series; a service without steps has the pipeline or repository around them. */
  series: Set<number>;
  steps: number;
}

/**
 * What saving rules in place of others would change.
 *
 * @param builds null: builds are not counted
 */
export function compareRules(
  before: readonly Rule[],
  after: readonly Rule[],
  series: readonly SeriesName[],
  builds: ServiceBuilds | null = null,
): RuleChanges {
  const countOf = (service: string, side: keyof ServiceBuilds) =>
    builds === null ? null : (builds[side].get(service) ?? 0);
  const [old, next] = [servicesUnder(before, series), servicesUnder(after, series)];
  const changes: RuleChanges = { appear: [], disappear: [], move: [], resize: [] };
  for (const service of [...new Set([...old.keys(), ...next.keys()])].sort()) {
    const [was, is] = [old.get(service), next.get(service)];
    if (is === undefined && was !== undefined)
      changes.disappear.push({
        service,
        team: was.team,
        steps: was.steps,
        builds: countOf(service, 'before'),
      });
    if (was === undefined && is !== undefined)
      changes.appear.push({ service, team: is.team, steps: is.steps, builds: countOf(service, 'after') });
    if (was === undefined || is === undefined) continue;
    const [buildsBefore, own] = [countOf(service, 'before'), countOf(service, 'after')];
    if (was.team !== is.team)
      changes.move.push({ service, fromTeam: was.team, toTeam: is.team, steps: is.steps, builds: own });
    else if (isOther(was.series, is.series)) {
      const { team, steps } = is;
      changes.resize.push({ service, team, stepsBefore: was.steps, steps, buildsBefore, builds: own });
    }
  }
  return changes;
}

function servicesUnder(rules: readonly Rule[], series: readonly SeriesName[]): Map<string, Service> {
  const services = new Map<string, Service>();
  for (const [index, { service, team }] of resolveSeries(rules, series).entries()) {
    if (service === null) continue;
    const entry = entryOf(services, service, () => ({ team: team ?? '', series: new Set(), steps: 0 }));
    entry.series.add(index);
    if (series[index]?.step !== '') entry.steps += 1;
  }
  return services;
}

function isOther(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return one.size !== other.size || [...one].some(index => !other.has(index));
}
