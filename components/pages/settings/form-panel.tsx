'use client';

import { type ReactNode, useEffect, useId, useRef } from 'react';
import panel from '@/components/ui/panel.module.css';
import { Problem } from '@/components/ui/problem';
import classes from './form.module.css';
import { SaveBar } from './save-bar';
import type { SectionForm } from './use-section-form';

interface FormPanelProps<Draft> {
  title: string;
  /** What the section is for. */
  intro: ReactNode;
  form: SectionForm<Draft>;
  /** Said once it is saved: what follows. */
  savedText: string;
  children: ReactNode;
}

/** A section of the settings as a form, with what became of saving it below. */
export function FormPanel<Draft>({ title, intro, form, savedText, children }: FormPanelProps<Draft>) {
  const heading = useId();
  const fields = useRef<HTMLFormElement>(null);
  const { outcome } = form;
  useEffect(() => {
    if (outcome.kind !== 'refused') return;
    const focused = document.activeElement;
    // While somebody mends the problems one by one, the focus stays with them.
    if (focused instanceof HTMLElement && focused.matches('input, textarea, select')) return;
    fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [outcome]);
  return (
    <article className={panel.panel} aria-labelledby={heading}>
      <h2 className={panel.title} id={heading}>
        {title}
      </h2>
      <div className={classes.intro}>{intro}</div>
      {form.storedProblem !== null && (
        <Problem title="What is stored cannot be understood">
          <span className={classes.message}>{form.storedProblem}</span>
          <p>
            As long as it stays like this, no figure is computed. Below are the defaults: saving them, changed
            or not, puts it right.
          </p>
        </Problem>
      )}
      <form
        ref={fields}
        noValidate
        aria-labelledby={heading}
        onSubmit={event => {
          event.preventDefault();
          if (form.canSave) void form.save();
        }}
      >
        {children}
        <SaveBar form={form} savedText={savedText} />
      </form>
    </article>
  );
}
