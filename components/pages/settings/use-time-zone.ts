'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { settingsQuery } from '@/lib/settings/query';

/** IANA name of the organisation's time zone. */
export function useTimeZone(): string {
  const { data } = useSuspenseQuery(settingsQuery());
  return data.sections.hours.value.timeZone ?? data.serverTimeZone;
}
