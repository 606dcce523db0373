import { LEFT_OUT_REASONS } from '@/lib/builds/left-out';
import { LEFT_OUT_WORDS } from '@/lib/builds/left-out-words';
import {
  formatBand,
  formatCount,
  formatCountOf,
  formatDay,
  formatDuration,
  formatHours,
  formatInstant,
  formatMoney,
  formatRange,
  formatRatio,
} from '@/lib/format';
import { waitSentence } from '@/lib/insights/trend/headlines';
import { CACHE_KIND_LABELS } from '@/lib/metrics/cache-kind-labels';
import { addDays } from '@/lib/time/days';
import type { DocumentFigure, DocumentSection, ReportDocument } from '../report-document';
import { betterSection, fixFirstSection, headlineOf, newsSentences, worseSection } from './describe-news';
import type { ReportFigures } from './report-figures';
import { ReportLinks } from './report-links';

const MOST_TITLE = 90;

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
      cacheSection(figures),
      fixFirstSection(figures, links),
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
  const { totals } = figures;
  const cost = totals.builds === 0 ? 'no builds' : `${formatHours(totals.lostMs)} lost`;
  const title = `${weekName(figures)}: ${cost}; ${headlineOf(figures)}`;
  return title.length <= MOST_TITLE ? title : `${title.slice(0, MOST_TITLE - 1).trimEnd()}…`;
}

function leadOf(figures: ReportFigures): string[] {
  const { totals, trend, isOver } = figures;
  if (totals.builds === 0)
    return [`No build finished ${isOver ? 'in this week' : 'in this week so far'}, so nobody waited.`];
  const wait = waitSentence(figures);
  return [
    [
      `People lost ${formatHours(totals.lostMs)} to waiting for builds${bandOf(figures)}.`,
      ...(wait === null ? [] : [wait]),
    ].join(' '),
    newsSentences(figures),
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

function bandOf({ totals: { lowMs, highMs } }: ReportFigures): string {
  return highMs === 0 ? '' : ` (${formatBand(lowMs, highMs, formatHours)})`;
}

function largeFigures(figures: ReportFigures, links: ReportLinks): DocumentFigure[] {
  const { totals, totalsBefore, workingDays, usual, wait, settings } = figures;
  const perDay = (amount: number, days: number, format: (value: number) => string) =>
    days === 0 ? null : format(amount / days);
  const against = (pick: (of: typeof totals) => number, format: (value: number) => string) => {
    const now = perDay(pick(totals), workingDays.now, format);
    const before = totalsBefore === null ? null : perDay(pick(totalsBefore), workingDays.before, format);
    return [
      ...(now === null ? [] : [`${now} a working day`]),
      ...(before === null ? [] : [`${before} the week before`]),
    ];
  };
  const usualOf = (text: string) => (usual === null ? [] : [`${text} usually`]);
  const money = (amount: number) => formatMoney(amount, totals.currency);
  const overview = links.overview();
  return [
    {
      label: 'Hours lost',
      value: formatHours(totals.lostMs),
      note: joined([
        ...against(of => of.lostMs, formatHours),
        ...usualOf(formatHours(usual?.lostMsADay ?? null)),
      ]),
      href: overview,
    },
    ...(settings.ratePerHour === 0
      ? []
      : [
          {
            label: 'What they cost',
            value: money(totals.lostMoney),
            note: joined(against(of => of.lostMoney, money)),
            href: overview,
          },
        ]),
    {
      label: 'Typical wait',
      value: formatDuration(wait?.p50Ms ?? null),
      note:
        wait === null
          ? 'no successful build on a working day'
          : joined([
              `one in ten more than ${formatDuration(wait.p90Ms)}`,
              `${formatCountOf(wait.buildCount, 'successful build')} on working days`,
            ]),
      href: overview,
    },
    {
      label: 'Measured wait',
      value: formatHours(totals.measuredMs),
      note: joined([
        `${formatCountOf(totals.developers, 'person', 'people')} waited for ${formatCountOf(totals.waitedBuilds, 'build')}`,
        ...against(of => of.measuredMs, formatHours)
          .slice(1)
          .map(text => `${text} on a working day`),
      ]),
      href: overview,
    },
  ];
}

function joined(parts: readonly string[]): string | null {
  return parts.length === 0 ? null : parts.join('; ');
}

function cacheSection({ caches, worse }: ReportFigures): DocumentSection {
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
              { label: 'Look-ups', align: 'right' },
            ],
            rows: caches.map(({ kind, hits, misses, hitRatio, hitRatioBefore }) => ({
              cells: [
                `${CACHE_KIND_LABELS[kind]}${fell.has(kind) ? ' (one fell: see above)' : ''}`,
                formatRatio(hitRatio),
                formatRatio(hitRatioBefore),
                formatCount(hits + misses),
              ],
              href: null,
            })),
          },
  };
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

function leftOutSection({ leftOut }: ReportFigures, links: ReportLinks): DocumentSection {
  const reasons = LEFT_OUT_REASONS.filter(reason => leftOut.reasons[reason] > 0);
  return {
    title: 'Left out',
    emptyText:
      leftOut.all === 0
        ? 'There was no build.'
        : `None: all ${formatCountOf(leftOut.all, 'build')} are counted.`,
    items: [],
    table:
      reasons.length === 0
        ? null
        : {
            columns: [
              { label: `Of ${formatCountOf(leftOut.all, 'build')} of all events`, align: 'left' },
              { label: 'Builds', align: 'right' },
              { label: 'Left out of', align: 'left' },
              { label: 'Why', align: 'left' },
            ],
            rows: reasons.map(reason => {
              const { of, name, why } = LEFT_OUT_WORDS[reason];
              return {
                cells: [name, formatCount(leftOut.reasons[reason]), of, why],
                href: links.leftOut(reason),
              };
            }),
          },
  };
}

function footerOf({ settings, timeZone, data, builtAt, usual, trend }: ReportFigures): string[] {
  const rate =
    settings.ratePerHour === 0
      ? 'no rate is set'
      : `${formatMoney(settings.ratePerHour, settings.currency)} an hour`;
  return [
    `Pushes and pull requests. Hours lost are estimated by the cost model of the settings (${rate}); the band is its low and its high reading. Measured wait holds no assumption: it is the working time in which somebody’s build was under way; the estimate is what of it takes attention, and coming back to the work.`,
    [
      `Better and worse are said only where an interval excludes no change: the trend is that of ${formatRange(trend.days.from, addDays(trend.days.until, -1))} with the four weeks before (99.9 %)`,
      usual === null
        ? 'too few weeks are known to say what is usual.'
        : `usual is the median of the ${usual.weeks} weeks before.`,
    ].join('; '),
    `Days of ${timeZone}. Made on ${formatInstant(builtAt, timeZone, true)}${data.askedAt === null ? '' : `, the CI server last asked on ${formatInstant(data.askedAt, timeZone)}`}.`,
  ];
}
