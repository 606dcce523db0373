import { entryOf } from '@/lib/entry-of';
import type { Rule } from './rules';
import { resolveSeries, type SeriesName } from './series-owners';

interface ServiceSteps {
  service: string;
  team: string;
  steps: number;
}

/** What other rules change for the services there are, each list by name. */
export interface RuleChanges {
  appear: ServiceSteps[];
  disappear: ServiceSteps[];
  /** To another team. */
  move: Array<{ service: string; fromTeam: string; toTeam: string; steps: number }>;
  /** The same team and other steps. */
  resize: Array<{ service: string; team: string; stepsBefore: number; steps: number }>;
}

interface Service {
  team: string;
  /** Positions of its series; a service without steps has the pipeline or repository around them. */
  series: Set<number>;
  steps: number;
}

/** What saving rules in place of others would change. */
export function compareRules(
  before: readonly Rule[],
  after: readonly Rule[],
  series: readonly SeriesName[],
): RuleChanges {
  const [old, next] = [servicesUnder(before, series), servicesUnder(after, series)];
  const changes: RuleChanges = { appear: [], disappear: [], move: [], resize: [] };
  for (const service of [...new Set([...old.keys(), ...next.keys()])].sort()) {
    const [was, is] = [old.get(service), next.get(service)];
    if (is === undefined && was !== undefined)
      changes.disappear.push({ service, team: was.team, steps: was.steps });
    if (was === undefined && is !== undefined)
      changes.appear.push({ service, team: is.team, steps: is.steps });
    if (was === undefined || is === undefined) continue;
    if (was.team !== is.team)
      changes.move.push({ service, fromTeam: was.team, toTeam: is.team, steps: is.steps });
    else if (isOther(was.series, is.series))
      changes.resize.push({ service, team: is.team, stepsBefore: was.steps, steps: is.steps });
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
