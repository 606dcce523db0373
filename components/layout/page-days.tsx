'use client';

import { useFilterContext } from '@/components/filters/filter-context';
import { formatInstant, formatRange } from '@/lib/format';
import { addDays } from '@/lib/time/days';
import { useHealth } from './health';
import classes from './page.module.css';
import { useDaysOf } from './use-days-of';

/** Which days the page is about, and how old its data is. */
export function PageDays() {
  const { page, wanted } = useFilterContext();
  const { import: progress, timeZone } = useHealth();
  const days = useDaysOf(wanted.range);
  const parts = [
    ...(page.offers.includes('range') && days !== null
      ? [formatRange(days.from, addDays(days.until, -1))]
      : []),
    ...(progress?.lookedAt == null || timeZone === undefined
      ? []
      : [`data as of ${formatInstant(progress.lookedAt, timeZone)}`]),
  ];
  return parts.length === 0 ? null : <div className={classes.days}>{parts.join(' · ')}</div>;
}
