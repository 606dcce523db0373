'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { DaysForm } from '@/components/filters/days-form';
import { BRANCH_OPTIONS, EVENT_OPTIONS } from '@/components/filters/event-options';
import { useFilterContext } from '@/components/filters/filter-context';
import { type FilterOption, FilterSelect } from '@/components/filters/filter-select';
import { ALL_EVENTS } from '@/components/filters/page-filters';
import { optionsOf, servicesQuery } from '@/components/filters/service-pickers';
import classes from '@/components/panels/insights/insights.module.css';
import { TitledPanel } from '@/components/ui/titled-panel';
import { formatRange } from '@/lib/format';
import { type MetricFilter, metricQuery } from '@/lib/metrics/query';
import { daysOfRange } from '@/lib/time/ranges';
import styles from './compare.module.css';
import { useCompareState } from './use-compare-state';

const BRANCHES = [
  { value: null, label: 'Same branches' },
  ...BRANCH_OPTIONS,
  { value: 'all', label: 'All branches' },
] as const;

const EVENTS: ReadonlyArray<FilterOption<MetricFilter['event'] | null>> = [
  { value: null, label: 'Same events' },
  ...EVENT_OPTIONS,
];

/** The side before: the same as the filters say, but for what is chosen here. */
export function AgainstPanel() {
  const { wanted, set } = useCompareState();
  const { wanted: filter } = useFilterContext();
  const { data: services = [] } = useQuery(servicesQuery);
  const { data: runners } = useQuery(metricQuery('runners', { ...ALL_EVENTS, range: filter.range }));
  const teams = services.map(({ team }) => team);
  const machines = runners?.rows.flatMap(({ machine }) => machine ?? []) ?? [];
  return (
    <TitledPanel
      title="What is compared"
      basis="After is what the filters above say. Before is the same, but for what is chosen here."
    >
      <div className={styles.sides}>
        <fieldset className={styles.side}>
          <legend>Before</legend>
          <DaysPicker value={wanted.against} onChange={against => set({ against })} />
          <FilterSelect
            label="Team before"
            options={optionsOf('Same team', wanted.againstTeam, named(teams))}
            value={wanted.againstTeam}
            onChange={againstTeam => set({ againstTeam })}
          />
          <FilterSelect
            label="Service before"
            width={190}
            options={optionsOf(
              'Same service',
              wanted.againstService,
              named(services.map(({ service }) => service)),
            )}
            value={wanted.againstService}
            onChange={againstService => set({ againstService })}
          />
          <FilterSelect
            label="Branch before"
            options={BRANCHES}
            value={wanted.againstBranch}
            onChange={againstBranch => set({ againstBranch })}
          />
          <FilterSelect
            label="Event before"
            options={EVENTS}
            value={wanted.againstEvent}
            onChange={againstEvent => set({ againstEvent })}
          />
          <FilterSelect
            label="Runner before"
            width={150}
            options={optionsOf('Same runners', wanted.againstRunner, named(machines))}
            value={wanted.againstRunner}
            onChange={againstRunner => set({ againstRunner })}
          />
        </fieldset>
        <fieldset className={styles.side}>
          <legend>After</legend>
          <span className={classes.line}>as filtered above, on</span>
          <FilterSelect
            label="Runner"
            width={150}
            options={optionsOf('All runners', wanted.runner, named(machines))}
            value={wanted.runner}
            onChange={runner => set({ runner })}
          />
        </fieldset>
      </div>
      {wanted.scope !== null && (
        <div className={classes.actions}>
          <span className={classes.line}>
            Both sides are narrowed to <code>{wanted.scope.replaceAll(',', ', ')}</code>
          </span>
          <Button size="compact-xs" variant="default" onClick={() => set({ scope: null })}>
            Clear
          </Button>
        </div>
      )}
    </TitledPanel>
  );
}

function named(names: readonly string[]): FilterOption<string>[] {
  return [...new Set(names)].sort().map(name => ({ value: name, label: name }));
}

const PRESETS = [
  { value: null, label: 'the days just before' },
  { value: '4w', label: 'last 4 whole weeks' },
  { value: '26w', label: 'last 26 whole weeks' },
];
const OTHER = 'other';

/** The days just before, or any others. */
function DaysPicker({ value, onChange }: { value: string | null; onChange: (range: string | null) => void }) {
  const days = value === null ? null : daysOfRange(value);
  const [isOpen, setOpen] = useState(false);
  const isKnown = PRESETS.some(preset => preset.value === value);
  const options = [
    ...PRESETS,
    ...(isKnown || value === null
      ? []
      : [{ value, label: days === null ? value : formatRange(days.from, days.last) }]),
    { value: OTHER, label: 'other days …' },
  ];
  return (
    <>
      <FilterSelect
        label="Days before"
        options={options}
        value={isOpen ? OTHER : value}
        onChange={chosen => {
          setOpen(chosen === OTHER);
          if (chosen !== OTHER) onChange(chosen);
        }}
      />
      {isOpen && (
        <DaysForm
          className={styles.days}
          initial={days}
          submitText="Compare with these"
          onChoose={range => {
            setOpen(false);
            onChange(range);
          }}
        />
      )}
    </>
  );
}
