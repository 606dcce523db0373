import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import type { Interval } from './welch';

/** How many of how many. */
export interface Proportion {
  count: number;
  of: number;
}

/**
 * Wilson's score interval of a proportion (1927).
 *
 * @param proportion of at least one
 * @returns within 0 and 1
 * @throws RangeError where there is nothing to take a share of, or more than all
 */
export function wilson({ count, of }: Proportion, confidence = 0.95): Interval {
  if (!(of > 0 && count >= 0 && count <= of))
    throw new RangeError(`${count} of ${of} is no proportion; leave out days without runs.`);
  const z = normalQuantile((1 + confidence) / 2, 0, 1);
  const ratio = count / of;
  const centre = ratio + z ** 2 / (2 * of);
  const reach = z * Math.sqrt((ratio * (1 - ratio)) / of + z ** 2 / (4 * of ** 2));
  const scale = 1 + z ** 2 / of;
  return {
    low: count === 0 ? 0 : (centre - reach) / scale,
    high: count === of ? 1 : (centre + reach) / scale,
  };
}

/**
 * The difference of two proportions, after less before, with Newcombe's hybrid score interval (1998, method 10): e.g.
 * of failure rates.
 *
 * @returns within −1 and 1
 * @throws RangeError as `wilson`
 */
export function proportionDifference(before: Proportion, after: Proportion, confidence = 0.95) {
  const [left, right] = [wilson(before, confidence), wilson(after, confidence)];
  const [p, q] = [before.count / before.of, after.count / after.of];
  const difference = q - p;
  return {
    difference,
    interval: {
      low: difference - Math.hypot(q - right.low, left.high - p),
      high: difference + Math.hypot(right.high - q, p - left.low),
    },
  };
}
