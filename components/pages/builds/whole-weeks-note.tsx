'use client';

import { useFilter } from '@/components/filters/filter-context';
import { useFilterState } from '@/components/filters/filter-state';
import { isWholeWeeks } from '@/lib/time/ranges';
import classes from './builds.module.css';

const UP_TO_TODAY = '28d';

/** Who looks for a build of today in a range of whole weeks does not find it: says so, and leads there. */
export function WholeWeeksNote() {
  const { range } = useFilter();
  const [, setFilters] = useFilterState();
  if (!isWholeWeeks(range)) return null;
  return (
    <p className={classes.note}>
      The range is of whole weeks, so builds of this week are not among them.{' '}
      <button type="button" className={classes.plain} onClick={() => setFilters({ range: UP_TO_TODAY })}>
        Show the last 28 days
      </button>
    </p>
  );
}
