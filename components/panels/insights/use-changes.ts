'use client';

import { useMounted } from '@mantine/hooks';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { type Change, changesQuery } from '@/lib/insights/query';
import type { MetricFilter } from '@/lib/metrics/query';
import type { DayRange } from '@/lib/time/ranges';
import { changesOfPlace } from './changes-of-place';

/**
 * Changes and alarms of some days that concern a filter, the newest first. What stands above a page does not wait for
 * them: none until they are there, and none in what the server draws.
 */
export function useChanges(filter: MetricFilter, { from, until }: DayRange): readonly Change[] {
  const { data } = useQuery(changesQuery(changesOfPlace(filter, from)));
  const isMounted = useMounted();
  return isMounted ? (data?.changes.filter(({ day }) => day < until) ?? []) : [];
}

/** The same for a list, which comes with its marks: nothing in it moves afterwards. Its page prefetches them. */
export function useListedChanges(filter: MetricFilter, { from, until }: DayRange): readonly Change[] {
  const { data } = useSuspenseQuery(changesQuery(changesOfPlace(filter, from)));
  return data.changes.filter(({ day }) => day < until);
}
