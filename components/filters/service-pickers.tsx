'use client';

import { queryOptions, useQuery } from '@tanstack/react-query';
import { MINUTE_MS } from '@/lib/time/units';
import { FavouriteTeam } from './favourite-team';
import { useFilterContext } from './filter-context';
import { type FilterOption, FilterSelect } from './filter-select';
import { useFilterState } from './filter-state';

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

type NameOption = FilterOption<string | null>;

/** A team, and a service of it; the lists come after the page, what is chosen is named at once. */
export function TeamAndServicePickers(props: { offersTeam: boolean; offersService: boolean }) {
  const { offersTeam, offersService } = props;
  const { wanted } = useFilterContext();
  const [, setFilters] = useFilterState();
  const { data = [] } = useQuery({ ...servicesQuery, enabled: offersTeam || offersService });
  const teams = [...new Set(data.map(({ team }) => team))].sort();
  const services = data.filter(({ team }) => wanted.team === null || team === wanted.team);
  return (
    <>
      {offersTeam && (
        <FilterSelect
          label="Team"
          width={124}
          options={optionsOf(
            'All teams',
            wanted.team,
            teams.map(team => ({ value: team, label: team })),
          )}
          value={wanted.team}
          onChange={team => setFilters({ team, service: null })}
        />
      )}
      {offersTeam && <FavouriteTeam />}
      {offersService && (
        <FilterSelect
          label="Service"
          width={172}
          options={optionsOf(
            'All services',
            wanted.service,
            services
              .map(({ service, team }) => ({ value: service, label: service, group: team }))
              .sort((a, b) => compare(a.group, b.group) || compare(a.label, b.label)),
          )}
          value={wanted.service}
          onChange={service => setFilters({ service })}
        />
      )}
    </>
  );
}

/** What stands for all comes first; what is chosen is named though it is not known. */
export function optionsOf(all: string, chosen: string | null, known: NameOption[]): NameOption[] {
  const missing = chosen !== null && known.every(({ value }) => value !== chosen);
  return [{ value: null, label: all }, ...(missing ? [{ value: chosen, label: chosen }] : []), ...known];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
