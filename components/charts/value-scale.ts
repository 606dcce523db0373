import { formatCount, formatDuration, formatHours } from '@/lib/format';
import { HOUR_MS } from '@/lib/time/units';
import { durationTicks } from './duration-ticks';

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
