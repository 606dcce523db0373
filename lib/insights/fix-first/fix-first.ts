import { inTransaction } from '@/lib/db/in-transaction';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { sql } from '@/lib/db/sql';
import { countWorkdays } from '@/lib/settings/working-days';
import { calendarDay, dayNumber, mondayOf, weekNumber } from '@/lib/time/days';
import { passedMs } from '@/lib/time/passed';
import type { DayRange } from '@/lib/time/ranges';
import { localDay } from '@/lib/time/zones';
import { openReader, type ReaderContext } from '@/lib/weeks/reader';
import { forEachPersonDay } from '@/lib/weeks/upkeep';
import { rangeOf } from '../compare/range-of';
import { hashOf, settingsStamp } from '../fingerprint';
import { COMING_IN, COMPUTE_EVERY_MS } from './compute-every';
import { isWorthTelling, type StoredFinding } from './finding';
import { findLostCaches, type LostCache, readLostCaches, withoutCausedBy } from './lost-caches';
import { findCandidates } from './remedies';
import { replayCuts, type Saving } from './savings';
import { readEvidence } from './step-evidence';

/** Of the method: with another one everything is computed anew. */
const METHOD = 6;
const WEEKS = 4;
const MOST_FINDINGS = 2000;

export interface RankedFinding {
  repoId: number;
  key: string;
  hoursAWeek: number;
  finding: StoredFinding;
}

/** The last four whole weeks before a day. */
function weeksBefore(day: string): DayRange {
  const monday = mondayOf(weekNumber(dayNumber(day)));
  return { from: calendarDay(monday - 7 * WEEKS), until: calendarDay(monday) };
}

/**
 * What to fix first, by what was built in the last four whole weeks before a day; what saves the most hours first. Where
 * a saving is not known its hours are 0, and stand for nothing.
 *
 * @param lost caches that fell, where they are read already
 */
export async function findFixFirst(
  context: ReaderContext,
  day: string,
  lost?: readonly LostCache[],
): Promise<RankedFinding[]> {
  const days = weeksBefore(day);
  const reader = await openReader(context, {
    range: rangeOf(days),
    bucket: 'week',
    ...{ team: null, service: null, repository: null, pipeline: null, step: null },
    branch: 'all',
    event: 'all',
  });
  const evidence = await readEvidence(reader);
  const fallen = findLostCaches(lost ?? (await readLostCaches(context, days)), evidence.steps);
  const candidates = [...fallen, ...withoutCausedBy(fallen, findCandidates(evidence))];
  const { pool, store } = context.source;
  const { settings } = reader;
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const savings = await replayCuts(reader, candidates, WEEKS, async visit => {
    for (let week = weekNumber(dayNumber(days.from)); week < weekNumber(dayNumber(days.until)); week += 1)
      await forEachPersonDay({ pool, store, settings, timeZone }, week, visit);
  });
  const { workdays } = settings.hours;
  const found = candidates.map(({ repoId, key, sinceDay, finding }, i): RankedFinding => {
    const times = timesSince(days, sinceDay, workdays);
    const { hoursAWeek, lowHoursAWeek, highHoursAWeek } = timesOf(savings[i] ?? NO_SAVING, times);
    return { repoId, key, hoursAWeek, finding: { ...finding, lowHoursAWeek, highHoursAWeek } };
  });
  const pools = new Set(
    found.flatMap(one => (one.finding.isPool && isWorthTelling(one) ? (one.finding.pool ?? []) : [])),
  );
  // Together the services that wait for the same runners are worth it, though one of them alone may not be.
  const isInPool = ({ finding: { pool } }: RankedFinding) => pool !== null && pools.has(pool);
  return found
    .filter(one => isWorthTelling(one) || isInPool(one))
    .sort((a, b) => b.hoursAWeek - a.hoursAWeek || (a.key < b.key ? -1 : 1))
    .slice(0, MOST_FINDINGS);
}

const NO_SAVING: Saving = { hoursAWeek: 0, lowHoursAWeek: 0, highHoursAWeek: 0 };

function timesOf({ hoursAWeek, lowHoursAWeek, highHoursAWeek }: Saving, times: number): Saving {
  return {
    hoursAWeek: hoursAWeek * times,
    lowHoursAWeek: lowHoursAWeek * times,
    highHoursAWeek: highHoursAWeek * times,
  };
}

/**
 * What began within some weeks is told at the rate that it has had since, by working days: how many times the hours a week
 * of all of them that is. It has no rate where none of those days is a working day: its hours stay as they are.
 *
 * @param sinceDay since 1970-01-01; left out: it was there all the time
 * @param workdays of a week, Monday is 1
 */
export function timesSince(
  { from, until }: DayRange,
  sinceDay: number | undefined,
  workdays: readonly number[],
): number {
  const since = calendarDay(Math.max(dayNumber(from), sinceDay ?? 0));
  const workingDays = countWorkdays({ from: since, until }, workdays);
  return workingDays === 0 ? 1 : countWorkdays({ from, until }, workdays) / workingDays;
}

/** Whether builds or logs of some days are still to be imported, read or packed. */
async function isComingIn(
  { source, timeZone }: Pick<ReaderContext, 'source' | 'timeZone'>,
  { from, until }: DayRange,
): Promise<boolean> {
  const { rows } = await source.pool.query<{ isComingIn: boolean }>(sql`
    select exists (select from repo_import i join repo r on r.id = i.repo_id
        where r.is_current and r.ended_at is null and not i.history_done and i.failed_turns = 0)
      or exists (select from log_todo where last_error is null
        and finished_at >= ${from}::date::timestamp at time zone ${timeZone}
        and finished_at < ${until}::date::timestamp at time zone ${timeZone})
      or exists (select from dirty_week where week >= ${from}::date and week < ${until}::date)
      or exists (select from dirty_span_week where week >= ${from}::date and week < ${until}::date) as "isComingIn"`);
  return rows[0]?.isComingIn ?? false;
}

/** Computes what to fix first where it is not up to date. @returns false when it is */
export async function keepFixFirst(context: ReaderContext): Promise<boolean> {
  const { source, now } = context;
  const { settings } = await source.open();
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const today = localDay(now, timeZone);
  const days = weeksBefore(today);
  const { rows } = await source.pool.query<{ fingerprint: string; computedAt: Date }>(sql`
    select fingerprint, computed_at as "computedAt" from fix_first_run`);
  const stamps = await source.pool.query<{ data: string; isEmpty: boolean }>(sql`
    select count(*) || '.' || coalesce(sum(p.sequence), 0) || '.' || coalesce((
      select sum(s.sequence) from packed_span_week s where s.week >= ${days.from}::date and s.week < ${days.until}::date), 0)
      as data, count(*) = 0 as "isEmpty"
    from packed_week p where p.week >= ${days.from}::date and p.week < ${days.until}::date`);
  const { data = '', isEmpty = true } = stamps.rows[0] ?? {};
  const state = (await isComingIn({ source, timeZone }, days)) ? COMING_IN : 'whole';
  const lost = await readLostCaches(context, days);
  // Which caches fell, and when: their figures move a little with each search.
  const fell = lost.map(({ seriesId, day }) => [seriesId, day]);
  const rules = `${settingsStamp(settings, timeZone)}.${hashOf([METHOD, days, fell])}`;
  const fingerprint = `${rules} ${state} ${data}`;
  const known = rows[0];
  if (known === undefined && isEmpty) return false;
  if (known?.fingerprint === fingerprint) return false;
  const isFresh = known !== undefined && passedMs(known.computedAt, now) < COMPUTE_EVERY_MS;
  // What was found before builds and logs were there is no answer: it is replaced as soon as they are.
  const isNowWhole = known?.fingerprint.startsWith(`${rules} ${COMING_IN} `) && state !== COMING_IN;
  if (isFresh && !isNowWhole && known.fingerprint.startsWith(`${rules} `)) return false;
  const findings = await findFixFirst(context, today, lost);
  await inTransaction(source.pool, async client => {
    await client.query(sql`delete from fix_finding`);
    const stored = findings.map(({ repoId, key, hoursAWeek, finding }) => {
      return { repo_id: repoId, key, hours_a_week: hoursAWeek, finding };
    });
    await client.query(sql`
      insert into fix_finding (repo_id, key, hours_a_week, finding)
      select repo_id, key, hours_a_week, finding
      from json_populate_recordset(null::fix_finding, ${rowsAsJson(stored)}::json)`);
    await client.query(sql`
      insert into fix_first_run (id, fingerprint, from_day, until_day, computed_at)
      values (1, ${fingerprint}, ${days.from}::date, ${days.until}::date, ${now})
      on conflict (id) do update set fingerprint = excluded.fingerprint, from_day = excluded.from_day,
        until_day = excluded.until_day, computed_at = excluded.computed_at`);
  });
  return true;
}
