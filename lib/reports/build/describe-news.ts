import {
  formatBand,
  formatCount,
  formatCountOf,
  formatDuration,
  formatEnds,
  formatRange,
  formatWeekday,
} from '@/lib/format';
import { costOf, sizeOf, subjectOf } from '@/lib/insights/changes/change-words';
import { describeScope, formatShifts, formatWeekly } from '@/lib/insights/effect-words';
import { addDays, dayNumber } from '@/lib/time/days';
import type { DocumentItem, DocumentSection } from '../report-document';
import type { ReportFigures, ToldChange, ToldOptimisation } from './report-figures';
import type { ReportLinks } from './report-links';

const SHOWN = 4;
/** A change that is known to so many days before and after is told with its day. */
const KNOWN_TO_DAYS = 3;

/** The most important of it in a few words, for a title. */
export function headlineOf(figures: ReportFigures): string {
  const [worse] = figures.worse;
  if (worse !== undefined) return `${shortName(worse)} ${wordOf(worse)}`;
  const faster = fasterOf(figures);
  if (faster.length > 0) return `faster by “${faster[0]?.title}”`;
  const [better] = figures.better;
  if (better !== undefined) return `${shortName(better)} ${wordOf(better)}`;
  return 'nothing clearly changed';
}

/** What changed in a sentence or two; null: nothing clearly did. */
export function newsSentences(figures: ReportFigures): string | null {
  const { worse, better } = figures;
  const faster = fasterOf(figures);
  const parts = [
    ...(worse.length === 0
      ? []
      : [
          `${capital(listed(worse.map(one => `${shortName(one)} ${wordOf(one)} ${sinceOf(one)}${costs(one)}`)))}.`,
        ]),
    ...(faster.length === 0 ? [] : [`Faster thanks to ${listed(faster.map(({ title }) => `“${title}”`))}.`]),
    ...(faster.length > 0 || better.length === 0
      ? []
      : [`${capital(listed(better.map(one => `${shortName(one)} ${wordOf(one)} ${sinceOf(one)}`)))}.`]),
  ];
  return parts.length === 0 ? null : parts.join(' ');
}

/** How much of the whole a change is; '' where nobody knows. */
function costs({ change }: ToldChange): string {
  const cost = costOf(change);
  return cost === null ? '' : ` (${cost})`;
}

function fasterOf({ optimisations }: ReportFigures): ToldOptimisation[] {
  return optimisations.filter(({ effect }) => effect?.direction === 'faster');
}

/** What got slower, or is cached less, and since when. */
export function worseSection(figures: ReportFigures, links: ReportLinks): DocumentSection {
  const slower = figures.optimisations.filter(({ effect }) => effect?.direction === 'slower');
  return {
    title: 'What got slower',
    emptyText: 'Nothing clearly did.',
    items: withRest(
      [
        ...figures.worse.map(one => changeItem(one, links)),
        ...slower.map(one => optimisationItem(one, links)),
      ],
      links,
    ),
    table: null,
  };
}

/** What got faster, and thanks to what. */
export function betterSection(figures: ReportFigures, links: ReportLinks): DocumentSection {
  const isNone = figures.optimisations.length === 0;
  return {
    title: 'What got faster',
    emptyText: isNone ? 'Nothing clearly did, and no optimisation was recorded.' : 'Nothing clearly did.',
    items: withRest(
      [
        ...fasterOf(figures).map(one => optimisationItem(one, links)),
        ...untoldGains(figures).map(one => changeItem(one, links)),
      ],
      links,
    ),
    table: null,
  };
}

/** Optimisations that are measured and changed nothing clearly, or are not measured yet; none: nothing is said of them. */
export function unclearSections(figures: ReportFigures, links: ReportLinks): DocumentSection[] {
  const unclear = figures.optimisations.filter(
    ({ effect }) => effect?.direction !== 'faster' && effect?.direction !== 'slower',
  );
  if (unclear.length === 0) return [];
  const items = withRest(
    unclear.map(one => optimisationItem(one, links)),
    links,
  );
  return [{ title: 'Optimisations without a clear effect so far', emptyText: '', items, table: null }];
}

/** Gains that no optimisation tells. */
function untoldGains(figures: ReportFigures): ToldChange[] {
  const faster = new Set(fasterOf(figures).map(({ id }) => id));
  return figures.better.filter(({ change: { mark } }) => !faster.has(mark?.optimisation?.id ?? -1));
}

/** How many things clearly got faster. */
export function gainCount(figures: ReportFigures): number {
  return fasterOf(figures).length + untoldGains(figures).length;
}

/** The first of them, and how many there are beside. */
function withRest(items: readonly DocumentItem[], links: ReportLinks): DocumentItem[] {
  const rest = items.length - SHOWN;
  if (rest <= 0) return [...items];
  const more = { text: `and ${formatCount(rest)} more`, detail: null, tone: null, href: links.changes() };
  return [...items.slice(0, SHOWN), more];
}

/** The three things to fix first. */
export function fixFirstSection({ fixFirst }: ReportFigures, links: ReportLinks): DocumentSection {
  if (fixFirst === null)
    return { title: 'Fix first', emptyText: 'It is not computed yet.', items: [], table: null };
  const { weeks, findings } = fixFirst;
  return {
    title: `Fix first, by ${formatRange(weeks.from, addDays(weeks.until, -1))}, context switching included`,
    emptyText: 'No step would save people a noticeable part of an hour a week.',
    items: findings.map(finding => {
      const { advice, step, pipeline, repository, hoursAWeek, lowHoursAWeek, highHoursAWeek } = finding;
      const band =
        lowHoursAWeek === null || highHoursAWeek === null
          ? ''
          : ` (${formatBand(lowHoursAWeek, highHoursAWeek, formatWeekly)})`;
      return {
        text: `${placed(finding)}: would save ${formatWeekly(hoursAWeek)} a week${band}`,
        detail: advice,
        tone: null,
        href:
          step === null || pipeline === null
            ? links.fixFirst()
            : links.step({ repository, pipeline, step }, weeks),
      };
    }),
    table: null,
  };
}

/** Of all that could be done what would save the most; null: nothing is known. */
export function firstFixSentence({ fixFirst }: ReportFigures): string | null {
  const [first] = fixFirst?.findings ?? [];
  if (first === undefined) return null;
  return `What would save the most, ${formatWeekly(first.hoursAWeek)} a week: ${placed(first, first.title.split(/[,;] /)[0])}.`;
}

/** A finding, or as much of its title, with its place where the title does not name it. */
function placed({ title, step, service, repository }: FoundFix, told = title): string {
  const owner = service ?? repository;
  const named = title.includes(owner) ? [] : [step, owner].filter(name => name !== null);
  return named.length === 0 ? told : `${told} (${named.join(' of ')})`;
}

type FoundFix = NonNullable<ReportFigures['fixFirst']>['findings'][number];

function changeItem(
  { change, others, suspects, logChanges, isLate }: ToldChange,
  links: ReportLinks,
): DocumentItem {
  const cost = costOf(change);
  const also = others.filter(({ kind }) => kind !== change.kind);
  const said =
    change.mark === null ? null : [change.mark.optimisation?.title, change.mark.note].find(text => text);
  const detail = [
    ...(isLate ? ['Not known when the report before was made'] : []),
    ...(cost === null ? [] : [capital(cost)]),
    ...also.map(
      other => `${other.kind === 'cache' ? 'Its cache' : capital(subjectOf(other))} ${sizeOf(other)}`,
    ),
    ...logChanges.slice(0, 1).map(({ kind, text }) => `The log: ${kind}: ${shorten(text)}`),
    ...(change.isWorse && suspects.length > 0 ? [suspectsOf(suspects, change.suspectCount)] : []),
    ...(change.isWorse && change.mark === null ? [lookFirst([change, ...others])] : []),
    ...(said === null || said === undefined ? [] : [`Explained: ${said}`]),
  ];
  return {
    text: `${subjectOf(change)} ${wordOf({ change })} ${sinceOf({ change })}: ${sizeOf(change)}`,
    detail: detail.length === 0 ? null : `${detail.join('. ')}.`,
    tone: change.isWorse ? 'worse' : 'better',
    href: links.change(change.id),
  };
}

/** What is known to be behind such a change. */
function lookFirst(changes: ReadonlyArray<ToldChange['change']>): string {
  return changes.some(({ kind, isWorse }) => kind === 'cache' && isWorse)
    ? 'To look at first: what these builds changed in the lock file, or in the key or the place of the cache'
    : 'To look at first: what these builds changed, and on which runners they ran';
}

export function suspectsOf(suspects: ToldChange['suspects'], count: number): string {
  const named = suspects.map(
    ({ number, title }) => `#${number}${title === null ? '' : ` “${shorten(title)}”`}`,
  );
  const rest = count - suspects.length;
  return `Suspects: ${named.join(', ')}${rest > 0 ? ` and ${formatCountOf(rest, 'more build')}` : ''}`;
}

function optimisationItem(one: ToldOptimisation, links: ReportLinks): DocumentItem {
  const { title, day, scope, by, effect, noDaysBetween, isLate } = one;
  const tone = effect?.direction === 'faster' ? 'better' : effect?.direction === 'slower' ? 'worse' : null;
  const about = `${formatWeekday(day)}, ${describeScope(scope)}${by === null ? '' : `, by ${by}`}`;
  return {
    text: `“${title}” (${about}): ${effect === null ? unmeasured(noDaysBetween) : effectOf(effect)}`,
    detail:
      effect === null
        ? null
        : `${isLate ? 'Told before, when it was not clear yet. ' : ''}${basisOf(effect)}`,
    tone,
    href: links.optimisation(one.id),
  };
}

function unmeasured(noDaysBetween: readonly string[]): string {
  return noDaysBetween.length === 0
    ? 'too early to measure'
    : `cannot be measured, ${listed(noDaysBetween.map(title => `“${title}”`))} leaves no day between`;
}

type Effect = NonNullable<ToldOptimisation['effect']>;

function effectOf({ direction, of, interval, hoursAWeek, worthVerdict, p50BeforeMs, p50Ms }: Effect): string {
  if (direction === 'not enough data') return 'not enough days yet to say what it changed';
  if (direction === 'no clear change') return `no clear change (${formatShifts(interval)})`;
  const what = of === 'wait' ? 'the wait' : 'its steps together';
  const times =
    p50BeforeMs === null || p50Ms === null
      ? ''
      : `, typically ${formatDuration(p50BeforeMs)} → ${formatDuration(p50Ms)}`;
  const worth = hoursAWeek === null || worthVerdict !== 'material' ? '' : `; ${describeWorth(hoursAWeek)}`;
  return `${what} got ${direction} (${formatShifts(interval)})${times}${worth}`;
}

/** A loss is a cost, not less than nothing saved: `costs 0.3 h a week (0.1 to 0.5 h)`. */
function describeWorth({ value, low, high }: NonNullable<Effect['hoursAWeek']>): string {
  const [least, most] = value >= 0 ? [low, high] : [-high, -low];
  return `${value >= 0 ? 'saves' : 'costs'} ${formatWeekly(Math.abs(value))} a week (${formatEnds(least, most, formatWeekly)})`;
}

function basisOf({ before, after, isComplete }: Effect): string {
  const days = (range: { from: string; until: string }) => formatRange(range.from, addDays(range.until, -1));
  return `${days(before)} against ${days(after)}${isComplete ? '' : ', as far as it is over'}; 95 % interval.`;
}

export function wordOf({ change }: Pick<ToldChange, 'change'>): string {
  if (change.kind === 'cache') return change.isWorse ? 'hits less' : 'hits more';
  return change.isWorse ? 'got slower' : 'got faster';
}

/** Where builds are few, nobody knows the day. */
export function sinceOf({ change: { day, rangeFrom, rangeUntil } }: Pick<ToldChange, 'change'>): string {
  const isKnownToDays = dayNumber(rangeUntil) - dayNumber(rangeFrom) <= 2 * KNOWN_TO_DAYS;
  if (isKnownToDays) return `since ${formatWeekday(day)}`;
  return `since some day from ${formatWeekday(rangeFrom)} to ${formatWeekday(rangeUntil)}`;
}

/** A step and its service, without the kind of its cache. */
function shortName({ change }: Pick<ToldChange, 'change'>): string {
  const { kind, service, repository, step } = change;
  const owner = service ?? repository;
  if (kind === 'wait') return `wait for ${owner}`;
  return kind === 'cache' ? `cache of ${step} of ${owner}` : `${step} of ${owner}`;
}

function listed(names: readonly string[]): string {
  if (names.length <= 1) return names.join('');
  if (names.length <= 3) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

export function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

export function shorten(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.length <= 60 ? line : `${line.slice(0, 59).trimEnd()}…`;
}
