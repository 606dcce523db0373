import { entryOf } from '@/lib/entry-of';
import type { Rule } from './rules';
import { matchSeries, type SeriesName } from './series-owners';

/** Rules that make several services of one repository, as the names in it suggest. */
export interface SplitProposal {
  repository: string;
  /** By what they are told apart. */
  by: 'pipeline' | 'step';
  rules: Rule[];
  services: string[];
}

/** Pipelines and steps of one repository, as they were named so far. */
export interface RepositoryNames {
  repository: string;
  pipelines: Array<{ pipeline: string; steps: string[] }>;
}

/** What is done to a service, as names of pipelines and steps say it: `api-build`, `deploy:web`. */
const ACTIONS = new Set([
  ...['build', 'compile', 'package', 'image', 'docker', 'publish', 'push', 'release', 'deploy', 'upload'],
  ...['test', 'tests', 'unit', 'integration', 'e2e', 'lint', 'check', 'verify', 'scan', 'migrate', 'install'],
]);
/** Names of pipelines that say nothing of a service. */
const GENERAL = new Set(['default', 'main', 'ci', 'cd', 'pipeline', 'notify', 'nightly', 'cron', ...ACTIONS]);
/** What one service is built for, or put together from. */
const PLATFORM =
  /(^|[-_:./])(amd64|arm64|arm|armv\d|x86|x64|386|linux|windows|darwin|macos|manifest)($|[-_:./])/i;
const DELIMITERS = ['-', '_', ':', '.', '/'];
const FEWEST_SERVICES = 2;
/** Of pipelines that are called like their service alone, two may well be something else. */
const FEWEST_PIPELINES = 3;

/**
 * How to split a repository whose pipelines or steps are called after services; null: nothing suggests that.
 *
 * @param taken services of other repositories: those of this one get its name in front, where one is called the same
 */
export function proposeSplit(names: RepositoryNames, taken: ReadonlySet<string>): SplitProposal | null {
  const proposals = (['pipeline', 'step'] as const).flatMap(by => {
    const own =
      by === 'pipeline'
        ? names.pipelines.map(({ pipeline }) => pipeline)
        : names.pipelines.flatMap(({ steps }) => steps);
    const pattern = patternOf([...new Set(own)], by);
    return pattern === null ? [] : [toProposal(names, by, pattern, taken)];
  });
  const most = Math.max(...proposals.map(({ services }) => services.length));
  const best = proposals.find(({ services }) => services.length === most);
  return best === undefined || most < FEWEST_SERVICES ? null : best;
}

function toProposal(
  { repository, pipelines }: RepositoryNames,
  by: SplitProposal['by'],
  pattern: string,
  taken: ReadonlySet<string>,
): SplitProposal {
  const series = pipelines.flatMap(({ pipeline, steps }): SeriesName[] =>
    ['', ...steps].map(step => ({ repository, pipeline, step })),
  );
  const ruleOf = (service: string): Rule => ({ repository: literal(repository), [by]: pattern, service });
  const servicesOf = (rule: Rule) =>
    [...new Set(matchSeries([rule], series).flatMap(({ match }) => match?.service ?? []))].sort();
  const plain = ruleOf('<service>');
  const isFree = servicesOf(plain).every(service => !taken.has(service));
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  const rule = isFree ? plain : ruleOf(`${name}-<service>`);
  return { repository, by, rules: [rule], services: servicesOf(rule) };
}

/** The pattern that finds the most services in names; null: they have none in common. */
function patternOf(names: readonly string[], by: SplitProposal['by']): string | null {
  let best: { pattern: string; services: number } | null = null;
  for (const delimiter of DELIMITERS) {
    for (const side of ['end', 'start'] as const) {
      const services = new Set<string>();
      const byAction = new Map<string, Set<string>>();
      for (const name of names) {
        const [service, action] = cut(name, delimiter, side) ?? [];
        if (service === undefined || action === undefined || !ACTIONS.has(action.toLowerCase())) continue;
        if (service.includes('/') || ACTIONS.has(service.toLowerCase())) continue;
        services.add(service);
        entryOf(byAction, action, () => new Set()).add(service);
      }
      const actions = [...byAction]
        .filter(([, own]) => own.size >= FEWEST_SERVICES)
        .map(([action]) => action);
      if (actions.length === 0 || services.size <= (best?.services ?? 0)) continue;
      const does = actions.length === 1 ? literal(actions[0] ?? '') : `{${actions.map(literal).join(',')}}`;
      const pattern = side === 'end' ? `<service>${delimiter}${does}` : `${does}${delimiter}<service>`;
      best = { pattern, services: services.size };
    }
  }
  if (best !== null) return best.pattern;
  const areServices =
    by === 'pipeline' &&
    names.length >= FEWEST_PIPELINES &&
    names.every(name => !GENERAL.has(name.toLowerCase()) && !PLATFORM.test(name) && !name.includes('/'));
  return areServices ? '<service>' : null;
}

/** What a name says of service and action. @param side where the action stands */
function cut(
  name: string,
  delimiter: string,
  side: 'start' | 'end',
): [service: string, action: string] | null {
  const at = side === 'end' ? name.lastIndexOf(delimiter) : name.indexOf(delimiter);
  if (at <= 0 || at === name.length - 1) return null;
  const [first, rest] = [name.slice(0, at), name.slice(at + 1)];
  return side === 'end' ? [first, rest] : [rest, first];
}

/** A name as a pattern that matches it and nothing else. */
function literal(name: string): string {
  return name.replace(/[\\*?{}<>,]/g, character => `\\${character}`);
}
