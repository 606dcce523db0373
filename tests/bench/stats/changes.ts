import { findCacheChanges, ratePoints } from '@/lib/stats/cache-changes';
import { compareToday, findDurationChanges, KEEP_BUILDS, medianPoints } from '@/lib/stats/duration-changes';
import { seededRandom } from '@/lib/stats/random';
import { type Figure, percent } from './figure';
import { dayEffects, daysOfBuilds, daysOfLookups } from './made-up-days';

const SEED = 90;
const SERIES = 1000;
const DAYS = 90;
const CHANGE_DAY = 60;
const BUILDS_A_DAY = 10;
/** Less than is shown of a change: what a lower threshold would find, and what it would make up. */
const SMALL = { factor: 0.958, keep: { effect: 0.03, ms: 3000 } };
const DAY_EFFECT = 0.06;
const CORRELATION = 0.3;

/** 90 working days with effects that resemble the day before: without a change, and 25 % slower from day 60 on. */
export function* simulateDurationChanges(scale: number): Generator<Figure> {
  const rounds = Math.ceil(SERIES * scale);
  const random = seededRandom(SEED);
  const changesOf = (factor: number) => {
    const effects = dayEffects(random, DAYS, DAY_EFFECT, CORRELATION);
    const days = daysOfBuilds(random, effects, BUILDS_A_DAY, day => (day < CHANGE_DAY ? 1 : factor));
    return findDurationChanges(medianPoints(days), KEEP_BUILDS).changes;
  };
  let [falseOnes, found, outside] = [0, 0, 0];
  for (let round = 0; round < rounds; round += 1) {
    if (changesOf(1).length > 0) falseOnes += 1;
    if (changesOf(1.25).some(({ index }) => Math.abs(index - CHANGE_DAY) <= 3)) found += 1;
    const weeks = daysOfBuilds(random, dayEffects(random, 21, DAY_EFFECT, CORRELATION), BUILDS_A_DAY);
    const today = weeks.pop();
    if (today !== undefined && compareToday(weeks, today)?.direction !== null) outside += 1;
  }
  const name = 'change points, 90 days';
  yield {
    name: `${name}: unchanged series with a false one`,
    value: percent(falseOnes, rounds),
    unit: '%',
    atMost: 7,
  };
  yield {
    name: `${name}: + 25 % found within 3 days`,
    value: percent(found, rounds),
    unit: '%',
    atLeast: 80,
  };
  yield {
    name: 'fast lane: days without change outside the band',
    value: percent(outside, rounds),
    unit: '%',
  };
}

/** Why small changes of single series are not shown: they are found about as often as false ones. */
export function* simulateSmallChanges(scale: number): Generator<Figure> {
  const rounds = Math.ceil(SERIES * scale);
  const random = seededRandom(SEED);
  const changesOf = (factor: number) => {
    const effects = dayEffects(random, DAYS, DAY_EFFECT, CORRELATION);
    const days = daysOfBuilds(random, effects, BUILDS_A_DAY, day => (day < CHANGE_DAY ? 1 : factor));
    return findDurationChanges(medianPoints(days), SMALL.keep).changes;
  };
  let [falseOnes, found] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    if (changesOf(1).length > 0) falseOnes += 1;
    if (changesOf(SMALL.factor).some(({ index }) => Math.abs(index - CHANGE_DAY) <= 3)) found += 1;
  }
  const name = 'change points, 90 days, were 3 % enough';
  yield { name: `${name}: unchanged series with a false one`, value: percent(falseOnes, rounds), unit: '%' };
  yield { name: `${name}: − 4 % found within 3 days`, value: percent(found, rounds), unit: '%' };
}

/** A steady rate, a fall, and one day of outage, at 10 look-ups a day; also where they hit or miss in bursts. */
export function* simulateCaches(scale: number): Generator<Figure> {
  const rounds = Math.ceil(SERIES * scale);
  for (const { lookups, burst } of [
    { lookups: 10, burst: 1 },
    { lookups: 40, burst: 4 },
  ]) {
    const random = seededRandom(SEED);
    const changesOf = (days: number, ratioOn: (day: number) => number) =>
      findCacheChanges(ratePoints(daysOfLookups(random, days, lookups, ratioOn, burst))).changes;
    let [falseOnes, falseInYear, found, outages] = [0, 0, 0, 0];
    for (let round = 0; round < rounds; round += 1) {
      if (changesOf(DAYS, () => 0.8).length > 0) falseOnes += 1;
      if (changesOf(365, () => 0.8).length > 0) falseInYear += 1;
      const fallen = changesOf(CHANGE_DAY + 3, day => (day < CHANGE_DAY ? 0.95 : 0.2));
      if (fallen.some(({ index }) => Math.abs(index - CHANGE_DAY) <= 1)) found += 1;
      if (changesOf(DAYS, day => (day === CHANGE_DAY ? 0 : 0.95)).length > 0) outages += 1;
    }
    const name = `caches, ${lookups} look-ups a day${burst > 1 ? ` in bursts of ${burst}` : ''}`;
    yield {
      name: `${name}: steady 80 %, 90 days, false ones`,
      value: percent(falseOnes, rounds),
      unit: '%',
      atMost: 1,
    };
    yield {
      name: `${name}: steady 80 %, 365 days, false ones`,
      value: percent(falseInYear, rounds),
      unit: '%',
      atMost: 1,
    };
    yield {
      name: `${name}: 95 to 20 % found in 3 days`,
      value: percent(found, rounds),
      unit: '%',
      atLeast: 99,
    };
    yield {
      name: `${name}: one day of outage called a change`,
      value: percent(outages, rounds),
      unit: '%',
      atMost: 1,
    };
  }
}
