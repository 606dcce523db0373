import { dailyLogMedians } from '@/lib/stats/daily-medians';
import { seededRandom } from '@/lib/stats/random';
import { findTrend } from '@/lib/stats/trend';
import { type Figure, percent } from './figure';
import { dayEffects, daysOfBuilds } from './made-up-days';

const SEED = 52;
const SERIES = 1000;
const BUILDS_A_DAY = 10;
const DAYS_A_WEEK = 5;
const YEAR = 52 * DAYS_A_WEEK;
const RISE = Math.log(1.2);

/** A year without change: looked at once, and by somebody who looks every week at the last 8, 13 or 26. */
export function* simulateTrends(scale: number): Generator<Figure> {
  for (const { dayEffect, correlation } of [
    { dayEffect: 0.08, correlation: 0 },
    { dayEffect: 0.15, correlation: 0 },
    { dayEffect: 0.06, correlation: 0.3 },
  ]) {
    const rounds = Math.ceil(SERIES * scale);
    const random = seededRandom(SEED);
    const ever = new Map([8, 13, 26].map(weeks => [weeks, 0]));
    let [clear, found] = [0, 0];
    for (let round = 0; round < rounds; round += 1) {
      const effects = dayEffects(random, YEAR + 26 * DAYS_A_WEEK, dayEffect, correlation);
      const values = [...dailyLogMedians(daysOfBuilds(random, effects, BUILDS_A_DAY))];
      const year = values.slice(-YEAR);
      if (isClear(year)) clear += 1;
      const rising = year.map((value, day) => value + (RISE * day) / (YEAR - 1));
      if (findTrend(rising, 'lower').verdict === 'worse') found += 1;
      for (const [weeks, count] of ever) if (isEverClear(values, weeks)) ever.set(weeks, count + 1);
    }
    const name = `trend, day effect ${100 * dayEffect} %${correlation > 0 ? `, days alike (${correlation})` : ''}`;
    yield {
      name: `${name}: 52 weeks without change called`,
      value: percent(clear, rounds),
      unit: '%',
      atMost: 5,
    };
    for (const [weeks, count] of ever) {
      const called = `${name}: ever called in 52 looks at ${weeks} weeks`;
      yield { name: called, value: percent(count, rounds), unit: '%', atMost: 5 };
    }
    yield { name: `${name}: + 20 % in 52 weeks found`, value: percent(found, rounds), unit: '%' };
  }
}

function isClear(values: readonly number[]): boolean {
  return findTrend(values, 'lower').verdict !== 'no clear change';
}

function isEverClear(values: readonly number[], weeks: number): boolean {
  for (let end = values.length; end > values.length - YEAR; end -= DAYS_A_WEEK)
    if (isClear(values.slice(end - weeks * DAYS_A_WEEK, end))) return true;
  return false;
}
