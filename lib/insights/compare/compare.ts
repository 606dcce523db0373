import { at } from '@/lib/at';
import { CACHE_KINDS } from '@/lib/facts/vocabulary';
import { formatDuration, formatRatio } from '@/lib/format';
import { sumLostBySeries } from '@/lib/metrics/engine/lost-sums';
import { compareSteps } from '@/lib/metrics/engine/name-order';
import {
  compareDurations,
  type DurationComparison,
  FEWEST_BUILDS,
  FEWEST_WORKING_DAYS,
} from '@/lib/stats/compare-durations';
import type { DayOfBuilds } from '@/lib/stats/daily-medians';
import { benjaminiHochberg } from '@/lib/stats/false-discovery';
import { proportionDifference } from '@/lib/stats/newcombe';
import { ascending, type Numbers, nearestRank } from '@/lib/stats/quantiles';
import { calendarDay, dayNumber, weekdayOf } from '@/lib/time/days';
import { HOUR_MS, SECOND_MS } from '@/lib/time/units';
import { openReader, type ReaderContext } from '@/lib/weeks/reader';
import { formatShifts, formatWeekly } from '../effect-words';
import { narrowest } from '../scope';
import type { CacheEffect, ComparedSide, Comparison, StepEffect } from './comparison';
import { compareToControl, suggestControl } from './control';
import { type Population, readPopulation } from './population';
import { WARMTH } from './population-builds';
import { Side, type SideQuestion } from './side';
import {
  daysOf,
  type Likeness,
  type MixedBuilds,
  ratioAtSameCaches,
  ratioAtSameWeekdays,
  standardise,
} from './standardise';

/** Steps that a table shows: those that cost people the most. */
const STEPS_SHOWN = 20;
/** For tables; the verdict itself takes 2,000. */
const STEP_DRAWS = 400;

export interface CompareQuestion {
  before: SideQuestion;
  after: SideQuestion;
  likeness: Likeness;
  /** Services; `suggested`: those on the same machines that are not in the scope; null: none. */
  control: readonly string[] | 'suggested' | null;
  /** Not to be suggested as a control: something else was changed there. */
  notControl: ReadonlySet<string>;
  /** Of the bootstrap. */
  seed: number;
}

/**
 * Two sides side by side, with a verdict (design/measures.md, section 4).
 *
 * @throws UnknownRangeError
 */
export async function compare(context: ReaderContext, question: CompareQuestion): Promise<Comparison> {
  const { before, after, seed } = question;
  const shown = await shownSteps(context, { ...before, range: after.range });
  const wanted = { caches: true, machines: false, hours: false, runsOf: new Set(shown.keys()) };
  const isSuggested = question.control === 'suggested';
  const left = await readPopulation(context, before, { ...wanted, hours: true, machines: isSuggested });
  const right = await readPopulation(context, after, wanted);
  const { settings } = await context.source.open();
  const both = standardise(left.builds, right.builds, question.likeness);
  const days = { before: daysOf(both.before), after: daysOf(both.after) };
  const hoursAWeek = hoursAWeekOf(left, settings.hours.workdays.length);
  const verdict = compareDurations(days.before, days.after, { seed, hoursAWeek });
  const services = await controlOf(context, question, left.machines);
  const control = await compareToControl(context, question, days, services);
  return {
    of: left.of,
    before: sideOf(left, both.before, days.before, verdict.before),
    after: sideOf(right, both.after, days.after, verdict.after),
    ...verdictOf(verdict),
    failures: failuresOf(left, right),
    atSameWeekdays: ratioAtSameWeekdays(days),
    atSameCaches: ratioAtSameCaches(both),
    hoursAWeekBefore: hoursAWeek,
    steps: stepsOf(shown, left, right, seed),
    caches: cachesOf(left, right),
    control: control === null ? null : { ...control, isSuggested },
    leftOutCount: both.leftOutCount,
    days: listDays(days),
    sentence: describe(verdict, left.of),
  };
}

function verdictOf(verdict: DurationComparison) {
  const { ratio, interval, pValue, direction, worth, detectable, method, seed, draws } = verdict;
  return { ratio, interval, pValue, direction, worth, detectable, method, seed, draws };
}

async function controlOf(
  context: ReaderContext,
  { before, control, notControl }: CompareQuestion,
  machines: ReadonlySet<string>,
): Promise<readonly string[]> {
  if (control === null) return [];
  return control === 'suggested' ? suggestControl(context, before, machines, notControl) : control;
}

type ShownSteps = Map<number, Pick<StepEffect, 'service' | 'repository' | 'pipeline' | 'step'>>;

/** The steps of the scope at which people lost the most, on the side after. */
async function shownSteps(context: ReaderContext, question: SideQuestion): Promise<ShownSteps> {
  const { range, scope, repository, pipeline, branch, event } = question;
  const { book } = await context.source.open();
  const reader = await openReader(context, {
    ...{ range, bucket: 'auto', ...narrowest(scope, book) },
    ...{ repository, pipeline, step: null, branch, event },
  });
  const lost = await sumLostBySeries(reader, 'now', 'placeId');
  const side = new Side(reader, question);
  const asked = [...book.series.values()].filter(({ id, step }) => step !== '' && side.isAsked(id));
  const lostAt = ({ id }: { id: number }) => lost.at(id).lostMs;
  const costliest = asked.sort((a, b) => lostAt(b) - lostAt(a) || compareSteps(a, b)).slice(0, STEPS_SHOWN);
  return new Map(
    costliest.map(({ id, service, repository, pipeline, step }) => [
      id,
      { service, repository, pipeline, step },
    ]),
  );
}

/** What the side before cost people in a usual week; null where nobody knows. */
function hoursAWeekOf({ lostMs, workingDays }: Population, workdaysAWeek: number): number | null {
  if (lostMs === null || workingDays === 0) return null;
  return (lostMs / HOUR_MS / workingDays) * workdaysAWeek;
}

function sideOf(
  population: Population,
  { of, places }: MixedBuilds,
  days: readonly DayOfBuilds[],
  { workingDays, buildCount, p50Ms, p90Ms }: DurationComparison['before'],
): ComparedSide {
  const { from, until, builds, failedCount, endedCount } = population;
  const weekdayBuilds = [0, 0, 0, 0, 0, 0, 0];
  for (const { day, durationsMs } of days) {
    const weekday = weekdayOf(dayNumber(day)) - 1;
    weekdayBuilds[weekday] = (weekdayBuilds[weekday] ?? 0) + durationsMs.length;
  }
  const isWait = population.of === 'wait';
  const secondsOf = (told: (place: number) => number) =>
    new Float64Array(places.length).map((_, i) => told(at(places, i, 'places')));
  const runOf = (place: number) => at(of.seconds, place, 'seconds') - at(of.queueS, place, 'queueS');
  const warmthCounts = [0, 0, 0];
  for (const place of places) {
    const warmth = at(of.warmth, place, 'warmth');
    warmthCounts[warmth] = (warmthCounts[warmth] ?? 0) + 1;
  }
  const [warm, cold] = [warmthCounts[WARMTH.warm] ?? 0, warmthCounts[WARMTH.cold] ?? 0];
  return {
    from,
    until,
    workingDays,
    buildCount,
    p50Ms,
    p90Ms,
    rawP50Ms: p50MsOf(builds.seconds),
    queueP50Ms: isWait ? p50MsOf(secondsOf(place => at(of.queueS, place, 'queueS'))) : null,
    runP50Ms: isWait ? p50MsOf(secondsOf(runOf)) : null,
    failedCount,
    endedCount,
    failedRatio: endedCount === 0 ? null : failedCount / endedCount,
    weekdayBuilds,
    coldRatio: warm + cold === 0 ? null : cold / (warm + cold),
  };
}

function p50MsOf(seconds: Numbers): number | null {
  const p50 = nearestRank(ascending(seconds), 0.5);
  return p50 === null ? null : p50 * SECOND_MS;
}

function failuresOf(before: Population, after: Population): Comparison['failures'] {
  if (before.endedCount === 0 || after.endedCount === 0) return null;
  return proportionDifference(
    { count: before.failedCount, of: before.endedCount },
    { count: after.failedCount, of: after.endedCount },
  );
}

function stepsOf(shown: ShownSteps, before: Population, after: Population, seed: number): StepEffect[] {
  const rows = [...shown].map(([seriesId, names]) => {
    const found = compareDurations(runsByDay(before, seriesId), runsByDay(after, seriesId), {
      seed,
      draws: STEP_DRAWS,
    });
    return { names, found };
  });
  const adjusted = benjaminiHochberg(rows.map(({ found }) => found.pValue));
  return rows.flatMap(({ names, found }, i) => {
    if (found.before.buildCount + found.after.buildCount === 0) return [];
    return {
      ...names,
      nBefore: found.before.buildCount,
      n: found.after.buildCount,
      p50BeforeMs: found.before.p50Ms,
      p50Ms: found.after.p50Ms,
      p90BeforeMs: found.before.p90Ms,
      p90Ms: found.after.p90Ms,
      ratio: found.ratio,
      interval: found.interval,
      qValue: adjusted[i] ?? null,
      direction: believed(found.direction, adjusted[i] ?? null),
    };
  });
}

/** Of a table of many rows only those are called faster or slower that stand up to there being many. */
function believed(direction: StepEffect['direction'], qValue: number | null): StepEffect['direction'] {
  if (direction !== 'faster' && direction !== 'slower') return direction;
  return qValue !== null && qValue <= 0.1 ? direction : 'no clear change';
}

function runsByDay({ steps }: Population, seriesId: number): DayOfBuilds[] {
  return [...(steps.get(seriesId) ?? [])]
    .sort(([a], [b]) => a - b)
    .map(([day, seconds]) => ({ day: calendarDay(day), durationsMs: seconds.map(s => s * 1000) }));
}

function cachesOf(before: Population, after: Population): CacheEffect[] {
  return CACHE_KINDS.flatMap((kind, i) => {
    const [left, right] = [at(before.caches, i, 'caches'), at(after.caches, i, 'caches')];
    const [lookupsBefore, lookups] = [left.hits + left.misses, right.hits + right.misses];
    if (lookupsBefore + lookups === 0) return [];
    return {
      kind,
      hitRatioBefore: lookupsBefore === 0 ? null : left.hits / lookupsBefore,
      hitRatio: lookups === 0 ? null : right.hits / lookups,
      lookupsBefore,
      lookups,
    };
  });
}

function listDays(sides: { before: DayOfBuilds[]; after: DayOfBuilds[] }): Comparison['days'] {
  return (['before', 'after'] as const).flatMap(side =>
    sides[side].map(({ day, durationsMs }) => ({
      day,
      side,
      buildCount: durationsMs.length,
      p50Ms: nearestRank(durationsMs, 0.5),
      durationsMs: Array.from(durationsMs, ms => Math.round(ms)),
    })),
  );
}

/** What a side has too little of: `the side after has 5 of 7 working days and 20 of 30 builds`; null: it has enough. */
export function lackingOf(
  name: 'before' | 'after',
  { workingDays, buildCount }: { workingDays: number; buildCount: number },
): string | null {
  const lacks = [
    ...(workingDays < FEWEST_WORKING_DAYS ? [`${workingDays} of ${FEWEST_WORKING_DAYS} working days`] : []),
    ...(buildCount < FEWEST_BUILDS ? [`${buildCount} of ${FEWEST_BUILDS} builds`] : []),
  ];
  return lacks.length === 0 ? null : `the side ${name} has ${lacks.join(' and ')}`;
}

/** The verdict in words. */
function describe(
  { before, after, ratio, interval, direction, worth }: DurationComparison,
  of: 'wait' | 'steps',
) {
  const what = of === 'wait' ? 'a typical wait' : 'the steps';
  if (ratio === null || interval === null) {
    const lacking = [lackingOf('before', before), lackingOf('after', after)].flatMap(text => text ?? []);
    const rule = `a verdict needs ${FEWEST_WORKING_DAYS} working days and ${FEWEST_BUILDS} builds a side`;
    return `Not enough data: ${lacking.length === 0 ? rule : `${lacking.join('; ')} (${rule})`}.`;
  }
  const size = (x: number) => formatRatio(Math.abs(x - 1));
  const times = `${formatDuration(before.p50Ms)} before, ${formatDuration(after.p50Ms)} after`;
  if (direction === 'faster' || direction === 'slower') {
    const saved = worth === null ? '' : `, ${formatWeekly(Math.abs(worth.hoursAWeek))} a week`;
    return `${direction === 'faster' ? 'Faster' : 'Slower'} by ${size(ratio)} (${formatShifts(interval)})${saved}: ${what} took ${times}.`;
  }
  return 'No clear change.';
}
