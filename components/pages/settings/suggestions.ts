'use client';

import { useMounted } from '@mantine/hooks';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useFilter } from '@/components/filters/filter-context';
import { loginsQuery } from '@/lib/builds/query';
import { settingsQuery } from '@/lib/settings/query';

/** IANA name of the organisation's time zone. */
export function useTimeZone(): string {
  const { data } = useSuspenseQuery(settingsQuery());
  return data.sections.hours.value.timeZone ?? data.serverTimeZone;
}

/** The zones that the browser knows, to choose from; the server may know others. */
export function useTimeZones(): string[] {
  const mounted = useMounted();
  return useMemo(() => (mounted ? Intl.supportedValuesOf('timeZone') : []), [mounted]);
}

/** People who have built, to choose from. */
export function useKnownPeople(): string[] {
  const { data } = useQuery(loginsQuery(useFilter()));
  return useMemo(
    () => [...new Set(data?.logins.filter(({ isBot }) => !isBot).map(({ person }) => person))],
    [data],
  );
}
