import { compareDurations } from '@/lib/stats/compare-durations';
import { type Random, seededRandom } from '@/lib/stats/random';
import { type Figure, percent } from './figure';
import { dayEffects, daysOfBuilds } from './made-up-days';

const SEED = 2026;
const BUILDS_A_DAY = 10;

interface Setting {
  dayCount: number;
  dayEffect: number;
  factor: number;
  correlation?: number;
  buildCount?: number;
}

/** False alarms, coverage and what is found: ten working days a side by Welch, twenty by the bootstrap. */
export function* simulateComparisons(scale: number): Generator<Figure> {
  for (const dayCount of [10, 20])
    for (const dayEffect of [0.08, 0.15]) {
      const { clear, covered } = simulate({ dayCount, dayEffect, factor: 1 }, scale);
      const name = `compare, ${dayCount} days a side, day effect ${100 * dayEffect} %`;
      yield { name: `${name}: no change called faster or slower`, value: clear, unit: '%', atMost: 7 };
      yield {
        name: `${name}: the interval covers no change`,
        value: covered,
        unit: '%',
        atLeast: 92,
        atMost: 98,
      };
      // Twenty days find all there is to find, and draw long.
      for (const factor of dayCount < 20 ? [0.8, 1.2] : [0.8]) {
        const changed = simulate({ dayCount, dayEffect, factor }, scale);
        const isPromised = factor === 0.8 && dayEffect === 0.08;
        yield {
          name: `${name}: × ${factor} found`,
          value: changed.found,
          unit: '%',
          ...(isPromised ? { atLeast: 90 } : {}),
        };
        yield {
          name: `${name}: the interval covers × ${factor}`,
          value: changed.covered,
          unit: '%',
          atLeast: 92,
          atMost: 98,
        };
      }
    }
  const least = simulate({ dayCount: 7, dayEffect: 0.15, factor: 1, buildCount: 5 }, scale);
  yield {
    name: 'compare, 7 days a side, 5 builds a day, 15 %: no change called',
    value: least.clear,
    unit: '%',
    atMost: 7,
  };
  const alike = simulate({ dayCount: 10, dayEffect: 0.08, factor: 1, correlation: 0.3 }, scale);
  yield {
    name: 'compare, 10 days a side, days alike (0.3), 8 %: no change called',
    value: alike.clear,
    unit: '%',
  };
}

function simulate(setting: Setting, scale: number) {
  const { dayCount, dayEffect, factor, correlation = 0, buildCount = BUILDS_A_DAY } = setting;
  // The bootstrap takes a hundred times as long.
  const rounds = Math.ceil((dayCount < 20 ? 5000 : 1000) * scale);
  const random = seededRandom(SEED);
  let [clear, covered, found] = [0, 0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const effects = dayEffects(random, 2 * dayCount, dayEffect, correlation);
    const days = daysOfBuilds(random, effects, buildCount, day => (day < dayCount ? 1 : factor));
    const { direction, interval } = compareDurations(days.slice(0, dayCount), days.slice(dayCount), {
      seed: seedFrom(random),
    });
    if (direction !== 'no clear change') clear += 1;
    if (direction === (factor < 1 ? 'faster' : 'slower')) found += 1;
    if (interval !== null && interval.low <= factor && factor <= interval.high) covered += 1;
  }
  return { clear: percent(clear, rounds), covered: percent(covered, rounds), found: percent(found, rounds) };
}

function seedFrom(random: Random): number {
  return Math.floor(random() * 2 ** 32);
}
