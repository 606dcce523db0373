import { hourName } from '@/components/charts/week-hours';
import { formatCount, formatDuration } from '@/lib/format';
import type { MetricRows } from '@/lib/metrics/query';

type Peak = MetricRows['queue-peak'];

/** Fewer say nothing about a week. */
const LEAST_BUILDS = 30;
/** A p90 below this, milliseconds, is no long queue. */
const LONG_MS = 30_000;

const DAYS = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'];

/** When runners are short, in one plain sentence. */
export function describePeak(rows: readonly Peak[]): string {
  const [peak, rest, all] = ['peak', 'rest', 'all'].map(part => rows.find(row => row.part === part));
  if (peak !== undefined && rest !== undefined) {
    return (
      `The queue is longest ${whenOf(peak)}: p90 ${formatDuration(peak.queueP90Ms)}, against ` +
      `${formatDuration(rest.queueP90Ms)} at other times; ${countOf(peak.n)}.`
    );
  }
  if (all === undefined) return 'Nothing succeeded in this range.';
  if (all.n < LEAST_BUILDS) return `Only ${countOf(all.n)}: too few to say when the queue is long.`;
  const p90 = formatDuration(all.queueP90Ms);
  return (all.queueP90Ms ?? 0) < LONG_MS
    ? `The queue is short at all hours: p90 ${p90}; ${countOf(all.n)}.`
    : `The queue is long, and no hours stand out: p90 ${p90}; ${countOf(all.n)}.`;
}

/** `on weekdays from 10 to 12`. */
function whenOf({ firstWeekday, lastWeekday, fromHour, untilHour }: Peak): string {
  const hours =
    fromHour === 0 && untilHour === 24
      ? 'around the clock'
      : `from ${hourName(fromHour ?? 0)} to ${hourName(untilHour ?? 24)}`;
  return `${daysOf(firstWeekday ?? 1, lastWeekday ?? 7)} ${hours}`;
}

function daysOf(first: number, last: number): string {
  if (first === last) return `on ${DAYS[first - 1]}`;
  if (first === 1 && last === 7) return 'every day';
  return first === 1 ? 'on weekdays' : 'at weekends';
}

function countOf(n: number): string {
  return `${formatCount(n)} ${n === 1 ? 'build' : 'builds'}`;
}
