import type { DayOfLookups } from '@/lib/stats/cache-changes';
import type { DayOfBuilds } from '@/lib/stats/daily-medians';
import type { Random } from '@/lib/stats/random';

const TYPICAL_MS = 300_000;
const SPREAD = 0.25;
const COLD_SHARE = 0.12;
const COLD_FACTOR = 2.2;

/** Standard normal, by Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** What the runners do to all builds of a day, on the log scale; each day resembles the one before by `correlation`. */
export function dayEffects(random: Random, dayCount: number, spread: number, correlation = 0): number[] {
  const effects: number[] = [];
  const renewal = Math.sqrt(1 - correlation ** 2);
  for (let day = 0; day < dayCount; day += 1) {
    const before = effects[day - 1];
    const fresh = spread * normal(random);
    effects.push(before === undefined ? fresh : correlation * before + renewal * fresh);
  }
  return effects;
}

/** Builds of five minutes, lognormal, 12 % of them cold and 2.2 times as long; all times `factor`. */
function dayOfBuilds(
  random: Random,
  day: number,
  buildCount: number,
  effect: number,
  factor = 1,
): DayOfBuilds {
  const durationsMs = Array.from({ length: buildCount }, () => {
    const cold = random() < COLD_SHARE ? COLD_FACTOR : 1;
    return TYPICAL_MS * factor * cold * Math.exp(effect + SPREAD * normal(random));
  });
  return { day: String(day), durationsMs };
}

export function daysOfBuilds(
  random: Random,
  effects: readonly number[],
  buildCount: number,
  factorOn: (day: number) => number = () => 1,
): DayOfBuilds[] {
  return effects.map((effect, day) => dayOfBuilds(random, day, buildCount, effect, factorOn(day)));
}

/** Look-ups that hit by chance; with `burst` they come in bursts that hit or miss together. */
export function daysOfLookups(
  random: Random,
  dayCount: number,
  lookupCount: number,
  ratioOn: (day: number) => number,
  burst = 1,
): DayOfLookups[] {
  return Array.from({ length: dayCount }, (_, day) => {
    let hits = 0;
    for (let i = 0; i < lookupCount; i += burst) if (random() < ratioOn(day)) hits += burst;
    return { day: String(day), hits, misses: lookupCount - hits };
  });
}
