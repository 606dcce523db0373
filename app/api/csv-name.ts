import { calendarDay, dayNumber } from '@/lib/frames/week-number';
import type { DayRange } from '@/lib/time';

const NARROWINGS = ['team', 'service', 'repository', 'pipeline', 'step', 'branch', 'event'] as const;
const LONGEST = 160;

/**
 * What a file of rows is called, without its ending: what they are, their first and last day, what they are narrowed to. A header holds it, so
 * only ASCII.
 */
export function csvName(
  name: string,
  days: DayRange,
  filter: Readonly<Record<(typeof NARROWINGS)[number], string | null>>,
): string {
  const narrowed = NARROWINGS.flatMap(key => {
    const value = filter[key];
    return value === null || (key === 'branch' && value === 'all') ? [] : value;
  });
  return [name, days.from, calendarDay(dayNumber(days.until) - 1), ...narrowed]
    .map(part => part.replace(/[^\w.]+/g, '-'))
    .join('_')
    .slice(0, LONGEST);
}
