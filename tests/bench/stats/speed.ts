import { findDurationChanges, KEEP_BUILDS, type MedianPoint } from '@/lib/stats/duration-changes';
import { seededRandom } from '@/lib/stats/random';
import type { Figure } from './figure';
import { dayEffects } from './made-up-days';

const SEED = 365;
const SERIES = 10_000;
const DAYS = 365;

/** All change points of ten thousand series of a year, one after the other, and one more day of each. */
export function* measureSpeed(scale: number): Generator<Figure> {
  const random = seededRandom(SEED);
  const count = Math.ceil(SERIES * scale);
  let [wholeMs, appendMs, mostBytes] = [0, 0, 0];
  for (let series = 0; series < count; series += 1) {
    const values = dayEffects(random, DAYS, 0.12, 0.3);
    const points = values.map(
      (value, day): MedianPoint => ({
        fromDay: String(day),
        untilDay: String(day),
        buildCount: 10,
        logMedian: 6 + value + (day >= 200 ? 0.3 : 0),
      }),
    );
    const yesterday = findDurationChanges(points.slice(0, -1), KEEP_BUILDS);
    let began = performance.now();
    const appended = findDurationChanges(points, KEEP_BUILDS, yesterday.settled);
    appendMs += performance.now() - began;
    began = performance.now();
    const whole = findDurationChanges(points, KEEP_BUILDS);
    wholeMs += performance.now() - began;
    if (JSON.stringify(appended) !== JSON.stringify(whole))
      throw new Error(`series ${series}: appending differs`);
    mostBytes = Math.max(mostBytes, process.memoryUsage.rss());
  }
  const name = `change points, ${count} series of ${DAYS} days`;
  yield { name: `${name}: all`, value: wholeMs / 1000, unit: 's' };
  yield { name: `${name}: one day appended to each`, value: appendMs / 1000, unit: 's' };
  yield { name: `${name}: memory of the process, at most`, value: mostBytes / 1_000_000, unit: 'MB' };
}
