'use client';

import { useViewState } from '@/components/filters/use-view-state';
import classes from './panel.module.css';

/** Shows the range before in the charts of the page. */
export function BeforeSwitch() {
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
