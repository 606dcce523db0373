import { mondayOf, weekNumber } from '@/lib/time/days';
import type { WeekRun } from '../store/week-store';
import type { RunDays } from './entry-filter';

/** The days of a period, from the first to the one before `until`, in days since 1970-01-01. */
export interface Days {
  from: number;
  until: number;
}

/** Its weeks that lie in it as a whole; where there are none, from and until are the same. */
export function wholeWeeksIn({ from, until }: Days): Days {
  const first = Math.min(firstMonday(from), until);
  return { from: first, until: Math.max(mondayOf(weekNumber(until)), first) };
}

/** The first Monday from a day on, in days since 1970-01-01. */
export function firstMonday(day: number): number {
  return mondayOf(weekNumber(day + 6));
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

/** Runs that hold some of the days, put together by repository: as they come, since there may be a million. */
export function* runsByRepo(runs: readonly WeekRun[], days: Days): Generator<[WeekRun, ...WeekRun[]]> {
  let ofRepo: [WeekRun, ...WeekRun[]] | null = null;
  for (const run of runs) {
    if (!overlaps(run, days)) continue;
    if (ofRepo?.[0].repoId === run.repoId) {
      ofRepo.push(run);
      continue;
    }
    if (ofRepo !== null) yield ofRepo;
    ofRepo = [run];
  }
  if (ofRepo !== null) yield ofRepo;
}

/** Days since the first Monday of a run. */
export function daysIn(run: WeekRun, { from, until }: Days): RunDays {
  const monday = mondayOf(run.first);
  return { from: from - monday, until: until - monday, length: run.length };
}
