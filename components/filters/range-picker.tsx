'use client';

import { Button, Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import { formatRange } from '@/lib/format';
import classes from './filter-bar.module.css';
import { useFilterScope } from './filter-scope';
import { FilterSelect } from './filter-select';
import { useFilterState } from './use-filter-state';

const PRESETS = [
  { value: '4w', label: 'Last 4 whole weeks' },
  { value: '26w', label: 'Last 26 whole weeks' },
  { value: '7d', label: 'Last 7 days' },
  { value: '28d', label: 'Last 28 days' },
  { value: '90d', label: 'Last 90 days' },
  { value: '1y', label: 'Last year' },
];

/** Presets, or any two days. */
export function RangePicker() {
  const { range } = useFilterScope().wanted;
  const [, setFilters] = useFilterState();
  const isPreset = PRESETS.some(({ value }) => value === range);
  const options = isPreset ? PRESETS : [...PRESETS, { value: range, label: labelOf(range) }];
  return (
    <div className={classes.range}>
      <FilterSelect
        label="Range"
        isFilter={false}
        options={options}
        value={range}
        onChange={value => setFilters({ range: value })}
      />
      <OtherDays onChoose={value => setFilters({ range: value })} />
    </div>
  );
}

function OtherDays({ onChoose }: { onChoose: (range: string) => void }) {
  const [opened, setOpened] = useState(false);
  const [from, setFrom] = useState('');
  const [last, setLast] = useState('');
  const backwards = from !== '' && last !== '' && last < from;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <button type="button" className={classes.button} onClick={() => setOpened(open => !open)}>
          Other days
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={event => {
            event.preventDefault();
            onChoose(`${from}..${last}`);
            setOpened(false);
          }}
        >
          <TextInput
            size="xs"
            type="date"
            label="First day"
            value={from}
            onChange={event => setFrom(event.currentTarget.value)}
            mb="xs"
          />
          <TextInput
            size="xs"
            type="date"
            label="Last day"
            value={last}
            error={backwards ? 'ends before it begins' : null}
            onChange={event => setLast(event.currentTarget.value)}
            mb="sm"
          />
          <Button type="submit" size="xs" disabled={from === '' || last === '' || backwards}>
            Show these days
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

function labelOf(range: string): string {
  const [from, last] = range.split('..');
  return from !== undefined && last !== undefined ? formatRange(from, last) : range;
}
