'use client';

import '@mantine/core/styles/Input.layer.css';
import { Button } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useId, useState } from 'react';
import { TextField } from '@/components/ui/form/fields';
import classes from './insights.module.css';

interface MarkFormProps {
  /** What is asked for. */
  label: string;
  /** Whether it may stay empty. */
  isRequired: boolean;
  saveText: string;
  isSaving: boolean;
  problem: string | null;
  onSave: (text: string, by: string | null) => void;
  onCancel: () => void;
}

/** A line that says why, and who says so; the name is remembered in the browser. */
export function MarkForm(props: MarkFormProps) {
  const { label, isRequired, saveText, isSaving, problem, onSave, onCancel } = props;
  const [text, setText] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [name, setName] = useLocalStorage({ key: 'buildhours-name', defaultValue: '' });
  const id = useId();
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        if (isRequired && text.trim() === '') setMissing(true);
        else onSave(text.trim(), name.trim() || null);
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <div className={classes.inline}>
        <TextField
          label={label}
          data-autofocus
          autoFocus
          value={text}
          error={isMissing && text.trim() === '' ? 'is empty: say why' : null}
          onChange={event => setText(event.currentTarget.value)}
          {...(problem !== null && { 'aria-describedby': id })}
        />
        <TextField label="Your name" value={name} onChange={event => setName(event.currentTarget.value)} />
        <span className={classes.actions}>
          <Button type="submit" size="xs" loading={isSaving}>
            {saveText}
          </Button>
          <Button size="xs" variant="subtle" onClick={onCancel}>
            Cancel
          </Button>
        </span>
      </div>
      {problem !== null && (
        <p className={classes.problem} role="alert" id={id}>
          Not saved: {problem}.
        </p>
      )}
    </form>
  );
}
