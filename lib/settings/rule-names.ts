import { entryOf } from '@/lib/entry-of';
import type { Rule } from './rules';
import { matchSeries, resolveSeries, type SeriesName, splitRepositories } from './series-owners';
import type { RuleNames } from './settings-answer';
import { proposeSplit } from './split-proposal';

/** What rules may name, and how repositories that none of these rules matches could be split. */
export function listRuleNames(rules: readonly Rule[], series: readonly SeriesName[]): RuleNames {
  const steps = new Map<string, Map<string, string[]>>();
  for (const { repository, pipeline, step } of series) {
    const pipelines = entryOf(steps, repository, () => new Map<string, string[]>());
    if (pipeline === '') continue;
    const own = entryOf(pipelines, pipeline, () => []);
    if (step !== '') own.push(step);
  }
  const repositories = [...steps].map(([repository, pipelines]) => ({
    repository,
    pipelines: [...pipelines].map(([pipeline, own]) => ({ pipeline, steps: own })),
  }));
  const matched = splitRepositories(matchSeries(rules, series));
  const services = new Set(resolveSeries(rules, series).flatMap(({ service }) => service ?? []));
  return {
    repositories,
    splits: repositories.flatMap(names =>
      matched.has(names.repository) ? [] : (proposeSplit(names, services) ?? []),
    ),
  };
}
