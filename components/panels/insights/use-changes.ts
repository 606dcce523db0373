'use client';

import { useQuery } from '@tanstack/react-query';
import { type Change, changesQuery } from '@/lib/insights/query';
import type { MetricFilter } from '@/lib/metrics/query';

const MOST = 1000;

/**
 * Changes and alarms from a day on that concern a filter, the newest first. Lists do not wait for them: none until they
 * are there.
 */
export function useChanges(
  { team, service, repository, pipeline, step }: MetricFilter,
  since: string,
): readonly Change[] {
  const place = { team, service, repository, pipeline, step };
  const { data } = useQuery(
    changesQuery({ ...place, kind: null, direction: null, state: null, since, limit: MOST }),
  );
  return data?.changes ?? [];
}
