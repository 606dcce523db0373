'use client';

import type { ReactNode } from 'react';
import { Field } from './field';
import classes from './form.module.css';

interface TextFieldProps {
  label: string;
  within?: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ReactNode;
  unit?: string;
  problem?: string | null;
  hidesLabel?: boolean;
  placeholder?: string;
  /** Numbers and times are short. */
  isShort?: boolean;
  /** Which keyboard a phone shows. */
  inputMode?: 'text' | 'decimal' | 'numeric';
  /** Id of a datalist. */
  list?: string;
}

/** A line of text. Spelling is nobody's business here: patterns, logins, numbers. */
export function TextField(props: TextFieldProps) {
  const { value, onChange, placeholder, isShort = false, inputMode, list, ...field } = props;
  return (
    <Field {...field}>
      {control => (
        <input
          {...control}
          className={classes.input}
          data-short={isShort}
          value={value}
          onChange={event => onChange(event.currentTarget.value)}
          placeholder={placeholder}
          inputMode={inputMode}
          list={list}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
    </Field>
  );
}
