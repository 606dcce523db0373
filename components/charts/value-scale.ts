import { formatCount, formatDuration, formatHours } from '@/lib/format';
import { HOUR_MS } from '@/lib/time/units';

/** What a chart's values are: durations and hours in milliseconds, or counts. */
export type ValueUnit = 'duration' | 'hours' | 'count';

export interface ValueScale {
  ticks: number[];
  /** How a value is written, and shorter how a round mark is. */
  format: (value: number) => string;
  formatTick: (value: number) => string;
}

/** Round marks from 0 up to at least `max`, and how values are written. */
export function valueScale(unit: ValueUnit, max: number): ValueScale {
  if (unit === 'duration') {
    const formatTick = (ms: number) => (ms === 0 ? '0' : formatDuration(ms).replace(/ 00[ms]$/, ''));
    return { ticks: durationTicks(max), format: formatDuration, formatTick };
  }
  if (unit === 'count') {
    return { ticks: roundTicks(Math.max(max, 1), 1), format: formatCount, formatTick: formatCount };
  }
  const ticks = roundTicks(Math.max(max / HOUR_MS, 0.2), 0).map(hours => hours * HOUR_MS);
  const formatTick = (ms: number) =>
    ms === 0 ? '0' : `${Number((ms / HOUR_MS).toFixed(1)).toLocaleString('en-US')} h`;
  return { ticks, format: formatHours, formatTick };
}

/** Steps of 1, 2 or 5 times a power of ten, none finer than `finest`. */
function roundTicks(max: number, finest: number): number[] {
  const rough = max / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    [1, 2, 5, 10].map(n => n * power).find(size => size >= rough * 0.999) ?? power,
    finest,
  );
  const count = Math.max(1, Math.ceil(max / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

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
