import {
  EXCLUSION_REASONS,
  type LeftOutReason,
  UNCOUNTED_REASONS,
  UNTIMED_REASONS,
} from '@/lib/builds/left-out';
import { LEFT_OUT_WORDS } from '@/lib/builds/left-out-words';
import {
  formatBand,
  formatCount,
  formatCountOf,
  formatDay,
  formatDuration,
  formatEnds,
  formatHours,
  formatInstant,
  formatMoney,
  formatRange,
  formatRatio,
} from '@/lib/format';
import { formatPoints } from '@/lib/insights/effect-words';
import { excludesNone, waitSentence } from '@/lib/insights/trend/headlines';
import { CACHE_KIND_LABELS } from '@/lib/metrics/cache-kind-labels';
import { CAUSE_LABELS } from '@/lib/metrics/cause-labels';
import { addDays } from '@/lib/time/days';
import type { DocumentFigure, DocumentSection, ReportDocument } from '../report-document';
import {
  betterSection,
  firstFixSentence,
  fixFirstSection,
  headlineOf,
  newsSentences,
  unclearSections,
  worseSection,
} from './describe-news';
import { verdictSentence } from './describe-verdict';
import type { ReportFigures } from './report-figures';
import { ReportLinks } from './report-links';

const MOST_TITLE = 160;
/** Less of the whole is rounding. */
const LEAST_REST = 0.001;

/** A report in words, for its page, a mail, a file: it says no more than the figures and their verdicts do. */
export function describeReport(figures: ReportFigures): ReportDocument {
  const { team, data, isMadeAfterwards, isOver, builtAt, timeZone } = figures;
  const links = new ReportLinks(figures);
  const day = formatInstant(builtAt, timeZone, true).split(',')[0] ?? '';
  return {
    title: titleOf(figures),
    subtitle: `${team === null ? 'All teams' : `Team ${team}`} · ${daysOf(figures)}`,
    href: links.report(),
    notices: [
      ...(isOver ? [] : ['The week so far: it is not over, and every figure will still move.']),
      ...data.missing,
      ...(isMadeAfterwards
        ? [
            `Made afterwards, on ${day}: of changes and optimisations of this week it says what is known by then.`,
          ]
        : []),
    ],
    lead: leadOf(figures),
    figures: figures.totals.builds === 0 ? [] : largeFigures(figures, links),
    sections: [
      worseSection(figures, links),
      betterSection(figures, links),
      ...unclearSections(figures, links),
      fixFirstSection(figures, links),
      whereSection(figures, links),
      cacheSection(figures, links),
      slowSection(figures, links),
      leftOutSection(figures, links),
    ],
    footer: footerOf(figures),
  };
}

function weekName({ week }: ReportFigures): string {
  return `Week ${Number(week.slice(6))}`;
}

function daysOf({ days: { from, until } }: ReportFigures): string {
  return formatRange(from, addDays(until, -1));
}

/** What it is, and the answer in a few words. */
function titleOf(figures: ReportFigures): string {
  const { totals, lacksHours } = figures;
  const lost = lacksHours ? 'hours lost not computed yet' : `${formatHours(totals.lostMs)} lost`;
  const cost = totals.builds === 0 ? 'no builds' : lost;
  const title = `${weekName(figures)}: ${cost}; ${headlineOf(figures)}`;
  return title.length <= MOST_TITLE ? title : `${title.slice(0, MOST_TITLE - 1).replace(/\s+\S*$/, '')}…`;
}

function leadOf(figures: ReportFigures): string[] {
  const { totals, lacksHours, trend, isOver } = figures;
  if (totals.builds === 0)
    return [`No build finished ${isOver ? 'in this week' : 'in this week so far'}, so nobody waited.`];
  const wait = waitSentence(figures);
  const news = newsSentences(figures);
  const firstFix = firstFixSentence(figures);
  return [
    verdictSentence(figures),
    [
      lacksHours
        ? 'What waiting for builds cost people is not computed yet.'
        : `Waiting for builds and coming back to the work cost people an estimated ${formatHours(totals.lostMs)}${assumedOf(figures)}.`,
      ...(wait === null ? [] : [wait]),
    ].join(' '),
    ...(news === null ? [] : [news]),
    ...(firstFix === null ? [] : [firstFix]),
    [trendSentence(trend), ...(trend.lostSentence === null ? [] : [trend.lostSentence])].join(' '),
  ];
}

/** The verdict of the line with its days. */
function trendSentence({ verdict, sentence, lineFrom, days }: ReportFigures['trend']): string {
  const line = `${formatDay(lineFrom)} to ${formatDay(addDays(days.until, -1))}`;
  if (verdict === 'no clear change') return `From ${line}, waits show no clear change.`;
  if (verdict === 'not enough data')
    return `Trend of the waits: ${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1)}`;
  return `${sentence.replace(/\.$/, '')} (${line}).`;
}

/** In money, and what of it is assumed. */
function assumedOf({ totals, settings }: ReportFigures): string {
  const { lowMs, highMs, lostMoney, currency } = totals;
  const money = settings.ratePerHour === 0 ? [] : [formatMoney(lostMoney, currency)];
  const band = highMs === 0 ? [] : [formatBand(lowMs, highMs, formatHours)];
  const parts = [...money, ...band];
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function largeFigures(figures: ReportFigures, links: ReportLinks): DocumentFigure[] {
  const { totals, totalsBefore, lacksHours, workingDays, usual, wait, failed } = figures;
  const aDay = (amount: number, days: number) => (days === 0 ? null : formatHours(amount / days));
  const before = (pick: (of: typeof totals) => number) => {
    const amount = totalsBefore === null ? null : aDay(pick(totalsBefore), workingDays.before);
    return amount === null ? [] : [`${amount} the week before`];
  };
  const lostADay = aDay(totals.lostMs, workingDays.now);
  const measuredADay = aDay(totals.measuredMs, workingDays.now);
  const overview = links.overview();
  const unknown = { value: formatHours(null), note: 'not computed yet' };
  return [
    {
      label: 'Hours lost',
      value: formatHours(totals.lostMs),
      note: joined([
        ...(totals.highMs === 0 ? [] : [formatBand(totals.lowMs, totals.highMs, formatHours)]),
        ...(lostADay === null ? [] : [`${lostADay} a working day`]),
        ...before(of => of.lostMs),
        ...(usual === null ? [] : [`${formatHours(usual.lostMsADay)} usually`]),
      ]),
      ...(lacksHours ? unknown : {}),
      href: overview,
    },
    {
      label: 'Measured wait',
      value: formatHours(totals.measuredMs),
      note: joined([
        `${formatCountOf(totals.developers, 'person', 'people')} waited for ${formatCountOf(totals.waitedBuilds, 'build')}`,
        ...(measuredADay === null ? [] : [`${measuredADay} a working day`]),
        ...before(of => of.measuredMs),
      ]),
      ...(lacksHours ? unknown : {}),
      href: overview,
    },
    {
      label: 'Typical wait',
      value: formatDuration(wait?.p50Ms ?? null),
      note:
        wait === null
          ? 'no successful build on a working day'
          : joined([
              ...(usual === null || usual.waitP50Ms === null
                ? []
                : [`${formatDuration(usual.waitP50Ms)} usually`]),
              `one in ten more than ${formatDuration(wait.p90Ms)}`,
              `${formatCountOf(wait.buildCount, 'wait')} for a service on working days`,
            ]),
      href: overview,
    },
    ...(failed === null
      ? []
      : [
          {
            label: 'Failed',
            value: formatRatio(totals.failedRatio),
            note: joined([
              `${formatCount(failed.count)} of ${formatCountOf(failed.endedCount, 'build')} that succeeded or failed`,
              ...(totalsBefore === null ? [] : [`${formatRatio(totalsBefore.failedRatio)} the week before`]),
            ]),
            href: links.failedBuilds(),
          },
        ]),
  ];
}

function joined(parts: readonly string[]): string | null {
  return parts.length === 0 ? null : parts.join('; ');
}

/** Where to look first: causes and services, with their part of the whole. */
function whereSection({ where, totals, lacksHours }: ReportFigures, links: ReportLinks): DocumentSection {
  const partOf = (name: string, lostMs: number) =>
    `${name} ${formatHours(lostMs)} (${formatRatio(lostMs / totals.lostMs)})`;
  const partsOf = (parts: ReadonlyArray<{ name: string; lostMs: number }>) => {
    const restMs = totals.lostMs - parts.reduce((sum, { lostMs }) => sum + lostMs, 0);
    const rest = restMs < LEAST_REST * totals.lostMs ? [] : [partOf('all others', restMs)];
    return [...parts.map(({ name, lostMs }) => partOf(name, lostMs)), ...rest].join(', ');
  };
  const causes = where?.causes.map(({ cause, lostMs }) => ({ name: CAUSE_LABELS[cause], lostMs })) ?? [];
  const services = where?.services.map(({ service, lostMs }) => ({ name: service, lostMs })) ?? [];
  const items = [
    { parts: causes, by: 'By cause', href: links.overview() },
    { parts: services, by: 'By service', href: links.services() },
  ].filter(({ parts }) => parts.length > 0);
  return {
    title: 'Where most hours went',
    emptyText: lacksHours ? 'It is not computed yet.' : 'None were lost.',
    items: items.map(({ parts, by, href }) => {
      return { text: `${by}: ${partsOf(parts)}`, detail: null, tone: null, href };
    }),
    table: null,
  };
}

function cacheSection({ caches, worse }: ReportFigures, links: ReportLinks): DocumentSection {
  const fell = new Set(
    worse.flatMap(({ change, others }) => [change, ...others]).flatMap(({ cacheKind }) => cacheKind ?? []),
  );
  return {
    title: 'Cache hit rates',
    emptyText: 'No log of this week tells of a cache.',
    items: [],
    table:
      caches.length === 0
        ? null
        : {
            columns: [
              { label: 'Cache', align: 'left' },
              { label: 'Hits', align: 'right' },
              { label: 'Week before', align: 'right' },
              { label: 'Against weeks before', align: 'left' },
              { label: 'Look-ups', align: 'right' },
            ],
            rows: caches.map(({ kind, hits, misses, hitRatio, hitRatioBefore, change }) => ({
              cells: [
                `${CACHE_KIND_LABELS[kind]}${fell.has(kind) ? ' (one fell: see above)' : ''}`,
                formatRatio(hitRatio),
                formatRatio(hitRatioBefore),
                rateChange(change),
                formatCount(hits + misses),
              ],
              href: links.caches(),
            })),
          },
  };
}

/** What the interval allows to say. */
function rateChange(change: ReportFigures['caches'][number]['change']): string {
  if (change === undefined) return '–';
  if (change === null) return 'too few weeks to say';
  if (!excludesNone(change)) return 'no clear change';
  const [least = 0, most = 0] = [change.low, change.high].sort((a, b) => Math.abs(a) - Math.abs(b));
  return `clearly ${change.low > 0 ? 'more' : 'fewer'} hits, ${formatEnds(least, most, formatPoints)}`;
}

function slowSection({ slowBuilds }: ReportFigures, links: ReportLinks): DocumentSection {
  return {
    title: 'Builds that stand out',
    emptyText: 'None of the slowest builds took twice what is usual.',
    items: slowBuilds.map(({ repository, number, waitMs, queueMs, usualMs }) => ({
      text: `${repository} #${number}: ${formatDuration(waitMs)}, usually ${formatDuration(usualMs)}`,
      detail: queueMs >= waitMs / 2 ? `${formatDuration(queueMs)} of it in the queue` : null,
      tone: null,
      href: links.build(repository, number),
    })),
    table: null,
  };
}

/** How many and why, a line for hours and one for waits; which ones is told by the page that they lead to. */
function leftOutSection({ leftOut }: ReportFigures, links: ReportLinks): DocumentSection {
  const { all, waitedFor, timed, reasons } = leftOut;
  const item = (text: string, why: readonly LeftOutReason[]) => {
    const counts = why
      .filter(reason => reasons[reason] > 0)
      .sort((a, b) => reasons[b] - reasons[a])
      .map(reason => `${formatCount(reasons[reason])} ${LEFT_OUT_WORDS[reason].phrase}`);
    return { text: `${text}: ${counts.join(', ')}`, detail: null, tone: null, href: links.leftOut() };
  };
  const ofAll = `of ${formatCountOf(all, 'build')} of all events`;
  const items = [
    ...(waitedFor === all
      ? []
      : [
          item(
            `${formatCount(all - waitedFor)} ${ofAll} are not in hours lost, which count what a person waits for`,
            EXCLUSION_REASONS,
          ),
        ]),
    ...(timed === all
      ? []
      : [
          item(`${formatCount(all - timed)} ${ofAll} are not in typical waits, which count what succeeded`, [
            ...UNCOUNTED_REASONS,
            ...UNTIMED_REASONS,
          ]),
        ]),
  ];
  return {
    title: 'Left out',
    emptyText: all === 0 ? 'There was no build.' : `None: all ${formatCountOf(all, 'build')} are counted.`,
    items,
    table: null,
  };
}

function footerOf({ settings, timeZone, data, builtAt, usual, trend }: ReportFigures): string[] {
  const rate =
    settings.ratePerHour === 0
      ? 'no rate is set'
      : `${formatMoney(settings.ratePerHour, settings.currency)} an hour`;
  return [
    `Pushes and pull requests. Measured wait holds no assumption: working time in which somebody’s build was under way. Hours lost are estimated by the cost model of the settings (${rate}): what of that wait takes attention, and coming back to the work. Its low reading counts queues and repeated builds alone, its high one all of the wait and more for coming back.`,
    [
      `Better, worse and clearly are said only where an interval excludes no change: of the trend that of ${formatRange(trend.days.from, addDays(trend.days.until, -1))} with the four weeks before, of a cache that of the eight weeks before (both 99.9 %)`,
      usual === null
        ? 'too few weeks are known to say what is usual.'
        : `usual is the median of the ${usual.weeks} weeks before, and an ordinary week, more or fewer hours compare the hours lost on a working day with theirs, without a test.`,
    ].join('; '),
    `Days and hours by the clock of ${timeZone}. Made on ${formatInstant(builtAt, timeZone, true)}${data.askedAt === null ? '' : `, the CI server last asked on ${formatInstant(data.askedAt, timeZone)}`}.`,
  ];
}
