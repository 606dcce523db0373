'use client';

import { Button } from '@mantine/core';
import { useState } from 'react';
import { BRANCH_OPTIONS, EVENT_OPTIONS } from './event-options';
import classes from './filter-bar.module.css';
import { useFilterContext } from './filter-context';
import { FilterSelect } from './filter-select';
import { useFilterState } from './filter-state';
import { type FilterName, NO_FILTER } from './page-filters';
import { RangePicker } from './range-picker';
import { TeamAndServicePickers } from './service-pickers';

const BRANCHES = [{ value: 'all', label: 'All branches' }, ...BRANCH_OPTIONS] as const;

const BUCKETS = [
  { value: 'auto', label: 'By day or week' },
  { value: 'day', label: 'By day' },
  { value: 'week', label: 'By week' },
] as const;

const SWITCHES = [
  { value: 'in', label: 'With context switching' },
  { value: 'out', label: 'Without context switching' },
] as const;

/** The filters that the page offers, and a way to clear them all. On a phone the range, the others on demand. */
export function FilterBar() {
  const { page, wanted } = useFilterContext();
  const [, setFilters] = useFilterState();
  const [opened, setOpened] = useState(false);
  const offers = (name: FilterName) => page.offers.includes(name) && !Object.hasOwn(page.fixed ?? {}, name);
  const set = page.offers.filter(
    name =>
      offers(name) &&
      name !== 'range' &&
      name !== 'bucket' &&
      name !== 'switches' &&
      wanted[name] !== NO_FILTER[name],
  );
  if (page.offers.length === 0) return null;
  return (
    <search className={classes.bar} aria-label="Filters" data-opened={opened}>
      {offers('range') && <RangePicker />}
      <button
        type="button"
        className={classes.more}
        aria-expanded={opened}
        onClick={() => setOpened(now => !now)}
      >
        Filters{set.length > 0 && ` · ${set.length}`}
      </button>
      <div className={classes.others}>
        <TeamAndServicePickers offersTeam={offers('team')} offersService={offers('service')} />
        {offers('branch') && (
          <FilterSelect
            label="Branch"
            options={BRANCHES}
            value={wanted.branch}
            onChange={branch => setFilters({ branch })}
          />
        )}
        {offers('event') && (
          <FilterSelect
            label="Event"
            options={EVENT_OPTIONS}
            value={wanted.event}
            onChange={event => setFilters({ event })}
          />
        )}
        {offers('bucket') && (
          <FilterSelect
            label="Bucket"
            isFilter={false}
            options={BUCKETS}
            value={wanted.bucket}
            onChange={bucket => setFilters({ bucket })}
          />
        )}
        {offers('switches') && (
          <FilterSelect
            label="Context switching in hours lost"
            options={SWITCHES}
            value={wanted.switches}
            onChange={switches => setFilters({ switches })}
          />
        )}
        <FilterChips names={set.filter(name => ['repository', 'pipeline', 'step'].includes(name))} />
        {set.length > 0 && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => setFilters(Object.fromEntries(set.map(name => [name, null])))}
          >
            Clear filters
          </Button>
        )}
      </div>
    </search>
  );
}

/** Filters that no list offers: one comes to them by a link, and clears them here. */
function FilterChips({ names }: { names: readonly FilterName[] }) {
  const { wanted } = useFilterContext();
  const [, setFilters] = useFilterState();
  return names.map(name => (
    <button
      key={name}
      type="button"
      className={classes.chip}
      aria-label={`Clear the filter ${name} ${wanted[name]}`}
      onClick={() => setFilters({ [name]: null })}
    >
      {name}: <strong>{wanted[name]}</strong> <span aria-hidden="true">×</span>
    </button>
  ));
}
