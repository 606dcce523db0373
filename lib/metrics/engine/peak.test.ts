import { expect, test } from 'vitest';
import { findPeak, isInBlock, splitAtPeak } from './peak';
import { Tally } from './tally';

/** A week of hours with as many builds, of which `heldUp` says how many were held up. */
function week(heldUp: (weekday: number, hour: number) => number, n = 20) {
  return Array.from({ length: 168 }, (_, index) => ({
    n,
    heldUp: heldUp(Math.floor(index / 24) + 1, index % 24),
  }));
}

test('finds the hours of the days in which builds are held up', () => {
  const hours = week((weekday, hour) => (weekday <= 5 && hour >= 10 && hour < 12 ? 8 : 1));
  expect(findPeak(hours)).toEqual({ firstWeekday: 1, lastWeekday: 5, fromHour: 10, untilHour: 12 });
});

test('one day of the week, around the clock', () => {
  expect(findPeak(week(weekday => (weekday === 3 ? 6 : 0)))).toEqual({
    firstWeekday: 3,
    lastWeekday: 3,
    fromHour: 0,
    untilHour: 24,
  });
});

test('the weekend and the night', () => {
  const hours = week((weekday, hour) => (weekday > 5 && hour >= 22 ? 15 : 2));
  expect(findPeak(hours)).toEqual({ firstWeekday: 6, lastWeekday: 7, fromHour: 22, untilHour: 24 });
});

test('where all hours are alike, or nothing ran, there is none', () => {
  expect(findPeak(week(() => 4))).toBeNull();
  expect(findPeak(week(() => 0, 0))).toBeNull();
});

test('a single bad hour of few builds is widened until 30 builds stand behind it', () => {
  const hours = week((weekday, hour) => (weekday === 2 && hour === 4 ? 10 : 0), 10);
  const block = findPeak(hours);
  expect(block).toMatchObject({ firstWeekday: 2, lastWeekday: 2 });
  expect((block?.untilHour ?? 0) - (block?.fromHour ?? 0)).toBe(3);
});

test('hours of the week begin on Monday at midnight', () => {
  const block = { firstWeekday: 1, lastWeekday: 5, fromHour: 10, untilHour: 12 };
  const inside = Array.from({ length: 168 }, (_, hour) => hour).filter(hour => isInBlock(block, hour));
  expect(inside).toEqual([10, 11, 34, 35, 58, 59, 82, 83, 106, 107]);
});

/** A week in which each hour has the queues, in seconds, that `queues` gives it. */
function weekOfQueues(queues: (weekday: number, hour: number) => readonly number[]): Tally[] {
  return Array.from({ length: 168 }, (_, index) => {
    const tally = new Tally();
    for (const seconds of queues(Math.floor(index / 24) + 1, index % 24)) tally.add(seconds);
    return tally;
  });
}

test('the peak and the other hours make up the week, each with exact percentiles', () => {
  const isBusy = (weekday: number, hour: number) => weekday <= 5 && hour >= 10 && hour < 12;
  const split = splitAtPeak(
    weekOfQueues((day, hour) => (isBusy(day, hour) ? [1, 40, 250, 300] : [1, 2, 2, 12])),
  );
  expect(split.block).toEqual({ firstWeekday: 1, lastWeekday: 5, fromHour: 10, untilHour: 12 });
  if (split.block === null) return;
  expect([split.peak.n, split.peak.quantile(0.9)]).toEqual([40, 300]);
  expect([split.rest.n, split.rest.quantile(0.9)]).toEqual([158 * 4, 12]);
});

test('queues of seconds are no peak, however unequal', () => {
  const split = splitAtPeak(weekOfQueues((_, hour) => (hour === 10 ? [9, 9, 29] : [0, 0, 1])));
  expect(split).toMatchObject({ block: null, all: { n: 504 } });
});

test('hours that are a little worse than bad ones do not stand out', () => {
  const split = splitAtPeak(weekOfQueues((_, hour) => (hour === 10 ? [60, 130, 170] : [60, 100, 120])));
  expect(split.block).toBeNull();
});

test('where most builds queue for minutes, longer than the median is held up', () => {
  const split = splitAtPeak(weekOfQueues((_, hour) => (hour >= 20 ? [600, 900, 900] : [50, 60, 70])));
  expect(split.block).toEqual({ firstWeekday: 1, lastWeekday: 7, fromHour: 20, untilHour: 24 });
});

test('a week without builds', () => {
  expect(splitAtPeak(weekOfQueues(() => []))).toMatchObject({ block: null, all: { n: 0 } });
});
