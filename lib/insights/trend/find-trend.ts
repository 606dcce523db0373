import { at } from '@/lib/at';
import { formatDuration, formatRatio } from '@/lib/format';
import { readGroups } from '@/lib/metrics/engine/group-figures';
import { sumLost, sumLostBySeries } from '@/lib/metrics/engine/lost-sums';
import { KeptAnswers } from '@/lib/metrics/kept-answers';
import type { MetricFilter } from '@/lib/metrics/metric-filter';
import { groupAscending } from '@/lib/stats/group-ascending';
import { quantileInterval } from '@/lib/stats/quantile-interval';
import { ascending, nearestRank } from '@/lib/stats/quantiles';
import type { Trend } from '@/lib/stats/trend';
import { calendarDay, dayNumber, mondayOf, weekNumber } from '@/lib/time/days';
import { type DayRange, previousRange, resolveRange } from '@/lib/time/ranges';
import { SECOND_MS } from '@/lib/time/units';
import { localDay } from '@/lib/time/zones';
import { splitChange } from '@/lib/waiting/split-change';
import { openReader, type ReaderContext, type WeekReader } from '@/lib/weeks/reader';
import { BUILDS_ALONE, type Population, readPopulation } from '../compare/population';
import { rangeOf } from '../compare/range-of';
import { type MixedBuilds, standardise } from '../compare/standardise';
import { lostADay, lostAWeek, lostInterval, readLostDays } from './lost-days';
import type { TrendAnswer } from './trend-answer';
import { atOneMix, findMovers, lineThrough, msOf, workingDaysOf } from './working-day-line';

/** A line needs some weeks: shorter ranges are seen with the one before. */
const LONG_DAYS = 56;
const ROWS_SHOWN = 10;

/**
 * Is it getting better or worse, for any filter, and what moved it. Days that are not over are left out.
 *
 * @throws UnknownRangeError
 */
export async function findTrend(context: ReaderContext, filter: MetricFilter): Promise<TrendAnswer> {
  return kept.get(context, filter, () => makeTrend(context, filter));
}

const kept = new KeptAnswers<TrendAnswer>();

async function makeTrend(context: ReaderContext, filter: MetricFilter): Promise<TrendAnswer> {
  const { settings } = await context.source.open();
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const resolved = resolveRange(filter.range, context.now, timeZone);
  const today = localDay(context.now, timeZone);
  const previous = previousRange(resolved, filter.range);
  if (resolved.from >= today) return noDayIsOver(resolved, previous);
  const days = resolved.until <= today ? resolved : { ...resolved, until: today };
  const reader = await openReader(context, { ...filter, range: rangeOf(days) }, previous);
  const before = await readSide(context, filter, previous);
  const after = await readSide(context, filter, days);
  const sides = { before: before.builds, after: after.builds };
  const both = standardise(sides.before, sides.after, { byService: true, byKind: true });
  const isLong = dayNumber(days.until) - dayNumber(days.from) >= LONG_DAYS;
  const from = isLong ? days.from : before.from;
  const workdays = new Set(settings.hours.workdays);
  const line = { workingDays: workingDaysOf({ from, until: days.until }, workdays), withBefore: !isLong };
  const { trend, waitsMs } = lineThrough(isLong ? atOneMix(sides, line) : both, line);
  const [lostBefore, lostAfter] = [await readLostDays(reader, 'before'), await readLostDays(reader, 'now')];
  const lostMsADay = {
    before: lostADay(reader, 'before', lostBefore, before.workingDays),
    after: lostADay(reader, 'now', lostAfter, after.workingDays),
  };
  const perDay = await perWorkingDay(reader, before, after);
  // Before the history begins nothing was lost that anybody knows of: no hours are more than those.
  const isKnown =
    reader.historyFrom !== null &&
    reader.historyFrom <= previous.from &&
    reader.weeksToReplay('now') + reader.weeksToReplay('before') === 0;
  return {
    verdict: trend.verdict,
    ratio: trend.change === null ? null : Math.exp(trend.change),
    interval:
      trend.interval === null
        ? null
        : { low: Math.exp(trend.interval.low), high: Math.exp(trend.interval.high) },
    firstMs: trend.ends === null ? null : msOf(trend.ends.first),
    lastMs: trend.ends === null ? null : msOf(trend.ends.last),
    pValue: trend.pValue,
    from,
    until: days.until,
    before: { ...sideOf(before, both.before), lostMsADay: lostMsADay.before },
    after: { ...sideOf(after, both.after), lostMsADay: lostMsADay.after },
    lostChangeMsADay:
      isKnown && lostMsADay.before !== null && lostMsADay.after !== null
        ? lostMsADay.after - lostMsADay.before
        : null,
    ...perDay,
    wait: typicalWait(after),
    lostAWeek:
      reader.weeksToReplay('now') > 0
        ? null
        : lostAWeek(await sumLost(reader, 'now'), after.workingDays, workdays.size),
    lostInterval: isKnown ? lostInterval(lostBefore, lostAfter, workdays) : null,
    ...findMovers(sides, line),
    days: line.workingDays.flatMap((day, i) => {
      const waits = at(waitsMs, i, 'waitsMs');
      const p50Ms = nearestRank(waits, 0.5);
      return p50Ms === null ? [] : { day: calendarDay(day), buildCount: waits.length, p50Ms };
    }),
    sentence: describeLine(trend),
  };
}

/** The range begins today, or later: there is nothing to say of it yet. */
function noDayIsOver(days: DayRange, previous: DayRange): TrendAnswer {
  const nothing = { workingDays: 0, buildCount: 0, p50Ms: null, lostMsADay: null };
  return {
    ...{ verdict: 'not enough data', sentence: 'Not enough data: no day of this range is over.' },
    ...{ ratio: null, interval: null, firstMs: null, lastMs: null, pValue: null },
    ...{ from: days.from, until: days.until },
    ...{ before: { ...previous, ...nothing }, after: { ...days, ...nothing } },
    ...{ lostChangeMsADay: null, volumeMsADay: 0, speedMsADay: 0, mixMsADay: 0, services: [], steps: [] },
    ...{ wait: null, lostAWeek: null, lostInterval: null, movers: [], servicesTested: 0, days: [] },
  };
}

async function readSide(context: ReaderContext, filter: MetricFilter, days: DayRange): Promise<Population> {
  const { team, service, step, repository, pipeline, branch, event, switches } = filter;
  const list = (name: string | null) => (name === null ? [] : [name]);
  const scope = { services: list(service), teams: list(team), steps: list(step), runners: [] };
  const question = {
    range: rangeOf(days),
    scope,
    repository,
    pipeline,
    branch,
    event,
    switches,
    withoutDay: null,
  };
  return readPopulation(context, question, BUILDS_ALONE);
}

/** The typical wait of each week of some days, by its Monday: of the same builds as `wait` of the trend of that week. */
export async function readWeeklyWaits(
  context: ReaderContext,
  filter: MetricFilter,
  days: DayRange,
): Promise<ReadonlyMap<string, number>> {
  const { builds } = await readSide(context, filter, days);
  const first = weekNumber(dayNumber(days.from));
  const count = weekNumber(dayNumber(days.until) - 1) - first + 1;
  const weeks = builds.day.map(day => weekNumber(day) - first);
  return new Map(
    groupAscending(count, weeks, builds.seconds).flatMap((seconds, i) => {
      const p50 = nearestRank(seconds, 0.5);
      return p50 === null ? [] : [[calendarDay(mondayOf(first + i)), p50 * SECOND_MS]];
    }),
  );
}

/** How long builds were waited for, each as long as it was: at no other mix than their own. */
function typicalWait({ from, until, builds }: Population): TrendAnswer['wait'] {
  const first = dayNumber(from);
  const dayPlaces = builds.day.map(day => day - first);
  const days = groupAscending(dayNumber(until) - first, dayPlaces, builds.seconds);
  const sorted = ascending(builds.seconds);
  const [p50, p90] = [nearestRank(sorted, 0.5), nearestRank(sorted, 0.9)];
  if (p50 === null || p90 === null) return null;
  const intervalOf = (q: number) => {
    const interval = quantileInterval(days, q, sorted);
    return interval && { low: interval.low * SECOND_MS, high: interval.high * SECOND_MS };
  };
  return {
    buildCount: builds.n,
    dayCount: days.filter(({ length }) => length > 0).length,
    ...{ p50Ms: p50 * SECOND_MS, p90Ms: p90 * SECOND_MS },
    ...{ p50Interval: intervalOf(0.5), p90Interval: intervalOf(0.9) },
  };
}

/** @param atOneMix its builds, as far as both sides have enough of their kind */
function sideOf({ from, until, workingDays, builds }: Population, { ms }: MixedBuilds) {
  return { from, until, workingDays, buildCount: builds.n, p50Ms: nearestRank(ascending(ms), 0.5) };
}

/** What moved the hours lost on a working day: volume, speed and mix, then where. */
async function perWorkingDay(reader: WeekReader, before: Population, after: Population) {
  const [daysBefore, daysAfter] = [Math.max(before.workingDays, 1), Math.max(after.workingDays, 1)];
  const groups = [...(await readGroups(reader, 'service'))];
  const services = groups.map(([service, group]) => ({
    service,
    before: {
      buildCount: group.before.figures.waited.builds / daysBefore,
      lostMs: group.before.lost.lostMs / daysBefore,
    },
    after: {
      buildCount: group.now.figures.waited.builds / daysAfter,
      lostMs: group.now.lost.lostMs / daysAfter,
    },
  }));
  const split = splitChange(services);
  return {
    volumeMsADay: split.volumeMs,
    speedMsADay: split.speedMs,
    mixMsADay: split.mixMs,
    services: largest(
      services.map(({ service, before: was, after: is }) => ({
        service,
        changeMsADay: is.lostMs - was.lostMs,
        lostMsADay: is.lostMs,
      })),
    ),
    steps: largest(await stepsOf(reader, daysBefore, daysAfter)),
  };
}

async function stepsOf(reader: WeekReader, daysBefore: number, daysAfter: number) {
  const before = await sumLostBySeries(reader, 'before', 'placeId');
  const after = await sumLostBySeries(reader, 'now', 'placeId');
  return [...reader.book.series.values()].flatMap(({ id, service, repository, pipeline, step }) => {
    const lostMsADay = after.at(id).lostMs / daysAfter;
    const changeMsADay = lostMsADay - before.at(id).lostMs / daysBefore;
    return step === '' || changeMsADay === 0
      ? []
      : [{ service, repository, pipeline, step, changeMsADay, lostMsADay }];
  });
}

function largest<Row extends { changeMsADay: number }>(rows: readonly Row[]): Row[] {
  return [...rows]
    .filter(({ changeMsADay }) => changeMsADay !== 0)
    .sort((a, b) => Math.abs(b.changeMsADay) - Math.abs(a.changeMsADay))
    .slice(0, ROWS_SHOWN);
}

/** All its figures are those of the line: a median of each range may move the other way. */
export function describeLine({ verdict, ends, dayCount }: Trend): string {
  if (verdict === 'not enough data')
    return `Not enough data: ${dayCount} working days with builds, 20 are needed.`;
  if (verdict === 'no clear change' || ends === null) return 'No clear change.';
  const size = formatRatio(Math.abs(Math.exp(ends.last - ends.first) - 1));
  const word = verdict === 'better' ? `Better: waits got ${size} shorter` : `Worse: waits got ${size} longer`;
  return `${word}, from ${formatDuration(msOf(ends.first))} to ${formatDuration(msOf(ends.last))}.`;
}
