import { formatDuration } from '@/lib/format';

/** So many colours there are: `--heat-1`, close to the surface, to `--heat-6`. */
export const HEAT_STEPS = 6;

/** Differences of less than this share of the largest value a step are not told apart: they would look like much. */
const LEAST_STEP = 0.08;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEP_SIZES = [
  ...[1, 2, 5, 10, 15, 20, 30].map(n => n * SECOND),
  ...[1, 2, 5, 10, 15, 20, 30].map(n => n * MINUTE),
  ...[1, 2, 4, 8, 12, 24].map(n => n * HOUR),
];

/** Which colour a value has, 1 to one more than there are limits; a limit belongs to the colour above it. */
export function heatStep(valueMs: number, limitsMs: readonly number[]): number {
  return limitsMs.filter(limit => valueMs >= limit).length + 1;
}

/**
 * Round limits at equal distances that tell the middle nine tenths of the values apart; milliseconds, rising, one
 * fewer than colours.
 */
export function evenLimits(valuesMs: readonly number[]): number[] {
  const sorted = [...valuesMs].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.max(Math.ceil(q * sorted.length) - 1, 0)] ?? 0;
  const [low, high] = [at(0.05), at(0.95)];
  const limits = HEAT_STEPS - 1;
  const rough = Math.max((high - low) / limits, high * LEAST_STEP);
  const step = STEP_SIZES.find(size => size >= rough) ?? Math.ceil(rough / HOUR) * HOUR;
  const middle = Math.round((low + high) / 2 / step);
  const first = Math.max(middle - Math.floor(limits / 2), 1);
  return Array.from({ length: limits }, (_, index) => (first + index) * step);
}

/** `10s`, `1m`, `4m 30s`: a limit in few letters. */
export function formatLimit(ms: number): string {
  return formatDuration(ms).replace(/ 00[sm]$/, '');
}
