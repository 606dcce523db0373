'use client';

import { useId } from 'react';
import form from './form.module.css';
import rows from './rows.module.css';

const DAYS = [
  { day: 1, name: 'Mon' },
  { day: 2, name: 'Tue' },
  { day: 3, name: 'Wed' },
  { day: 4, name: 'Thu' },
  { day: 5, name: 'Fri' },
  { day: 6, name: 'Sat' },
  { day: 7, name: 'Sun' },
];

interface WorkdaysFieldProps {
  label: string;
  within?: string;
  /** 1 is Monday, 7 is Sunday; in order. Null: the same as everybody. */
  value: number[] | null;
  onChange: (days: number[]) => void;
  problem: string | null;
}

/** The days on which people work. */
export function WorkdaysField({ label, within, value, onChange, problem }: WorkdaysFieldProps) {
  const id = useId();
  const days = value ?? [];
  return (
    <fieldset
      className={rows.days}
      aria-describedby={problem === null ? undefined : id}
      aria-invalid={problem === null ? undefined : true}
    >
      <legend>
        {within !== undefined && <span className={form.hidden}>{within}, </span>}
        {label}
      </legend>
      <div className={rows.dayList}>
        {DAYS.map(({ day, name }) => (
          <label key={day} className={rows.check}>
            <input
              type="checkbox"
              checked={days.includes(day)}
              onChange={event =>
                onChange(
                  event.currentTarget.checked
                    ? [...days, day].sort((a, b) => a - b)
                    : days.filter(other => other !== day),
                )
              }
            />
            {name}
          </label>
        ))}
      </div>
      {problem !== null && (
        <p id={id} className={form.problem}>
          {label} {problem}
        </p>
      )}
    </fieldset>
  );
}
