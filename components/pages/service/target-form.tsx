'use client';

import { Button } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import { formatDuration } from '@/lib/format';
import { parseDuration } from './parse-duration';
import classes from './service.module.css';
import { useTarget } from './use-target';

interface TargetFormProps {
  service: string;
  /** Null: none is set. */
  targetMs: number | null;
}

/** Sets, changes and removes the target of a service, in one line. */
export function TargetForm({ service, targetMs }: TargetFormProps) {
  const target = useTarget(service);
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !target.isOpen) opener.current?.focus();
    wasOpen.current = target.isOpen;
  }, [target.isOpen]);
  if (target.isOpen) return <OpenForm targetMs={targetMs} target={target} />;
  return (
    <div className={classes.target}>
      {targetMs !== null && (
        <span>
          Nine of ten builds within <strong>{formatDuration(targetMs)}</strong>
        </span>
      )}
      <Button ref={opener} size="compact-sm" variant="default" onClick={() => void target.open()}>
        {targetMs === null ? 'Set a target' : 'Change'}
      </Button>
    </div>
  );
}

function OpenForm({ targetMs, target }: { targetMs: number | null; target: ReturnType<typeof useTarget> }) {
  const [text, setText] = useState(targetMs === null ? '' : formatDuration(targetMs));
  const [misread, setMisread] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const hint = useId();
  useEffect(() => input.current?.select(), []);
  const save = () => {
    const seconds = parseDuration(text);
    setMisread(seconds === null || seconds === 0);
    if (seconds !== null && seconds > 0) void target.save(seconds);
  };
  const said = misread ? MISREAD : target.problem;
  return (
    <form
      className={classes.target}
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save();
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') target.close();
      }}
    >
      <label className={classes.field}>
        Nine of ten builds within
        <input
          ref={input}
          className={classes.input}
          value={text}
          placeholder="6m 30s"
          autoComplete="off"
          aria-invalid={misread}
          aria-describedby={hint}
          onChange={event => setText(event.currentTarget.value)}
        />
      </label>
      <Button type="submit" size="compact-sm" loading={target.isSaving}>
        Save
      </Button>
      {targetMs !== null && (
        <Button
          size="compact-sm"
          variant="default"
          disabled={target.isSaving}
          onClick={() => void target.save(null)}
        >
          Remove it
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" disabled={target.isSaving} onClick={target.close}>
        Cancel
      </Button>
      <p className={classes.say} id={hint} role="status">
        {said ?? 'Minutes and seconds, such as 6m 30s. It holds for all who look at this service.'}
      </p>
    </form>
  );
}

const MISREAD = 'That is no duration: write it with its units, such as 6m 30s, 6:30 or 390s.';
