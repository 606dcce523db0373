'use client';

import { useViewState } from '@/components/filters/filter-state';
import classes from './panel.module.css';

/** Shows the range before in the charts of the page. */
export function PreviousPeriodSwitch() {
  const [{ before }, setView] = useViewState();
  return (
    <label className={classes.check}>
      <input
        type="checkbox"
        checked={before}
        onChange={event => setView({ before: event.currentTarget.checked })}
      />
      range before
    </label>
  );
}
