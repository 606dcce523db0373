import { HOUR_MS, SECOND_MS } from '@/lib/time/units';
import { CACHE_KIND_LABELS } from '../cache-kind-labels';
import { CAUSE_LABELS } from '../cause-labels';
import { EVENT_LABELS } from '../filter-labels';
import type { MetricName } from '../registry';

/** What a figure is told in: hours of people and machine hours never share a unit. */
export type Unit = 'text' | 'count' | 'h' | 'h a week' | 'machine h' | 's' | '%' | 'points' | 'money';

/** What a column of figures is called, and how its values are written. */
export interface ExportColumn {
  header: string;
  write: (value: unknown) => string | number | null;
}

/** By the name of the figure in the rows of metrics. */
const COLUMNS: Readonly<Record<string, readonly [name: string, unit: Unit]>> = {
  service: ['Service', 'text'],
  team: ['Team', 'text'],
  repository: ['Repository', 'text'],
  pipeline: ['Pipeline', 'text'],
  step: ['Step', 'text'],
  kind: ['Kind', 'text'],
  tool: ['Tool', 'text'],
  label: ['Command or layer', 'text'],
  cause: ['Cause', 'text'],
  part: ['Part', 'text'],
  way: ['Way', 'text'],
  holds: ['With all that is', 'text'],
  period: ['Range', 'text'],
  machine: ['Runner', 'text'],
  event: ['Event', 'text'],
  currency: ['Currency', 'text'],
  finishedAt: ['Finished at (UTC)', 'text'],
  number: ['Build', 'count'],
  weekday: ['Weekday (1 Monday)', 'count'],
  hour: ['Hour of the day', 'count'],
  firstWeekday: ['First weekday (1 Monday)', 'count'],
  lastWeekday: ['Last weekday', 'count'],
  fromHour: ['From hour', 'count'],
  untilHour: ['Until hour', 'count'],
  builds: ['Builds', 'count'],
  buildsBefore: ['Builds before', 'count'],
  n: ['Builds measured (n)', 'count'],
  nBefore: ['Builds measured (n) before', 'count'],
  timed: ['Times known', 'count'],
  waitedBuilds: ['Builds that somebody waited for', 'count'],
  waitedBuildsBefore: ['Builds that somebody waited for before', 'count'],
  developers: ['Developers', 'count'],
  services: ['Services', 'count'],
  repositories: ['Repositories', 'count'],
  stages: ['Stages', 'count'],
  stepCount: ['Steps', 'count'],
  logs: ['Logs read', 'count'],
  silentLogs: ['Logs that do not tell', 'count'],
  hits: ['Cache hits', 'count'],
  misses: ['Cache misses', 'count'],
  firstMisses: ['First to miss in so many logs', 'count'],
  successCount: ['Succeeded', 'count'],
  failureCount: ['Failed', 'count'],
  errorCount: ['Errors', 'count'],
  killedCount: ['Cancelled', 'count'],
  otherCount: ['Skipped', 'count'],
  stuckBuilds: ['Stuck builds', 'count'],
  meanStages: ['Average concurrency', 'count'],
  p25Ms: ['p25', 's'],
  p50Ms: ['p50', 's'],
  p75Ms: ['p75', 's'],
  p90Ms: ['p90', 's'],
  p95Ms: ['p95', 's'],
  p50BeforeMs: ['p50 before', 's'],
  p90BeforeMs: ['p90 before', 's'],
  p50LeastMs: ['Least p50 of a service', 's'],
  p50MostMs: ['Greatest p50 of a service', 's'],
  exclusiveP50Ms: ['p50 exclusive', 's'],
  waitP50Ms: ['Wait p50', 's'],
  waitP90Ms: ['Wait p90', 's'],
  queueP50Ms: ['Queue p50', 's'],
  queueP90Ms: ['Queue p90', 's'],
  runP50Ms: ['Run p50', 's'],
  waitMs: ['Wait', 's'],
  queueMs: ['Queue', 's'],
  runMs: ['Run', 's'],
  fromMs: ['From', 's'],
  untilMs: ['Until', 's'],
  targetMs: ['Target for p90', 's'],
  measuredMs: ['Measured wait', 'h'],
  lowMs: ['Hours lost low', 'h'],
  lostMs: ['Hours lost', 'h'],
  highMs: ['Hours lost high', 'h'],
  lostBeforeMs: ['Hours lost before', 'h'],
  stuckMs: ['Hours lost in stuck builds', 'h'],
  lostPerBuildMs: ['Hours lost a build', 'h'],
  lostPerDeveloperMs: ['Hours lost a developer', 'h'],
  busyMs: ['Busy', 'machine h'],
  totalMs: ['Run in all', 'machine h'],
  stepMs: ['Run of the step in these logs', 'machine h'],
  missMs: ['In cache misses', 'machine h'],
  failedRatio: ['Failed', '%'],
  failedBeforeRatio: ['Failed before', '%'],
  onPathRatio: ['On the critical path', '%'],
  hitRatio: ['Cache hit rate', '%'],
  hitBeforeRatio: ['Cache hit rate before', '%'],
  withinRatio: ['Within the target', '%'],
  lowMoney: ['Cost low', 'money'],
  lostMoney: ['Cost', 'money'],
  highMoney: ['Cost high', 'money'],
  runnerMoney: ['Cost of runners', 'money'],
};

/** A trend is the same figure bucket by bucket, which charts have and a table of figures has no room for. */
const LEFT_OUT = new Set(['trendMs']);

/** In rows of steps, commands and layers. */
const OF_RUNS: typeof COLUMNS = { n: ['Runs (n)', 'count'], nBefore: ['Runs (n) before', 'count'] };

/** @throws Error for a figure that nobody has named yet */
export function columnOf(key: string, isOfRuns = false): ExportColumn {
  const [name, unit] = (isOfRuns ? OF_RUNS[key] : undefined) ?? COLUMNS[key] ?? [];
  if (name === undefined || unit === undefined) throw new Error(`the figure ${key} has no column`);
  const column = columnIn(name, unit);
  return { ...column, write: value => column.write(typeof value === 'string' ? wordOf(key, value) : value) };
}

/** A column by its own name: milliseconds in for hours and seconds, ratios for percents and points. */
export function columnIn(name: string, unit: Unit): ExportColumn {
  const header = UNITS_UNSAID.has(unit) ? name : `${name} (${unit})`;
  return { header, write: value => written(value, unit) };
}

/** Names and counts say it themselves, and a currency has a column of its own. */
const UNITS_UNSAID = new Set<Unit>(['text', 'count', 'money']);

/** What stands for something on pages, as they call it; all else as it is. */
export function wordOf(key: string, value: string): string {
  return WORDS[key]?.[value] ?? value;
}

const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cause: CAUSE_LABELS,
  event: EVENT_LABELS,
  kind: { ...CACHE_KIND_LABELS, setup: 'set-up', switch: CAUSE_LABELS.switch },
};

/** The figures of a row that a file has columns for, in their order. */
export function exportedKeys(shape: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(shape).filter(key => !LEFT_OUT.has(key));
}

const PER_UNIT: Readonly<Partial<Record<Unit, number>>> = {
  h: HOUR_MS,
  'h a week': HOUR_MS,
  'machine h': HOUR_MS,
  s: SECOND_MS,
  '%': 0.01,
  points: 0.01,
};
/** As many as a person reads; of what is small, two digits that say something, up to so many decimals. */
const DECIMALS: Readonly<Partial<Record<Unit, number>>> = { s: 1, '%': 1, points: 1 };
const USUAL_DECIMALS = 2;
const MOST_DECIMALS = 4;

function written(value: unknown, unit: Unit): string | number | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'number') return String(value);
  const amount = value / (PER_UNIT[unit] ?? 1);
  const forTwoDigits = amount === 0 ? 0 : 1 - Math.floor(Math.log10(Math.abs(amount)));
  const decimals = Math.max(DECIMALS[unit] ?? USUAL_DECIMALS, Math.min(forTwoDigits, MOST_DECIMALS));
  return Number(amount.toFixed(decimals));
}

/** What a metric says of each bucket, in columns beside each other; all others are tables of their own. */
export const BUCKET_FIGURES: Readonly<Partial<Record<MetricName, readonly string[]>>> = {
  wait: ['n', 'p25Ms', 'p50Ms', 'p75Ms', 'p90Ms', 'p95Ms'],
  lost: ['lostMs'],
  outcomes: [
    'builds',
    'successCount',
    'failureCount',
    'errorCount',
    'killedCount',
    'otherCount',
    'failedRatio',
  ],
  'stage-times': ['n', 'p50Ms', 'p90Ms'],
  'step-durations': ['n', 'p25Ms', 'p50Ms', 'p75Ms', 'p90Ms'],
  'time-to-publish': ['n', 'p50Ms', 'p90Ms'],
  'cache-rates': ['hits', 'misses', 'hitRatio'],
  targets: ['targetMs', 'withinRatio'],
};

/** Of metrics whose parts add up, what they come to together. */
export const SUMMED_FIGURES: Readonly<Partial<Record<MetricName, readonly string[]>>> = {
  lost: ['measuredMs', 'lowMs', 'lostMs', 'highMs'],
};
