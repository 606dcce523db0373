'use client';

import { Button } from '@mantine/core';
import { useId, useRef, useState } from 'react';
import popup from '@/components/ui/popup.module.css';
import { formatRange } from '@/lib/format';
import { daysOfRange, rangeProblem } from '@/lib/time/ranges';
import classes from './filter-bar.module.css';
import { useFilterContext } from './filter-context';
import { FilterSelect } from './filter-select';
import { useFilterState } from './filter-state';

const PRESETS = [
  { value: '4w', label: 'Last 4 weeks' },
  { value: 'this-week', label: 'This week' },
  { value: 'last-week', label: 'Last week' },
  { value: 'this-month', label: 'This month' },
  { value: 'last-month', label: 'Last month' },
  { value: 'this-quarter', label: 'This quarter' },
  { value: '7d', label: 'Last 7 days' },
  { value: '28d', label: 'Last 28 days' },
  { value: '90d', label: 'Last 90 days' },
  { value: '26w', label: 'Last 26 weeks' },
  { value: '1y', label: 'Last year' },
];

/** Presets, or any two days. */
export function RangePicker() {
  const { range } = useFilterContext().wanted;
  const [, setFilters] = useFilterState();
  const isPreset = PRESETS.some(({ value }) => value === range);
  const options = isPreset ? PRESETS : [...PRESETS, { value: range, label: labelOf(range) }];
  return (
    <div className={`${classes.range} ${popup.around}`}>
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
  const [from, setFrom] = useState('');
  const [last, setLast] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const first = useRef<HTMLInputElement>(null);
  const id = useId();
  const backwards = from !== '' && last !== '' && last < from;
  return (
    <>
      <button type="button" className={`${classes.button} ${popup.opener}`} popoverTarget={id}>
        Other days
      </button>
      <form
        ref={form}
        id={id}
        popover="auto"
        className={`${classes.days} ${popup.popup}`}
        onToggle={event => {
          if (event.newState === 'open') first.current?.focus();
        }}
        onSubmit={event => {
          event.preventDefault();
          onChoose(`${from}..${last}`);
          form.current?.hidePopover();
        }}
      >
        <label>
          First day
          <input
            ref={first}
            type="date"
            value={from}
            onChange={event => setFrom(event.currentTarget.value)}
          />
        </label>
        <label>
          Last day
          <input
            type="date"
            value={last}
            aria-invalid={backwards}
            aria-describedby={`${id}-problem`}
            onChange={event => setLast(event.currentTarget.value)}
          />
        </label>
        <p id={`${id}-problem`} role="status">
          {backwards && 'It ends before it begins.'}
        </p>
        <Button type="submit" size="xs" disabled={from === '' || last === '' || backwards}>
          Show these days
        </Button>
      </form>
    </>
  );
}

function labelOf(range: string): string {
  const days = rangeProblem(range) === null ? daysOfRange(range) : null;
  return days === null ? range : formatRange(days.from, days.last);
}
