'use client';

import { useId, useRef } from 'react';
import popup from '@/components/ui/popup.module.css';
import { formatRange } from '@/lib/format';
import { daysOfRange, rangeProblem } from '@/lib/time/ranges';
import { DaysForm } from './days-form';
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
      <OtherDays range={range} onChoose={value => setFilters({ range: value })} />
    </div>
  );
}

function OtherDays({ range, onChoose }: { range: string; onChoose: (range: string) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const first = useRef<HTMLInputElement>(null);
  const id = useId();
  return (
    <>
      <button type="button" className={`${classes.button} ${popup.opener}`} popoverTarget={id}>
        Other days
      </button>
      <DaysForm
        key={range}
        ref={form}
        id={id}
        popover="auto"
        className={`${classes.days} ${popup.popup}`}
        onToggle={event => {
          if (event.newState === 'open') first.current?.focus();
        }}
        firstField={first}
        initial={rangeProblem(range) === null ? daysOfRange(range) : null}
        submitText="Show these days"
        onChoose={days => {
          onChoose(days);
          form.current?.hidePopover();
        }}
      />
    </>
  );
}

function labelOf(range: string): string {
  const days = rangeProblem(range) === null ? daysOfRange(range) : null;
  return days === null ? range : formatRange(days.from, days.last);
}
