import { createHash } from 'node:crypto';
import { countLeftOut } from '@/lib/builds/exclusions';
import { rangeOf } from '@/lib/insights/compare/range-of';
import { type FixFirstAnswer, fixFirstSearchSchema } from '@/lib/insights/fix-first/finding';
import { findFixFirst } from '@/lib/insights/fix-first/fix-first';
import { listFindings, rankFindings } from '@/lib/insights/fix-first/stored-findings';
import { findTrend, readWeeklyWaits } from '@/lib/insights/trend/find-trend';
import { lostChangeSentence } from '@/lib/insights/trend/headlines';
import { type MetricFilter, metricFilterSchema } from '@/lib/metrics/metric-filter';
import { runMetric } from '@/lib/metrics/run-metric';
import { countWorkingDays } from '@/lib/settings/working-days';
import { resolveHours } from '@/lib/settings/working-hours';
import { compareWeek } from '@/lib/stats/cache-changes';
import { medianOf } from '@/lib/stats/quantiles';
import { addDays } from '@/lib/time/days';
import type { DayRange } from '@/lib/time/ranges';
import { daysOfWeek } from '@/lib/time/weeks';
import { localDay } from '@/lib/time/zones';
import type { ReaderContext } from '@/lib/weeks/reader';
import { type DataState, readDataState } from './data-state';
import type { ReportFigures } from './report-figures';
import { readSlowBuilds } from './slow-builds';
import { newsOfTeam, readToldBefore, readWeekNews, type WeekNews } from './week-news';

const USUAL_WEEKS = 8;
/** Fewer weeks before say nothing of what is usual. */
const FEWEST_USUAL = 3;
const FIXES = 3;
/** Among so many findings are three that are worth it. */
const FINDINGS_READ = 50;
/** As the Overview shows it. */
const TREND_WEEKS = 4;
/** Causes and services that most of the hours went to. */
const PLACES = 3;
/** As that of the trend: reports are read week by week. */
const CONFIDENCE = 0.999;

/** What the reports of one week have in common, whoever they are for. */
export interface OpenedWeek {
  week: string;
  days: DayRange;
  /** The days that have begun: of a week that is over, all. */
  begun: DayRange;
  isMadeAfterwards: boolean;
  timeZone: string;
  data: DataState;
  news: WeekNews;
  fixFirst: (team: string | null) => Promise<ReportFigures['fixFirst']>;
}

/**
 * @param only of an earlier revision: what it told of changes, nothing else is told
 * @throws UnknownWeekError
 */
export async function openWeek(
  context: ReaderContext,
  week: string,
  only: WeekNews | null = null,
): Promise<OpenedWeek> {
  const { settings } = await context.source.open();
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const days = daysOfWeek(week);
  const today = localDay(context.now, timeZone);
  const isMadeAfterwards = isLongOver(days, today);
  const told = await readToldBefore(context.source.pool, days);
  const [end = days.until] = [days.until, addDays(today, 1)].sort();
  return {
    ...{ week, days, timeZone, isMadeAfterwards },
    begun: { from: days.from, until: end },
    data: await readDataState(context, days),
    news: await readWeekNews(context, days, told, { isMadeAfterwards, only }),
    fixFirst: await openFixFirst(context, days, today),
  };
}

/** A report is made in the week that follows; what is made later knows more of changes than one knew then. */
function isLongOver({ until }: DayRange, today: string): boolean {
  return today >= addDays(until, 7);
}

/** Findings of the last four whole weeks: stored ones where they are of these, else computed once for all teams. */
async function openFixFirst(
  context: ReaderContext,
  { until }: DayRange,
  today: string,
): Promise<OpenedWeek['fixFirst']> {
  const stored = await listFindings(context, fixFirstSearchSchema.parse({ limit: 1 }));
  const { weeks } = stored;
  // Of a week that is not over, those of the weeks before are the newest that there are.
  if (weeks !== null && (weeks.until === until || today < until))
    return async team =>
      worthOf(weeks, await listFindings(context, fixFirstSearchSchema.parse({ team, limit: FINDINGS_READ })));
  if (today < until) return async () => null;
  const found = await findFixFirst(context, until);
  const whole = { from: addDays(until, -7 * TREND_WEEKS), until };
  return async team => worthOf(whole, await rankFindings(context, found, team));
}

function worthOf(
  weeks: DayRange,
  { findings, openCount }: Pick<FixFirstAnswer, 'findings' | 'openCount'>,
): ReportFigures['fixFirst'] {
  const worth = findings.filter(
    ({ setAside, isWorthIt, hoursAWeek }) => setAside === null && isWorthIt && hoursAWeek !== null,
  );
  return { weeks, openCount, findings: worth.slice(0, FIXES) };
}

/** The figures of the report of one week for the organisation (`team` null) or a team: those of pages and API. */
export async function buildReport(
  context: ReaderContext,
  opened: OpenedWeek,
  team: string | null,
): Promise<ReportFigures> {
  const { week, days, begun, timeZone } = opened;
  const { settings } = await context.source.open();
  const filter = metricFilterSchema.parse({ range: rangeOf(begun), team });
  const totals = await runMetric(context, 'totals', filter);
  const [now, earlier] = ['now', 'before'].map(period => totals.rows.find(one => one.period === period));
  if (now === undefined || earlier === undefined) throw new Error('totals have no row of the range');
  const month = { from: addDays(days.from, -7 * (TREND_WEEKS - 1)), until: begun.until };
  const trend = await findTrend(context, { ...filter, range: rangeOf(month) });
  const { wait } = await findTrend(context, filter);
  const { waitedFor, timed, all, leftOut } = await countLeftOut(context, { ...filter, event: 'all' });
  const news = team === null ? opened.news : await newsOfTeam(context, opened.news, team);
  const { cost, hours } = settings;
  const { missing, askedAt, fingerprint } = opened.data;
  return {
    ...{ week, days, team, timeZone },
    isOver: begun.until === days.until && localDay(context.now, timeZone) >= days.until,
    builtAt: context.now.toISOString(),
    isMadeAfterwards: opened.isMadeAfterwards,
    data: { askedAt, missing, fingerprint },
    settings: {
      fingerprint: settingsFingerprint(settings, timeZone),
      ratePerHour: cost.ratePerHour,
      currency: cost.currency,
      workdays: hours.workdays,
    },
    workingDays: totals.workingDays,
    totals: now,
    lacksHours: totals.weeksToReplay.now > 0,
    totalsBefore: earlier.builds === 0 || totals.weeksToReplay.before > 0 ? null : earlier,
    usual: await readUsual(context, filter, days.from),
    wait,
    failed: await countFailed(context, filter),
    where: await readWhere(context, filter),
    trend: {
      lineFrom: trend.from,
      ...{ days: month, verdict: trend.verdict, sentence: trend.sentence },
      lostSentence: lostChangeSentence(trend),
    },
    ...news,
    caches: await readCaches(context, filter, begun),
    fixFirst: await opened.fixFirst(team),
    slowBuilds: await readSlowBuilds(context, filter),
    leftOut: { all, waitedFor, timed, reasons: leftOut },
  };
}

/** Of all settings: figures and words follow from each of them. */
export function settingsFingerprint(settings: object, timeZone: string): string {
  return createHash('sha256')
    .update(JSON.stringify([settings, timeZone]))
    .digest('base64url')
    .slice(0, 22);
}

async function countFailed(context: ReaderContext, filter: MetricFilter): Promise<ReportFigures['failed']> {
  const { rows } = await runMetric(context, 'outcomes', filter);
  const sum = (pick: (row: (typeof rows)[number]) => number) =>
    rows.reduce((total, row) => total + pick(row), 0);
  const count = sum(({ failureCount, errorCount }) => failureCount + errorCount);
  return { count, endedCount: count + sum(({ successCount }) => successCount) };
}

/** Causes and services that the most hours went to. */
async function readWhere(context: ReaderContext, filter: MetricFilter): Promise<ReportFigures['where']> {
  const lost = await runMetric(context, 'lost', filter);
  const services = await runMetric(context, 'services', filter);
  const byCause = new Map<(typeof lost.rows)[number]['cause'], number>();
  for (const { cause, lostMs } of lost.rows) byCause.set(cause, (byCause.get(cause) ?? 0) + lostMs);
  return {
    causes: mostLost([...byCause].map(([cause, lostMs]) => ({ cause, lostMs }))),
    services: mostLost(services.rows.map(({ service, lostMs }) => ({ service, lostMs }))),
  };
}

function mostLost<Place extends { lostMs: number }>(places: readonly Place[]): Place[] {
  return places
    .filter(({ lostMs }) => lostMs > 0)
    .sort((a, b) => b.lostMs - a.lostMs)
    .slice(0, PLACES);
}

/** Medians of the eight weeks before, of those that the history reaches over and that had a working day. */
async function readUsual(
  context: ReaderContext,
  filter: MetricFilter,
  monday: string,
): Promise<ReportFigures['usual']> {
  const { settings } = await context.source.open();
  const hours = resolveHours(settings.hours, context.timeZone);
  const before = { from: addDays(monday, -7 * USUAL_WEEKS), until: monday };
  const lost = await runMetric(context, 'lost', { ...filter, range: rangeOf(before), bucket: 'week' });
  const waits = await readWeeklyWaits(context, filter, before);
  const { historyFrom, weeksToReplay } = lost;
  if (weeksToReplay.now > 0) return null;
  const known = lost.buckets.flatMap(first => {
    const workingDays = countWorkingDays({ from: first, until: addDays(first, 7) }, hours, context.now);
    if (historyFrom === null || first < historyFrom || workingDays === 0) return [];
    const lostMs = lost.rows
      .filter(({ bucket }) => bucket === first)
      .reduce((sum, one) => sum + one.lostMs, 0);
    return [{ lostMsADay: lostMs / workingDays, p50Ms: waits.get(first) ?? null }];
  });
  if (known.length < FEWEST_USUAL) return null;
  const p50s = known.flatMap(({ p50Ms }) => (p50Ms === null ? [] : [p50Ms]));
  const lostMsADay = Float64Array.from(known, one => one.lostMsADay).sort();
  return {
    weeks: known.length,
    lostMsADay: medianOf(lostMsADay),
    leastLostMsADay: lostMsADay[0] ?? null,
    mostLostMsADay: lostMsADay.at(-1) ?? null,
    waitP50Ms: p50s.length === 0 ? null : medianOf(Float64Array.from(p50s).sort()),
  };
}

/** Rates by kind, of the week and of the one before, and how far it is from those of the eight weeks before. */
async function readCaches(
  context: ReaderContext,
  filter: MetricFilter,
  { from, until }: DayRange,
): Promise<ReportFigures['caches']> {
  const range = rangeOf({ from: addDays(from, -7 * USUAL_WEEKS), until });
  const { rows, buckets } = await runMetric(context, 'cache-rates', { ...filter, range, bucket: 'week' });
  return [...new Set(rows.map(({ kind }) => kind))].flatMap(kind => {
    const weeks = buckets.map(monday => {
      const own = rows.filter(row => row.kind === kind && row.bucket === monday);
      const hits = own.reduce((sum, row) => sum + row.hits, 0);
      const misses = own.reduce((sum, row) => sum + row.misses, 0);
      const hitRatio = hits + misses === 0 ? null : hits / (hits + misses);
      return { monday, hits, misses, lookups: hits + misses, hitRatio };
    });
    const now = weeks.find(({ monday }) => monday === from);
    if (now === undefined || now.hitRatio === null) return [];
    const before = weeks.filter(({ monday }) => monday < from);
    const { hits, misses, hitRatio } = now;
    const hitRatioBefore = before.at(-1)?.hitRatio ?? null;
    return [{ kind, hits, misses, hitRatio, hitRatioBefore, change: compareWeek(before, now, CONFIDENCE) }];
  });
}
