const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const STEPS = [1, 2, 5, 10, 15, 30]
  .flatMap(n => [n * SECOND, n * MINUTE])
  .concat([1, 2, 4, 8, 12, 24].map(n => n * HOUR));

/** Above this, a few extreme values would press all others flat. */
const EXTREME = 3;

/**
 * How far up an axis must reach: to the largest value, or, where a few stand out by more than three times,
 * to what nine tenths of the values need. Milliseconds.
 */
export function axisTop(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const largest = sorted.at(-1) ?? 0;
  const usual = sorted[Math.max(Math.ceil(sorted.length * 0.8) - 1, 0)] ?? 0;
  return largest > EXTREME * usual && usual > 0 ? usual * 1.25 : largest;
}

/** Round marks for an axis of durations from 0 up to at least `maxMs`, at most six; milliseconds. */
export function durationTicks(maxMs: number): number[] {
  const sorted = [...STEPS].sort((a, b) => a - b);
  const step = sorted.find(size => maxMs / size <= 5) ?? Math.ceil(maxMs / 5 / HOUR) * HOUR;
  const count = Math.max(1, Math.ceil(maxMs / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
