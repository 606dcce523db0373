import { expect, test } from 'vitest';
import { splitAtPeak } from './split-at-peak';
import { Tally } from './tally';

/** A week in which each hour has the queues, in seconds, that `queues` gives it. */
function week(queues: (weekday: number, hour: number) => readonly number[]): Tally[] {
  return Array.from({ length: 168 }, (_, index) => {
    const tally = new Tally();
    for (const seconds of queues(Math.floor(index / 24) + 1, index % 24)) tally.add(seconds);
    return tally;
  });
}

test('the peak and the other hours make up the week, each with exact percentiles', () => {
  const isBusy = (weekday: number, hour: number) => weekday <= 5 && hour >= 10 && hour < 12;
  const split = splitAtPeak(week((day, hour) => (isBusy(day, hour) ? [1, 40, 250, 300] : [1, 2, 2, 12])));
  expect(split.block).toEqual({ firstWeekday: 1, lastWeekday: 5, fromHour: 10, untilHour: 12 });
  if (split.block === null) return;
  expect([split.peak.n, split.peak.quantile(0.9)]).toEqual([40, 300]);
  expect([split.rest.n, split.rest.quantile(0.9)]).toEqual([158 * 4, 12]);
});

test('queues of seconds are no peak, however unequal', () => {
  const split = splitAtPeak(week((_, hour) => (hour === 10 ? [9, 9, 29] : [0, 0, 1])));
  expect(split).toMatchObject({ block: null, all: { n: 504 } });
});

test('hours that are a little worse than bad ones do not stand out', () => {
  const split = splitAtPeak(week((_, hour) => (hour === 10 ? [60, 130, 170] : [60, 100, 120])));
  expect(split.block).toBeNull();
});

test('where most builds queue for minutes, longer than the median is held up', () => {
  const split = splitAtPeak(week((_, hour) => (hour >= 20 ? [600, 900, 900] : [50, 60, 70])));
  expect(split.block).toEqual({ firstWeekday: 1, lastWeekday: 7, fromHour: 20, untilHour: 24 });
});

test('a week without builds', () => {
  expect(splitAtPeak(week(() => []))).toMatchObject({ block: null, all: { n: 0 } });
});
