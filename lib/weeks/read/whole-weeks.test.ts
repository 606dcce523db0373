import { expect, test } from 'vitest';
import { mondayOf, weekNumber } from '@/lib/time/days';
import { WeekRun } from '../store/week-run';
import { overlaps, overlapsBeside, runsByRepo, wholeWeeksIn } from './whole-weeks';

const MONDAY = mondayOf(weekNumber(20_500));
const daysBetween = (from: number, until: number) =>
  Array.from({ length: Math.max(until - from, 0) }, (_, i) => from + i);

/** Every period of up to five weeks. */
const PERIODS = daysBetween(MONDAY, MONDAY + 7).flatMap(from =>
  daysBetween(from + 1, from + 36).map(until => ({ from, until })),
);

test('whole weeks are those of which every day is in the period', () => {
  for (const { from, until } of PERIODS) {
    const naive = daysBetween(from, until).filter(day => {
      const monday = mondayOf(weekNumber(day));
      return monday >= from && monday + 7 <= until;
    });
    const whole = wholeWeeksIn({ from, until });
    expect(daysBetween(whole.from, whole.until)).toEqual(naive);
    expect(whole.from >= from && whole.until <= until).toBe(true);
  }
});

test('each day of a period is in its whole weeks or beside them, in any run', () => {
  const first = weekNumber(MONDAY);
  const runs = [-2, -1, 0, 1, 3].flatMap(week => [1, 4].map(n => new WeekRun(1, first + week, n, new Map())));
  for (const period of PERIODS) {
    const whole = wholeWeeksIn(period);
    for (const run of runs) {
      const days = daysBetween(mondayOf(run.first), mondayOf(run.first + run.length));
      const inPeriod = days.filter(day => day >= period.from && day < period.until);
      const inWhole = inPeriod.filter(day => day >= whole.from && day < whole.until);
      expect(overlaps(run, whole)).toBe(inWhole.length > 0);
      expect(overlapsBeside(run, period, whole)).toBe(inPeriod.length > inWhole.length);
    }
  }
});

test('runs that hold some of the days are put together by repository', () => {
  const first = weekNumber(MONDAY);
  const run = (repoId: number, week: number) => new WeekRun(repoId, first + week, 1, new Map());
  const runs = [run(1, 0), run(1, 1), run(2, 1), run(3, 5), run(4, 0)];
  expect([...runsByRepo(runs, { from: MONDAY, until: MONDAY + 14 })]).toEqual([
    [runs[0], runs[1]],
    [runs[2]],
    [runs[4]],
  ]);
  expect([...runsByRepo(runs, { from: MONDAY, until: MONDAY })]).toEqual([]);
});
