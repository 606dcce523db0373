'use client';

import { useMounted } from '@mantine/hooks';

export const TIME_ZONE_LIST = 'time-zones';

/** The zones that the browser knows, to choose from; fields name it as their `list`. */
export function TimeZoneList() {
  // Server and browser may know different zones.
  const mounted = useMounted();
  return (
    <datalist id={TIME_ZONE_LIST}>
      {mounted && Intl.supportedValuesOf('timeZone').map(zone => <option key={zone} value={zone} />)}
    </datalist>
  );
}
