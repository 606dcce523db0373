import { queryOptions } from '@tanstack/react-query';
import type { ServersState } from '@/lib/metrics/query';

const FRESH_MS = 5_000;

/** CI servers and pollers, asked again and again. The server passes a reader that asks the database. */
export function serversQuery(read: () => Promise<ServersState> = fetchServers) {
  return queryOptions({
    queryKey: ['servers'] as const,
    queryFn: read,
    staleTime: FRESH_MS,
    refetchInterval: FRESH_MS,
  });
}

async function fetchServers(): Promise<ServersState> {
  const response = await fetch('/api/v1/servers');
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.json();
}
