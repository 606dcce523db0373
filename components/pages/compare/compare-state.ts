import { parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { CompareSearch } from '@/lib/insights/query';
import { EVENT_FILTERS, type MetricFilter } from '@/lib/metrics/query';
import { isDay } from '@/lib/time/days';

/** What Compare has in its address beside the filters, which are those of the side after. */
export const compareParsers = {
  against: parseAsString,
  againstTeam: parseAsString,
  againstService: parseAsString,
  againstStep: parseAsString,
  againstBranch: parseAsStringLiteral(['all', 'default', 'others'] as const),
  againstEvent: parseAsStringLiteral(EVENT_FILTERS),
  againstRunner: parseAsString,
  runner: parseAsString,
  scope: parseAsString,
  without: parseAsString,
  control: parseAsString.withDefault('suggested'),
  seed: parseAsInteger.withDefault(1),
};

export type CompareState = Pick<
  CompareSearch,
  | 'against'
  | 'againstTeam'
  | 'againstService'
  | 'againstStep'
  | 'againstBranch'
  | 'againstRunner'
  | 'runner'
  | 'scope'
  | 'without'
  | 'control'
  | 'seed'
> & { againstEvent: MetricFilter['event'] | null };

const LARGEST_SEED = 4_294_967_295;

/** The question that a page asks, from its filters and what else stands in its address. */
export function compareSearchOf(filter: MetricFilter, state: CompareState): CompareSearch {
  const { range, team, service, repository, pipeline, step, branch, event } = filter;
  const { seed, without } = state;
  return {
    ...{ range, team, service, repository, pipeline, step, branch, event },
    ...state,
    againstRepository: null,
    againstPipeline: null,
    without: without !== null && isDay(without) ? without : null,
    seed: seed >= 0 && seed <= LARGEST_SEED ? seed : 1,
  };
}

/** The address of the answer in the API: every number behind the verdict. */
export function compareAddress(search: CompareSearch): string {
  const given = Object.entries(search).flatMap(([key, value]) =>
    value === null ? [] : [[key, String(value)]],
  );
  return `/api/v1/compare?${new URLSearchParams(given)}`;
}
