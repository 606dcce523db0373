import { mondayOf, weekNumber } from '@/lib/time/days';
import type { WeekRun } from '../store/week-store';

/** The days of a period, from the first to the one before `until`, in days since 1970-01-01. */
export interface Days {
  from: number;
  until: number;
}

/** Its weeks that lie in it as a whole; where there are none, from and until are the same. */
export function wholeWeeksIn({ from, until }: Days): Days {
  const first = Math.min(mondayOf(weekNumber(from + 6)), until);
  return { from: first, until: Math.max(mondayOf(weekNumber(until)), first) };
}

/** Whether any of the days lies in a run. */
export function overlaps(run: WeekRun, { from, until }: Days): boolean {
  return from < until && mondayOf(run.first) < until && mondayOf(run.first + run.length) > from;
}

/** Whether any of the days lies in a run, but in none of the whole weeks. */
export function overlapsBeside(run: WeekRun, days: Days, whole: Days): boolean {
  return (
    overlaps(run, { from: days.from, until: whole.from }) ||
    overlaps(run, { from: whole.until, until: days.until })
  );
}

/** Runs that hold some of the days; they come repository by repository. */
export function runsByRepo(runs: readonly WeekRun[], days: Days): Array<[WeekRun, ...WeekRun[]]> {
  const found: Array<[WeekRun, ...WeekRun[]]> = [];
  for (const run of runs) {
    if (!overlaps(run, days)) continue;
    const last = found.at(-1);
    if (last?.[0].repoId === run.repoId) last.push(run);
    else found.push([run]);
  }
  return found;
}
