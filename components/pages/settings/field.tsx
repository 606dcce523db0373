'use client';

import { type ReactNode, useId } from 'react';
import classes from './form.module.css';

/** What ties a control to its label and to the words around it. */
interface ControlProps {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface FieldProps {
  label: string;
  /** What it belongs to, where others have the same label: told to screen readers. */
  within?: string;
  /** What the field does, or what may stand in it. */
  hint?: ReactNode;
  /** Beside the control, such as `minutes`. */
  unit?: string;
  problem?: string | null;
  /** Problems name what they are of: the label need not stand before them. */
  problemsNameThemselves?: boolean;
  /** The label is for screen readers only: a heading above says it to the others. */
  hidesLabel?: boolean;
  children: (control: ControlProps) => ReactNode;
}

/** One field of a form: label, control, what it does, and what is wrong with it. */
export function Field({
  label,
  within,
  hint,
  unit,
  problem = null,
  hidesLabel = false,
  problemsNameThemselves = false,
  children,
}: FieldProps) {
  const id = useId();
  const described = [
    ...(hint === undefined ? [] : [`${id}-hint`]),
    ...(problem === null ? [] : [`${id}-problem`]),
  ];
  const control: ControlProps = {
    id,
    'aria-describedby': described.length === 0 ? undefined : described.join(' '),
    'aria-invalid': problem === null ? undefined : true,
  };
  return (
    <div className={classes.field}>
      <label htmlFor={id} className={hidesLabel ? classes.hidden : classes.label}>
        {within !== undefined && <span className={classes.hidden}>{within}, </span>}
        {label}
        {unit !== undefined && <span className={classes.hidden}>, {unit}</span>}
      </label>
      {unit === undefined ? (
        children(control)
      ) : (
        <div className={classes.withUnit}>
          {children(control)}
          <span aria-hidden="true" className={classes.unit}>
            {unit}
          </span>
        </div>
      )}
      {problem !== null && (
        <p id={`${id}-problem`} className={classes.problem}>
          {problemsNameThemselves ? problem : `${label} ${problem}`}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className={classes.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
