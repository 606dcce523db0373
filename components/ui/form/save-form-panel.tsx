'use client';

import { Button, Group, Text } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { Problem } from '@/components/ui/problem';
import { TitledPanel } from '@/components/ui/titled-panel';
import { WHOLE_FORM } from './field-errors';
import classes from './form.module.css';
import type { SaveForm } from './use-save-form';

interface SaveFormPanelProps<Stored, Values> {
  title: string;
  /** What it is for. */
  intro: ReactNode;
  form: SaveForm<Stored, Values>;
  /** Why what is stored cannot be understood; the fields hold the defaults then, and may be saved as they are. */
  storedProblem?: string | null;
  /** Said once it is saved: what follows. Left out where the form closes then. */
  savedText?: string;
  /** Nothing is stored yet: what the fields begin with may be saved as it is. */
  isNew?: boolean;
  /** Closes a form that was opened; without it, it stays. */
  onCancel?: () => void;
  children: ReactNode;
}

/** A panel whose fields are saved together, with what became of that below. */
export function SaveFormPanel<Stored, Values>(props: SaveFormPanelProps<Stored, Values>) {
  const {
    title,
    intro,
    form,
    storedProblem = null,
    savedText = '',
    isNew = false,
    onCancel,
    children,
  } = props;
  const element = useRef<HTMLFormElement>(null);
  const canSave = (form.isDirty || storedProblem !== null || isNew) && !form.isSaving;
  const { outcome } = form;
  useEffect(() => {
    if (outcome.kind !== 'refused') return;
    const focused = document.activeElement;
    // While somebody mends the problems one by one, the focus stays with them.
    if (focused instanceof HTMLElement && focused.matches('input, textarea, select')) return;
    element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [outcome]);
  return (
    <TitledPanel title={title}>
      <div className={classes.intro}>{intro}</div>
      {storedProblem !== null && (
        <Problem title="What is stored cannot be understood">
          <span className={classes.message}>{storedProblem}</span>
          <p>
            As long as it stays like this, no figure is computed. Below are the defaults: saving them, changed
            or not, puts it right.
          </p>
        </Problem>
      )}
      <form
        ref={element}
        noValidate
        aria-label={title}
        onSubmit={event => {
          event.preventDefault();
          if (canSave) form.save();
        }}
      >
        {children}
        <SaveBar
          form={form}
          canSave={canSave}
          savedText={savedText}
          isNew={isNew}
          {...(onCancel !== undefined && { onCancel })}
        />
      </form>
    </TitledPanel>
  );
}

interface SaveBarProps<Stored, Values> {
  form: SaveForm<Stored, Values>;
  canSave: boolean;
  savedText: string;
  isNew: boolean;
  onCancel?: () => void;
}

/** Whether there is something to save, the way to do it or to undo it, and what became of it. */
function SaveBar<Stored, Values>(props: SaveBarProps<Stored, Values>) {
  const { form, canSave, onCancel } = props;
  const { isDirty, isSaving, outcome } = form;
  const isConflict = outcome.kind === 'conflict';
  return (
    <div className={classes.bar} data-dirty={isDirty} data-apart={isDirty || outcome.kind !== 'none'}>
      <div className={classes.state} aria-live="polite">
        <SaveState {...props} />
      </div>
      <Group gap="xs">
        {isConflict ? (
          <>
            <Button size="xs" variant="default" onClick={() => void form.loadTheirs()}>
              Load theirs, discard mine
            </Button>
            <Button size="xs" variant="default" onClick={() => void form.keepMine()}>
              Keep mine, to replace theirs
            </Button>
          </>
        ) : (
          <>
            {isDirty && (
              <Button size="xs" variant="default" onClick={form.undo} disabled={isSaving}>
                Undo changes
              </Button>
            )}
            {outcome.kind === 'accepted' && form.undoSave !== null && (
              <Button size="xs" variant="default" onClick={form.undoSave}>
                Undo
              </Button>
            )}
            {onCancel !== undefined && (
              <Button size="xs" variant="subtle" onClick={onCancel} disabled={isSaving}>
                Cancel
              </Button>
            )}
            <Button size="xs" type="submit" disabled={!canSave} loading={isSaving}>
              Save
            </Button>
          </>
        )}
      </Group>
    </div>
  );
}

function SaveState<Stored, Values>({ form, canSave, savedText, isNew }: SaveBarProps<Stored, Values>) {
  const { isDirty, outcome, fields } = form;
  switch (outcome.kind) {
    case 'accepted':
      return <Text size="sm">Saved. {savedText}</Text>;
    case 'conflict':
      return (
        <Text size="sm" c="var(--problem)">
          Somebody else saved this while you were editing, and nothing of yours was saved.
        </Text>
      );
    case 'refused':
      return (
        <Text size="sm" c="var(--problem)">
          Not saved: {fields.errors[WHOLE_FORM] ?? whatIsWrong(outcome.message, fields.errors)}.
        </Text>
      );
    default:
      return (
        <Text size="sm" {...(isDirty ? { fw: 500 } : { c: 'dimmed' })}>
          {isDirty
            ? 'Changes that are not saved yet'
            : isNew
              ? 'Not saved yet'
              : canSave
                ? 'The defaults are not saved yet'
                : 'No changes'}
        </Text>
      );
  }
}

/** Problems stand at their fields; here is how many, or what is wrong with all of it. */
function whatIsWrong(message: string, errors: Readonly<Record<string, unknown>>): string {
  const count = Object.keys(errors).length;
  if (count === 0) return message;
  return count === 1 ? 'one field needs mending' : `${count} fields need mending`;
}
