'use client';

import { Button } from '@mantine/core';
import { type FieldProblem, problemAt } from './field-problem';
import classes from './form.module.css';
import type { SectionForm } from './use-section-form';

/** Whether there is something to save, the way to do it or to drop it, and what became of it. */
export function SaveBar<Draft>({ form, savedText }: { form: SectionForm<Draft>; savedText: string }) {
  const { isDirty, canSave, isSaving, outcome, drop } = form;
  const isConflict = outcome.kind === 'conflict';
  return (
    <div className={classes.bar} data-dirty={isDirty} data-apart={isDirty || outcome.kind !== 'none'}>
      <div className={classes.state}>
        <div aria-live="polite">
          <SaveState form={form} savedText={savedText} />
        </div>
        {isConflict && <ConflictChoices form={form} />}
      </div>
      {!isConflict && (
        <div className={classes.actions}>
          {isDirty && (
            <Button size="xs" variant="default" onClick={drop} disabled={isSaving}>
              Drop changes
            </Button>
          )}
          <Button size="xs" type="submit" disabled={!canSave} loading={isSaving}>
            Save
          </Button>
        </div>
      )}
    </div>
  );
}

function SaveState<Draft>({ form, savedText }: { form: SectionForm<Draft>; savedText: string }) {
  const { isDirty, canSave, outcome, problems } = form;
  switch (outcome.kind) {
    case 'saved':
      return <p className={classes.saved}>Saved. {savedText}</p>;
    case 'conflict':
      return (
        <p className={classes.problem}>
          Somebody else saved this while you were editing, and nothing of yours was saved.
        </p>
      );
    case 'refused':
      return <p className={classes.problem}>Not saved: {whatIsWrong(outcome.message, problems)}.</p>;
    default:
      return (
        <p className={classes.quiet}>
          {isDirty
            ? 'Changes that are not saved yet'
            : canSave
              ? 'The defaults are not saved yet'
              : 'No changes'}
        </p>
      );
  }
}

/** Problems stand at their fields; here is how many, or what is wrong with all of it. */
function whatIsWrong(message: string, problems: readonly FieldProblem[]): string {
  if (problems.length === 0) return message;
  const fields = problems.length === 1 ? 'one field needs' : `${problems.length} fields need`;
  return problemAt(problems) ?? `${fields} mending`;
}

function ConflictChoices<Draft>({ form }: { form: SectionForm<Draft> }) {
  return (
    <div className={classes.choices}>
      <Button size="xs" variant="default" onClick={() => void form.loadTheirs()}>
        Load theirs, drop mine
      </Button>
      <Button size="xs" variant="default" onClick={() => void form.keepMine()}>
        Keep mine, to replace theirs
      </Button>
    </div>
  );
}
