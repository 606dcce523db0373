import { formatCount, formatDuration, formatHours, formatRatio } from '@/lib/format';
import { HOUR_MS } from '@/lib/time/units';

/** What a chart's values are: durations and hours in milliseconds, or counts. */
export type ValueUnit = 'duration' | 'hours' | 'count';

/** Below this, marks of hours would lie closer than a tenth of an hour: minutes tell them apart. */
const LEAST_HOURS_MS = HOUR_MS / 2;

export interface ValueScale {
  ticks: number[];
  /** How a value is written, and shorter how a round mark is. */
  format: (value: number) => string;
  formatTick: (value: number) => string;
}

/** Round marks from 0 up to at least `max`, no two of which are written alike, and how values are written. */
export function valueScale(unit: ValueUnit, max: number): ValueScale {
  if (unit === 'duration') {
    const formatTick = (ms: number) => (ms === 0 ? '0' : formatDuration(ms).replace(/ 00[ms]$/, ''));
    return { ticks: durationTicks(max), format: formatDuration, formatTick };
  }
  if (unit === 'count') {
    return { ticks: roundTicks(Math.max(max, 1), 1), format: formatCount, formatTick: formatCount };
  }
  if (max < LEAST_HOURS_MS) return valueScale('duration', Math.max(max, MINUTE));
  const ticks = roundTicks(max / HOUR_MS, 0).map(hours => hours * HOUR_MS);
  const formatTick = (ms: number) =>
    ms === 0 ? '0' : `${Number((ms / HOUR_MS).toFixed(1)).toLocaleString('en-US')} h`;
  return { ticks, format: formatHours, formatTick };
}

/** Quarters of the way up to `top`, with as many digits as tell them apart. */
export function ratioScale(top: number): ValueScale {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(part => part * top);
  const formatTick = distinctFormat(ticks, [
    formatRatio,
    ...[1, 2, 3].map(digits => (ratio: number) => `${Number((ratio * 100).toFixed(digits))}%`),
  ]);
  return { ticks, format: formatRatio, formatTick };
}

/** The shortest of some ways to write values, the shortest given first, in which no two of them read alike. */
export function distinctFormat<Value>(
  values: readonly Value[],
  formats: ReadonlyArray<(value: Value) => string>,
): (value: Value) => string {
  const count = new Set(values).size;
  const found =
    formats.find(format => new Set(values.map(value => format(value))).size === count) ?? formats.at(-1);
  if (found === undefined) throw new RangeError('values can be written in some way');
  return found;
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
