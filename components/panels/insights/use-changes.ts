'use client';

import { useMounted } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type Change, changesQuery } from '@/lib/insights/query';
import type { MetricFilter } from '@/lib/metrics/query';
import type { DayRange } from '@/lib/time/ranges';
import { changesOfPlace } from './changes-of-place';

/**
 * Changes and alarms of some days that concern a filter, the newest first. Lists do not wait for them: none until they
 * are there, and none in what the server draws, which knows of none.
 */
export function useChanges(filter: MetricFilter, { from, until }: DayRange): readonly Change[] {
  const { data } = useQuery(changesQuery(changesOfPlace(filter, from)));
  const isMounted = useMounted();
  return isMounted ? (data?.changes.filter(({ day }) => day < until) ?? []) : [];
}
