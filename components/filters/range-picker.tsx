'use client';

import { Button, Group, Popover, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { formatDay } from '@/lib/format';
import { useFilterState } from './use-filter';

const PRESETS = [
  { value: '4w', label: 'Last 4 whole weeks' },
  { value: '7d', label: 'Last 7 days' },
  { value: '28d', label: 'Last 28 days' },
  { value: '90d', label: 'Last 90 days' },
  { value: '26w', label: 'Last 26 whole weeks' },
  { value: '1y', label: 'Last year' },
];

/** Presets, or any two days. */
export function RangePicker() {
  const [{ range }, setFilters] = useFilterState();
  const custom = PRESETS.every(({ value }) => value !== range);
  const data = custom ? [...PRESETS, { value: range, label: labelOf(range) }] : PRESETS;
  return (
    <Group gap={6} wrap="nowrap">
      <Select
        size="xs"
        w={220}
        aria-label="Range"
        data={data}
        value={range}
        allowDeselect={false}
        maxDropdownHeight={320}
        onChange={value => setFilters({ range: value })}
      />
      <CustomRange onChoose={value => setFilters({ range: value })} />
    </Group>
  );
}

function CustomRange({ onChoose }: { onChoose: (range: string) => void }) {
  const [opened, setOpened] = useState(false);
  const [from, setFrom] = useState('');
  const [last, setLast] = useState('');
  const backwards = from !== '' && last !== '' && last < from;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" onClick={() => setOpened(open => !open)}>
          Other days
        </Button>
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
  return from !== undefined && last !== undefined ? `${formatDay(from)} – ${formatDay(last, true)}` : range;
}
