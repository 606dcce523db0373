import { calendarDay, dayNumber } from '@/lib/time/days';
import type { DayRange } from '@/lib/time/ranges';

/** In the order in which they stand in the name; a status is only that of builds. */
const NARROWINGS = [
  'team',
  'service',
  'repository',
  'pipeline',
  'step',
  'branch',
  'event',
  'switches',
  'status',
] as const;
/** What is no narrowing. */
const USUAL: Readonly<Record<string, string>> = {
  branch: 'all',
  status: 'all',
  event: 'code',
  switches: 'in',
};
const LONGEST = 160;

type Narrowings = Readonly<Partial<Record<(typeof NARROWINGS)[number], string | null>>>;

/**
 * What a file of rows is called, without its ending: what they are, their first and last day, what they are narrowed
 * to, with `_` between. A header holds it, so only ASCII.
 */
export function csvName(name: string, days: DayRange, filter: Narrowings): string {
  const narrowed = NARROWINGS.flatMap(key => {
    const value = filter[key] ?? null;
    const isAny = value === null || value === USUAL[key];
    return isAny ? [] : key === 'switches' ? 'without-switches' : value;
  });
  return [name, days.from, calendarDay(dayNumber(days.until) - 1), ...narrowed]
    .map(part => part.replace(/[^a-z\d.]+/gi, '-'))
    .join('_')
    .slice(0, LONGEST);
}
