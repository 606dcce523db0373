import { formatDuration, formatRange } from '@/lib/format';
import { CACHE_KIND_LABELS } from '@/lib/metrics/cache-kind-labels';
import { columnIn, type Unit } from '@/lib/metrics/export/columns';
import type { ExportPage } from '@/lib/metrics/export/export-pages';
import type { FileFindings, FileTable } from '@/lib/metrics/export/page-file';
import type { MetricFilter } from '@/lib/metrics/metric-filter';
import { addDays } from '@/lib/time/days';
import { type DayRange, resolveRange } from '@/lib/time/ranges';
import { HOUR_MS } from '@/lib/time/units';
import { localDay } from '@/lib/time/zones';
import type { ReaderContext } from '@/lib/weeks/reader';
import { type Change, changesSearchSchema } from './changes/change';
import { sizeOf, subjectOf, whenOf } from './changes/change-words';
import { NEWS_DAYS, type News, newsOf } from './changes/news';
import { listChanges } from './changes/stored-changes';
import { type Finding, type FixFirstAnswer, fixFirstSearchSchema } from './fix-first/finding';
import { listFindings } from './fix-first/stored-findings';
import { findTrend } from './trend/find-trend';
import {
  lostChangeSentence,
  lostWeekWords,
  noMoverSentence,
  TREND_QUESTION,
  trendBasis,
  trendSentence,
  WAIT_QUESTION,
  waitBasis,
  waitSentence,
  worsePartSentence,
} from './trend/headlines';
import type { TrendAnswer } from './trend/trend-answer';

const MOST_CHANGES = 2000;
const MOST_FINDINGS = 500;

/** Pages that answer in words what to look at first. */
const WITH_HEADLINES: ReadonlySet<ExportPage> = new Set(['overview', 'team']);
/** Pages that mark what changed in the range. */
const WITH_CHANGES: ReadonlySet<ExportPage> = new Set([
  ...WITH_HEADLINES,
  ...(['services', 'service', 'step-name', 'step'] as const),
]);

/**
 * What a page says beside its metrics, for its file: headlines as they stand on it, changes, and what to fix first.
 *
 * @throws UnknownRangeError
 */
export async function pageFindings(
  context: ReaderContext,
  page: ExportPage,
  filter: MetricFilter,
): Promise<FileFindings> {
  const { settings } = await context.source.open();
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const days = resolveRange(filter.range, context.now, timeZone);
  const changes = WITH_CHANGES.has(page) ? [changesTable(await changesIn(context, filter, days))] : [];
  if (!WITH_HEADLINES.has(page)) return { said: [], tables: changes };
  const since = addDays(localDay(context.now, timeZone), -NEWS_DAYS);
  const news = newsOf(await changesSince(context, filter, since));
  const trend = await findTrend(context, filter);
  const { team, service, repository, step } = filter;
  const search = fixFirstSearchSchema.parse({ team, service, repository, step, limit: MOST_FINDINGS });
  return {
    said: [headlines(trend, news)],
    tables: [
      waitTable(trend),
      trendTable(trend),
      ...changes,
      fixFirstTable(await listFindings(context, search)),
    ],
  };
}

function changesIn(context: ReaderContext, filter: MetricFilter, { from, until }: DayRange) {
  return changesSince(context, filter, from).then(changes => changes.filter(({ day }) => day < until));
}

async function changesSince(context: ReaderContext, filter: MetricFilter, since: string): Promise<Change[]> {
  const { team, service, repository, pipeline, step } = filter;
  const place = { team, service, repository, pipeline, step };
  const search = changesSearchSchema.parse({ ...place, since, limit: MOST_CHANGES });
  return (await listChanges(context, search)).changes;
}

type Column<Row> = readonly [name: string, unit: Unit, pick: (row: Row) => unknown];

function tableOf<Row>(title: string, rows: readonly Row[], columns: ReadonlyArray<Column<Row>>): FileTable {
  const written = columns.map(([name, unit, pick]) => ({ ...columnIn(name, unit), pick }));
  return [
    [title],
    written.map(({ header }) => header),
    ...rows.map(row => written.map(({ write, pick }) => write(pick(row)))),
  ];
}

/** In the words of the page, each answer below its question. */
function headlines(trend: TrendAnswer, news: readonly News[]): FileTable {
  const lost = lostWeekWords(trend);
  const band = lost === null || lost.band === null ? '' : ` That depends on assumptions: ${lost.band}.`;
  const answers: ReadonlyArray<readonly [question: string, said: Array<string | null>]> = [
    [
      'New regressions',
      news.map(
        ({ change, others }) =>
          `${subjectOf(change)} ${whenOf(change)}: ${[change, ...others].map(sizeOf).join(' · ')}`,
      ),
    ],
    [
      WAIT_QUESTION,
      [
        waitSentence(trend),
        lost === null ? null : `${lost.figure} is the figure to report.${band}`,
        waitBasis(trend),
      ],
    ],
    [
      TREND_QUESTION,
      [
        trendSentence(trend),
        lostChangeSentence(trend),
        noMoverSentence(trend),
        ...trend.movers.map(
          ({ service, verdict, firstMs, lastMs }) =>
            `${service} ${verdict}: ${formatDuration(firstMs)} → ${formatDuration(lastMs)}`,
        ),
        worsePartSentence(news, trend),
        trendBasis(trend),
      ],
    ],
  ];
  return [
    ['In words'],
    ['Question', 'Answer'],
    ...answers.flatMap(([question, said]) =>
      said.flatMap(sentence => (sentence === null ? [] : [[question, sentence]])),
    ),
  ];
}

function waitTable({ wait, lostAWeek }: TrendAnswer): FileTable {
  const rows = wait === null ? [] : [wait];
  return tableOf(WAIT_QUESTION, rows, [
    ['Builds measured (n)', 'count', row => row.buildCount],
    ['Working days', 'count', row => row.dayCount],
    ['p50', 's', row => row.p50Ms],
    ['p50 95 % low', 's', row => row.p50Interval?.low],
    ['p50 95 % high', 's', row => row.p50Interval?.high],
    ['p90', 's', row => row.p90Ms],
    ['p90 95 % low', 's', row => row.p90Interval?.low],
    ['p90 95 % high', 's', row => row.p90Interval?.high],
    ['Measured wait', 'h a week', () => lostAWeek?.measuredMs],
    ['Hours lost low', 'h a week', () => lostAWeek?.lowMs],
    ['Hours lost', 'h a week', () => lostAWeek?.lostMs],
    ['Hours lost high', 'h a week', () => lostAWeek?.highMs],
  ]);
}

function trendTable(trend: TrendAnswer): FileTable {
  const { from, until, interval, ratio } = trend;
  return tableOf(
    TREND_QUESTION,
    [trend],
    [
      ['Verdict', 'text', row => row.verdict],
      ['Line from', 'text', () => from],
      ['Line to', 'text', () => addDays(until, -1)],
      ['Wait at its start', 's', row => row.firstMs],
      ['Wait at its end', 's', row => row.lastMs],
      ['Change', '%', () => (ratio === null ? null : ratio - 1)],
      ['Change 99.9 % low', '%', () => (interval === null ? null : interval.low - 1)],
      ['Change 99.9 % high', '%', () => (interval === null ? null : interval.high - 1)],
      [
        'Lost on a working day before',
        'h',
        row => (row.lostChangeMsADay === null ? null : row.before.lostMsADay),
      ],
      ['Lost on a working day', 'h', row => row.after.lostMsADay],
      ['Change of it', 'h', row => row.lostChangeMsADay],
      ['Change of it 99.9 % low', 'h', row => row.lostInterval?.low],
      ['Change of it 99.9 % high', 'h', row => row.lostInterval?.high],
    ],
  );
}

/** Durations and rates never share a column. */
function changesTable(changes: readonly Change[]): FileTable {
  const ofTime = (pick: (change: Change) => number) => (change: Change) =>
    change.kind === 'cache' ? null : pick(change);
  const ofCache = (pick: (change: Change) => number) => (change: Change) =>
    change.kind === 'cache' ? pick(change) : null;
  return tableOf('Changes', changes, [
    ['What', 'text', subjectOf],
    ['Service', 'text', change => change.service],
    ['Team', 'text', change => change.team],
    ['Repository', 'text', change => change.repository],
    ['Pipeline', 'text', change => change.pipeline],
    ['Step', 'text', change => change.step],
    ['Cache', 'text', change => change.cacheKind && CACHE_KIND_LABELS[change.cacheKind]],
    ['Better or worse', 'text', change => (change.isWorse ? 'worse' : 'better')],
    ['Seen on one day alone', 'text', change => (change.isAlarm ? 'yes' : 'no')],
    ['Since', 'text', change => change.day],
    ['Somewhere from', 'text', change => change.rangeFrom],
    ['Somewhere to', 'text', change => change.rangeUntil],
    ['Before', 's', ofTime(change => change.before)],
    ['After', 's', ofTime(change => change.after)],
    ['Change', '%', ofTime(change => change.effect)],
    ['Cache hit rate before', '%', ofCache(change => change.before)],
    ['Cache hit rate after', '%', ofCache(change => change.after)],
    ['Change of the rate', 'points', ofCache(change => change.effect)],
    ['Costs', 'h a week', change => hoursIn(change.hoursAWeek)],
    ['Suspects', 'count', change => change.suspectCount],
    ['State', 'text', change => change.state],
  ]);
}

function fixFirstTable({ findings, weeks }: FixFirstAnswer): FileTable {
  const of = weeks === null ? '' : `, ${formatRange(weeks.from, addDays(weeks.until, -1))}`;
  return tableOf<Finding>(`What to fix first${of}`, findings, [
    ['What', 'text', finding => finding.title],
    ['Service', 'text', finding => finding.service],
    ['Team', 'text', finding => finding.team],
    ['Repository', 'text', finding => finding.repository],
    ['Pipeline', 'text', finding => finding.pipeline],
    ['Step', 'text', finding => finding.step],
    ['Saves', 'h a week', finding => hoursIn(finding.hoursAWeek)],
    ['Saves low', 'h a week', finding => hoursIn(finding.lowHoursAWeek)],
    ['Saves high', 'h a week', finding => hoursIn(finding.highHoursAWeek)],
    ['Worth it', 'text', finding => (finding.isWorthIt ? 'yes' : 'no')],
    ['Takes', 's', finding => finding.nowMs],
    ['Would take', 's', finding => finding.expectedMs],
    ['Runs (n)', 'count', finding => finding.evidence.runs],
    ['On the critical path', '%', finding => finding.evidence.onPathRatio],
    ['Cache hit rate', '%', finding => finding.evidence.hitRatio],
    ['What helps', 'text', finding => finding.advice],
    ['Set aside because', 'text', finding => finding.setAside?.reason],
  ]);
}

/** Findings count in hours, figures in milliseconds. */
function hoursIn(hours: number | null): number | null {
  return hours === null ? null : hours * HOUR_MS;
}
