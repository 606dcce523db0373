'use client';

import type { CSSProperties } from 'react';
import classes from './filter-bar.module.css';

export interface FilterOption<Value extends string | null> {
  value: Value;
  label: string;
  /** Options of a group stand together under its name. */
  group?: string;
}

interface FilterSelectProps<Value extends string | null> {
  label: string;
  options: readonly FilterOption<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  /** Stands out while anything but the first option is chosen. */
  isFilter?: boolean;
  /** Pixels; for lists that come later, and would widen it. */
  width?: number;
}

/** One of few or many, with the browser's own list: known to phones, keyboards and screen readers. */
export function FilterSelect<Value extends string | null>(props: FilterSelectProps<Value>) {
  const { label, options, value, onChange, isFilter = true, width } = props;
  const groups = [...new Set(options.map(({ group }) => group ?? ''))];
  const listed = (group: string) =>
    options.map(
      (option, index) =>
        (option.group ?? '') === group && (
          <option key={option.label} value={index}>
            {option.label}
          </option>
        ),
    );
  return (
    <select
      className={classes.select}
      style={{ '--width': width === undefined ? 'auto' : `${width}px` } as CSSProperties}
      aria-label={label}
      data-narrowed={isFilter && options.findIndex(option => option.value === value) > 0}
      value={options.findIndex(option => option.value === value)}
      onChange={event => {
        const chosen = options[Number(event.currentTarget.value)];
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {groups.map(group =>
        group === '' ? (
          listed(group)
        ) : (
          <optgroup key={group} label={group}>
            {listed(group)}
          </optgroup>
        ),
      )}
    </select>
  );
}
