import { formatDuration, formatRatio, formatSmallHours } from '@/lib/format';
import { HOUR_MS, SECOND_MS } from '@/lib/time/units';
import type { Scope } from './scope';

interface Interval {
  low: number;
  high: number;
}

/** `−12%`, `+3.4%`, `0%`: what a ratio after / before means; null is a dash. */
export function formatShift(ratio: number | null): string {
  if (ratio === null) return '–';
  const size = formatRatio(Math.abs(ratio - 1));
  if (size === '0%' || size === '0.0%') return '0%';
  return `${ratio < 1 ? '−' : '+'}${size}`;
}

/** `−18% to −5%`. */
export function formatShifts(interval: Interval | null): string {
  return interval === null ? '–' : `${formatShift(interval.low)} to ${formatShift(interval.high)}`;
}

/** Hours a week, as they are saved: `1.2 h`, `−0.4 h`. */
export function formatWeekly(hours: number | null): string {
  return hours === null ? '–' : formatSmallHours(hours * HOUR_MS);
}

/** A difference of rates in percentage points: `+2.4 points`. */
export function formatPoints(difference: number): string {
  const points = Math.abs(difference * 100).toFixed(1);
  if (points === '0.0') return '0 points';
  return `${difference < 0 ? '−' : '+'}${points} points`;
}

/** Milliseconds of a change with their sign, to the second: `+41s`, `−3s`, `0s`. */
export function formatStep(ms: number): string {
  const sizeMs = Math.round(Math.abs(ms) / SECOND_MS) * SECOND_MS;
  return sizeMs === 0 ? '0s' : `${ms < 0 ? '−' : '+'}${formatDuration(sizeMs)}`;
}

/** What an optimisation concerns, in words: `step publish of shop/web and shop/api`. */
export function describeScope({ services, teams, steps, runners }: Scope): string {
  const of = [
    ...(services.length > 0 ? [shorten(services)] : []),
    ...(teams.length > 0 ? [`${teams.length === 1 ? 'team' : 'teams'} ${shorten(teams)}`] : []),
  ].join(', ');
  const where = runners.length > 0 ? `on ${shorten(runners)}` : '';
  const what = steps.length > 0 ? `${steps.length === 1 ? 'step' : 'steps'} ${shorten(steps)}` : '';
  const parts = what === '' ? of : `${what}${of === '' ? '' : ` of ${of}`}`;
  return [parts, where].filter(text => text !== '').join(' ') || 'everything';
}

const NAMED = 3;

function shorten(names: readonly string[]): string {
  if (names.length === 1) return names.join('');
  if (names.length <= NAMED) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `${names.slice(0, NAMED - 1).join(', ')} and ${names.length - NAMED + 1} more`;
}
