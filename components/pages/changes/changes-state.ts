import { parseAsStringLiteral } from 'nuqs/server';
import type { ChangesSearch } from '@/lib/insights/query';
import type { MetricFilter } from '@/lib/metrics/query';

/** What the list of changes has in its address beside the filters; links to other pages drop it. */
export const changesParsers = {
  kind: parseAsStringLiteral(['wait', 'step', 'cache'] as const),
  direction: parseAsStringLiteral(['worse', 'better'] as const),
  state: parseAsStringLiteral(['new', 'acknowledged', 'explained'] as const),
};

type ChangesState = Pick<ChangesSearch, 'kind' | 'direction' | 'state'>;

/** So many are shown at first, and more of them each time that they are asked for. */
export const CHANGES_SHOWN = 100;

/** Which changes are listed. */
export function changesSearchOf(
  { team, service, repository, pipeline, step }: MetricFilter,
  { kind, direction, state }: ChangesState,
  limit: number = CHANGES_SHOWN,
): ChangesSearch {
  return { team, service, repository, pipeline, step, kind, direction, state, since: null, limit };
}
