import { queryOptions } from '@tanstack/react-query';
import { MINUTE_MS } from '@/lib/time/units';

interface ServiceName {
  service: string;
  team: string;
}

const STALE_MS = 5 * MINUTE_MS;

/** All services there are, with the team of each: what one may filter by. */
export const servicesQuery = queryOptions({
  queryKey: ['names', 'services'],
  queryFn: async (): Promise<ServiceName[]> => {
    const body = await readJson('/api/v1/services');
    return listIn(body, 'services').filter(isServiceName);
  },
  staleTime: STALE_MS,
});

function isServiceName(item: unknown): item is ServiceName {
  return typeof item === 'object' && item !== null && 'service' in item && 'team' in item;
}

function listIn(body: unknown, name: string): unknown[] {
  const list = typeof body === 'object' && body !== null ? Reflect.get(body, name) : null;
  return Array.isArray(list) ? list : [];
}

async function readJson(address: string): Promise<unknown> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: the server answered ${response.status}`);
  return response.json();
}
