'use client';

import { useMounted } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/use-filter';
import { loginsQuery } from '@/lib/builds/query';

export const KNOWN_PEOPLE_LIST = 'people-known';

/** People who have built, to choose from; fields name it as their `list`. */
export function KnownPeopleList() {
  const { data } = useQuery(loginsQuery(useFilter()));
  // The answer may be there before the page is awake, and was not when it was made.
  const mounted = useMounted();
  const people = new Set(data?.logins.filter(({ isBot }) => !isBot).map(({ person }) => person));
  return (
    <datalist id={KNOWN_PEOPLE_LIST}>
      {mounted && [...people].map(person => <option key={person} value={person} />)}
    </datalist>
  );
}
