'use client';

import type { ReactNode } from 'react';
import { Field } from './field';
import classes from './form.module.css';

interface LinesFieldProps {
  label: string;
  within?: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ReactNode;
  problem?: string | null;
  placeholder?: string;
  leastRows?: number;
}

/** A list as text, one entry a line. */
export function LinesField({ value, onChange, placeholder, leastRows = 3, ...field }: LinesFieldProps) {
  return (
    <Field {...field} problemsNameThemselves>
      {control => (
        <textarea
          {...control}
          className={classes.lines}
          rows={Math.min(16, Math.max(leastRows, value.split('\n').length + 1))}
          value={value}
          onChange={event => onChange(event.currentTarget.value)}
          placeholder={placeholder}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
    </Field>
  );
}
