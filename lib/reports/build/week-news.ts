import type pg from 'pg';
import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { type Change, changesSearchSchema } from '@/lib/insights/changes/change';
import { byCause, isClear, isOfOneCause } from '@/lib/insights/changes/news';
import { listChanges, readChangeEvidence } from '@/lib/insights/changes/stored-changes';
import { type Optimisation, optimisationsSearchSchema } from '@/lib/insights/optimisations/optimisation';
import { listOptimisations } from '@/lib/insights/optimisations/stored-optimisations';
import { addDays, dayNumber } from '@/lib/time/days';
import type { DayRange } from '@/lib/time/ranges';
import { weekOfDay } from '@/lib/time/weeks';
import type { ReaderContext } from '@/lib/weeks/reader';
import { type ToldChange, type ToldOptimisation, toldChangeSchema } from './report-figures';

/** What is found later than so many days after its own week is no news any more. */
const LATE_DAYS = 56;
/** A change may move a little when more days are known. */
const SAME_CHANGE_DAYS = 7;
const SUSPECTS = 3;
const LOG_CHANGES = 3;
const MOST_CHANGES = 2000;

/** What is new in a week, of the whole organisation. */
export interface WeekNews {
  worse: ToldChange[];
  better: ToldChange[];
  optimisations: ToldOptimisation[];
}

/** What other reports told; each change is told in one of them. */
export interface ToldBefore {
  /** Weeks that have a report. */
  weeks: ReadonlySet<string>;
  changes: ReadonlyArray<ToldChange['change']>;
  /** By id: whether it was told with a clear effect. */
  optimisations: ReadonlyMap<number, boolean>;
}

const toldRow = z.object({ monday: z.string(), told: z.unknown() });
const toldSchema = z.object({
  worse: z.array(toldChangeSchema.pick({ change: true, others: true })),
  better: z.array(toldChangeSchema.pick({ change: true, others: true })),
  optimisations: z.array(z.object({ id: z.int(), effect: z.object({ direction: z.string() }).nullable() })),
});

/** What the reports of other weeks near some days told, in whichever revision. */
export async function readToldBefore(pool: pg.Pool, { from, until }: DayRange): Promise<ToldBefore> {
  const { rows } = await pool.query(sql`
    select week::text as monday, json_build_object('worse', figures->'worse', 'better', figures->'better',
      'optimisations', figures->'optimisations') as told
    from report
    where team = '' and week <> ${from}::date
      and week between ${from}::date - ${2 * LATE_DAYS}::int and ${until}::date + ${LATE_DAYS}::int
    order by week, revision`);
  const weeks = new Set<string>();
  const changes: Array<ToldChange['change']> = [];
  const optimisations = new Map<number, boolean>();
  for (const { monday, told } of toldRow.array().parse(rows)) {
    weeks.add(weekOfDay(monday));
    const { success, data } = toldSchema.safeParse(told);
    if (!success) continue;
    for (const { change, others } of [...data.worse, ...data.better]) changes.push(change, ...others);
    for (const { id, effect } of data.optimisations)
      optimisations.set(id, isClearEffect(effect?.direction) || optimisations.get(id) === true);
  }
  return { weeks, changes, optimisations };
}

/**
 * What changed in a week and no other report tells. A change on a Friday may only be known the week after: it is told
 * then, once. What is made afterwards tells the changes of its own days only.
 *
 * @param only of an earlier revision: nothing else is told, what is new since is news of another week; null: all
 */
export async function readWeekNews(
  context: ReaderContext,
  days: DayRange,
  told: ToldBefore,
  { isMadeAfterwards, only }: { isMadeAfterwards: boolean; only: WeekNews | null },
): Promise<WeekNews> {
  const since = addDays(days.from, -LATE_DAYS);
  const search = changesSearchSchema.parse({ since, limit: MOST_CHANGES });
  const { changes } = await listChanges(context, search);
  const all = await listOptimisations(context, optimisationsSearchSchema.parse({}));
  const isLate = (day: string) => day < days.from;
  const isOfThisReport = (day: string) =>
    day < days.until &&
    (!isLate(day) || (!isMadeAfterwards && day >= since && told.weeks.has(weekOfDay(day))));
  const known =
    only === null
      ? null
      : [...only.worse, ...only.better].flatMap(({ change, others }) => [change, ...others]);
  const news = changes.filter(
    change =>
      !change.isAlarm &&
      isClear(change) &&
      (known === null
        ? isOfThisReport(dayOf(change, all)) && !told.changes.some(other => isKnown(other, change))
        : known.some(other => isSame(other, change))),
  );
  const groups = [true, false].map(isWorse => byCause(news.filter(change => change.isWorse === isWorse)));
  const evidence = await readChangeEvidence(
    context,
    groups.flat().map(({ change }) => change),
  );
  const [worse = [], better = []] = groups.map(group =>
    group
      .map(({ change, others }): ToldChange => {
        const { suspects = [], logChanges = [] } = evidence.get(change.id) ?? {};
        return {
          ...{ change, others, isLate: isLate(dayOf(change, all)) },
          suspects: suspects.slice(0, SUSPECTS),
          logChanges: logChanges.slice(0, LOG_CHANGES),
        };
      })
      .sort((a, b) => hoursOf(b) - hoursOf(a)),
  );
  const optimisations = all
    .filter(one => {
      if (only !== null) return only.optimisations.some(({ id }) => id === one.id);
      if (!isOfThisReport(one.day)) return false;
      const before = told.optimisations.get(one.id);
      return before === undefined || (before === false && isLate(one.day) && isClearEffect(directionOf(one)));
    })
    .map(one => toldOptimisation(one, isLate(one.day)));
  return { worse, better, optimisations };
}

/** The day of what brought a gain about is known; that of a change is only known to some days. */
function dayOf({ day, isWorse, mark }: Change, optimisations: readonly Optimisation[]): string {
  const cause = optimisations.find(({ id }) => id === mark?.optimisation?.id);
  return isWorse || cause === undefined ? day : cause.day;
}

function hoursOf({ change }: ToldChange): number {
  return Math.abs(change.hoursAWeek ?? 0);
}

/** The same, or what follows from the same cause. */
function isKnown(told: ToldChange['change'], change: Change): boolean {
  return isSame(told, change) || (told.isWorse === change.isWorse && isOfOneCause(told, change));
}

function isSame(told: ToldChange['change'], change: Change): boolean {
  const subject = ({ id }: { id: string }) => id.replace(/~\d{4}-\d{2}-\d{2}~/, '~');
  return (
    subject(told) === subject(change) &&
    told.isWorse === change.isWorse &&
    Math.abs(dayNumber(told.day) - dayNumber(change.day)) <= SAME_CHANGE_DAYS
  );
}

function isClearEffect(direction: string | undefined): boolean {
  return direction === 'faster' || direction === 'slower';
}

function directionOf({ effect }: Optimisation): string | undefined {
  return effect?.comparison.direction;
}

function toldOptimisation(
  { id, title, day, by, scope, effect, noDaysBetween }: Optimisation,
  isLate: boolean,
): ToldOptimisation {
  const others = noDaysBetween?.map(other => other.title) ?? [];
  const about = { id, title, day, by, scope, isLate, noDaysBetween: others };
  if (effect === null) return { ...about, effect: null };
  const { before, after, isComplete, hoursAWeek, moneyAWeek, currency, comparison } = effect;
  const { direction, worth, ratio, interval, of, sentence } = comparison;
  return {
    ...about,
    effect: {
      ...{
        before,
        after,
        isComplete,
        hoursAWeek,
        moneyAWeek,
        currency,
        direction,
        ratio,
        interval,
        of,
        sentence,
      },
      worthVerdict: worth?.verdict ?? null,
      p50BeforeMs: comparison.before.p50Ms,
      p50Ms: comparison.after.p50Ms,
    },
  };
}

/** The part of it that concerns a team, by the rules of today. */
export async function newsOfTeam(context: ReaderContext, news: WeekNews, team: string): Promise<WeekNews> {
  const { book } = await context.source.open();
  const isOfTeam = ({ services, team: own }: ToldChange['change']) =>
    services.some(service => (book.teamOfService.get(service) ?? own) === team);
  const concerning = await listOptimisations(context, optimisationsSearchSchema.parse({ team }));
  const ids = new Set(concerning.map(({ id }) => id));
  return {
    worse: news.worse.filter(({ change }) => isOfTeam(change)),
    better: news.better.filter(({ change }) => isOfTeam(change)),
    optimisations: news.optimisations.filter(({ id }) => ids.has(id)),
  };
}
