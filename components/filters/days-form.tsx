'use client';

import { Button } from '@mantine/core';
import { type ComponentProps, type Ref, useId, useState } from 'react';

interface DaysFormProps extends Omit<ComponentProps<'form'>, 'onSubmit' | 'children'> {
  /** What it begins with; null: empty. */
  initial?: { from: string; last: string } | null;
  submitText: string;
  /** With a range as the address has it, `2026-03-02..2026-03-29`. */
  onChoose: (range: string) => void;
  firstField?: Ref<HTMLInputElement>;
}

/** Any two days, the last one not before the first. */
export function DaysForm({ initial = null, submitText, onChoose, firstField, ...form }: DaysFormProps) {
  const [from, setFrom] = useState(initial?.from ?? '');
  const [last, setLast] = useState(initial?.last ?? '');
  const problem = useId();
  const isBackwards = from !== '' && last !== '' && last < from;
  return (
    <form
      {...form}
      onSubmit={event => {
        event.preventDefault();
        onChoose(`${from}..${last}`);
      }}
    >
      <label>
        First day
        <input
          ref={firstField}
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
          aria-invalid={isBackwards}
          aria-describedby={problem}
          onChange={event => setLast(event.currentTarget.value)}
        />
      </label>
      <p id={problem} role="status">
        {isBackwards && 'It ends before it begins.'}
      </p>
      <Button type="submit" size="xs" disabled={from === '' || last === '' || isBackwards}>
        {submitText}
      </Button>
    </form>
  );
}
