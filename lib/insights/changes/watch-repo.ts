import { z } from 'zod';
import { inTransaction } from '@/lib/db/in-transaction';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { sql } from '@/lib/db/sql';
import { findCacheChanges } from '@/lib/stats/cache-changes';
import {
  compareToday,
  findDurationChanges,
  isDrifting,
  KEEP_BUILDS,
  KEEP_STEPS,
} from '@/lib/stats/duration-changes';
import { medianOf } from '@/lib/stats/quantiles';
import { addDays } from '@/lib/time/days';
import type { ReaderContext } from '@/lib/weeks/reader';
import { type StoredChange, storedChangeSchema } from './change';
import { type ChangeRange, rangeAround, rangeOfChange } from './change-range';
import { type ChangeFacts, describeChange, isForTheWorse, type WatchedRepository } from './describe-change';
import { inOrder, readWatchedDays, type Subject, subjectKey, subjectOf, type WatchedDays } from './read-days';
import {
  type CacheState,
  type DurationState,
  packCache,
  packDuration,
  readCache,
  readDuration,
} from './series-state';
import { updateCache, updateDuration } from './series-update';

/** Of the band that today is held against. */
const BAND_DAYS = 28;
/** Changes older than this have all their evidence: it is not looked for again, but where everything is. */
export const SETTLED_DAYS = 42;
/**
 * What was seen on the day itself is shown for so long, unless it is found to be a change, or the days after it were not
 * like it: by then five working days have followed, which is what a change that lasts takes to be found.
 */
const ALARM_DAYS = 8;

/** With fewer builds since, an alarm stands. */
const FEWEST_SINCE = 5;

export interface WatchQuestion {
  repository: WatchedRepository;
  /** The first day that changed since it was searched last; null: all of it is searched. */
  fromDay: string | null;
  /** First day with anything. */
  firstDay: string;
  /** The day that is not over yet. */
  today: string;
  /** Of week_sequence, before anything was read. */
  sequence: number;
  fingerprint: string;
  /** Logs of days that are over are still to be read: their caches and commands are missing. */
  hasLogsToGo: boolean;
}

/** What is known of a subject by now. */
type Watched =
  | { subject: Subject; key: string; kind: 'duration'; state: DurationState }
  | { subject: Subject; key: string; kind: 'cache'; state: CacheState };

/**
 * Searches one repository for changes: the days that are new, or changed, and of the history only what reaches to them.
 * Stores points and changes in one transaction.
 */
export async function watchRepo(context: ReaderContext, question: WatchQuestion): Promise<void> {
  const { repository, fromDay, firstDay, today, sequence, fingerprint, hasLogsToGo } = question;
  const { pool } = context.source;
  const bandFrom = addDays(today, -BAND_DAYS);
  const from = fromDay ?? firstDay;
  const [readFrom = from] = [from, bandFrom].sort();
  const days = await readWatchedDays(context, repository.id, {
    from: readFrom,
    until: addDays(today, 1),
  });
  const stored =
    fromDay === null ? new Map<string, StoredSeries>() : await readSeries(context, repository.id);
  const watched = updateAll(stored, days, { from, until: today });
  // Something so old has changed that the days before it are no longer known, or cannot be read.
  if (watched === null) return watchRepo(context, { ...question, fromDay: null });
  const known = await readKnown(context, repository.id);
  const found = findAll(watched);
  const changes: FoundRow[] = [];
  for (const { subject, key, day, range, facts, drifting } of found) {
    const before = known.get(`${key} ${day}`);
    const isOld =
      fromDay !== null &&
      before !== undefined &&
      !before.isAlarm &&
      before.change.rangeFrom === range.rangeFrom &&
      before.change.rangeUntil === range.rangeUntil &&
      day < addDays(today, -SETTLED_DAYS);
    const durations = durationsOf(watched);
    const change = isOld
      ? { ...before.change, ...facts, isWorse: isForTheWorse(subject, facts) }
      : await describeChange(context, repository, { subject, day, range, facts, durations });
    if (change !== null)
      changes.push({ subject: key, day, isAlarm: false, change: { ...change, isDrifting: drifting } });
  }
  const alarms = await findAlarms(context, repository, days, today);
  const kept = [...known.values()].filter(
    alarm =>
      alarm.isAlarm &&
      alarm.day < today &&
      alarm.day > addDays(today, -ALARM_DAYS) &&
      !isFoundNear(changes, alarm.subject, alarm.day) &&
      !wasOneDay(alarm, days, today),
  );
  await inTransaction(pool, async client => {
    if (fromDay === null)
      await client.query(sql`delete from watched_series where repo_id = ${repository.id}`);
    const series = watched.map(one => {
      const { points, settled } = one.kind === 'duration' ? packDuration(one.state) : packCache(one.state);
      return { repo_id: repository.id, subject: one.key, points: `\\x${points.toString('hex')}`, settled };
    });
    await client.query(sql`
      insert into watched_series (repo_id, subject, points, settled)
      select repo_id, subject, points, settled
      from json_populate_recordset(null::watched_series, ${rowsAsJson(series)}::json)
      on conflict (repo_id, subject) do update set points = excluded.points, settled = excluded.settled`);
    await client.query(sql`delete from found_change where repo_id = ${repository.id}`);
    const rows = [...changes, ...kept, ...alarms].map(({ subject, day, isAlarm, change }) => {
      const foundAt = known.get(`${subject} ${day}`)?.foundAt ?? context.now;
      return { repo_id: repository.id, subject, day, is_alarm: isAlarm, change, found_at: foundAt };
    });
    await client.query(sql`
      insert into found_change (repo_id, subject, day, is_alarm, change, found_at)
      select repo_id, subject, day, is_alarm, change, found_at
      from json_populate_recordset(null::found_change, ${rowsAsJson(rows)}::json)
      on conflict do nothing`);
    await client.query(sql`
      insert into watched_repo (repo_id, sequence, until_day, fingerprint, searched_at, had_logs_to_go)
      values (${repository.id}, ${sequence}, ${today}::date, ${fingerprint}, ${context.now}, ${hasLogsToGo})
      on conflict (repo_id) do update set sequence = excluded.sequence, until_day = excluded.until_day,
        fingerprint = excluded.fingerprint, searched_at = excluded.searched_at, failed_at = null,
        had_logs_to_go = excluded.had_logs_to_go`);
  });
}

interface StoredSeries {
  points: Buffer;
  settled: unknown;
}

const seriesRow = z.object({ subject: z.string(), points: z.instanceof(Buffer), settled: z.unknown() });

export async function readSeries(
  { source }: ReaderContext,
  repoId: number,
): Promise<Map<string, StoredSeries>> {
  const { rows } = await source.pool.query(sql`
    select subject, points, settled from watched_series where repo_id = ${repoId}`);
  return new Map(
    seriesRow
      .array()
      .parse(rows)
      .map(({ subject, ...rest }) => [subject, rest]),
  );
}

interface FoundRow {
  subject: string;
  day: string;
  isAlarm: boolean;
  change: StoredChange;
}

const knownRow = z.object({
  subject: z.string(),
  day: z.string(),
  isAlarm: z.boolean(),
  change: z.unknown(),
  foundAt: z.date(),
});

/** What is known already, by subject and day; what another version stored is described anew. */
export async function readKnown({ source }: ReaderContext, repoId: number) {
  const { rows } = await source.pool.query(sql`
    select subject, day::text as day, is_alarm as "isAlarm", change, found_at as "foundAt" from found_change
    where repo_id = ${repoId}`);
  return new Map(
    knownRow
      .array()
      .parse(rows)
      .flatMap(row => {
        const { success, data } = storedChangeSchema.safeParse(row.change);
        return success ? [[`${row.subject} ${row.day}`, { ...row, change: data }] as const] : [];
      }),
  );
}

/** Every subject with its new days; null: what is stored does not reach back far enough, or is of another version. */
function updateAll(
  stored: ReadonlyMap<string, StoredSeries>,
  { durations, lookups }: WatchedDays,
  range: { from: string; until: string },
): Watched[] | null {
  const watched: Watched[] = [];
  const subjects = new Map([...durations, ...lookups].map(([key, { subject }]) => [key, subject]));
  for (const key of stored.keys()) {
    const subject = subjects.get(key) ?? subjectOf(key);
    if (subject === null) return null;
    subjects.set(key, subject);
  }
  for (const [key, subject] of subjects) {
    const before = stored.get(key);
    if (subject.kind === 'cache') {
      const state = before === undefined ? NO_LOOKUPS : readCache(before.points, before.settled);
      if (state === null) return null;
      const days = inOrder(lookups.get(key)?.days ?? new Map(), range).map(({ day, value }) => ({
        day,
        ...value,
      }));
      const next = updateCache(state, days, range.from, range.until);
      if (next === null) return null;
      watched.push({ subject, key, kind: 'cache', state: next });
    } else {
      const state = before === undefined ? NO_DURATIONS : readDuration(before.points, before.settled);
      if (state === null) return null;
      const days = inOrder(durations.get(key)?.days ?? new Map<number, number[]>(), range);
      const told = days.map(({ day, value }) => ({ day, durationsMs: value }));
      const next = updateDuration(state, told, range.from, range.until);
      if (next === null) return null;
      watched.push({ subject, key, kind: 'duration', state: next });
    }
  }
  return watched;
}

const NO_DURATIONS: DurationState = { points: [], settled: [], recent: [] };
const NO_LOOKUPS: CacheState = { points: [], settled: { costs: [0], starts: [0] }, recent: [] };

/** So few look-ups of the default branch say that it hardly asks. */
const FEWEST_POINTS = 3;

/** Whether other branches than the default one are left alone, since that one says enough of the same cache. */
function hasTwin({ subject }: Watched, watched: readonly Watched[]): boolean {
  if (subject.kind !== 'cache' || subject.branch === 'default') return false;
  const twin = subjectKey({ ...subject, branch: 'default' });
  return watched.some(({ key, state }) => key === twin && state.points.length >= FEWEST_POINTS);
}

const LARGE_DIFFERENCE = 0.3;
const MANY_TIMES = 3;

/**
 * Whether a change of a hit rate is worth showing: misses are what costs. Small ones come from days with fewer builds
 * alone, of which the first finds nothing in the cache.
 */
function isLarge(before: number, after: number): boolean {
  const [fewer = 0, more = 0] = [1 - before, 1 - after].sort((a, b) => a - b);
  return more - fewer >= LARGE_DIFFERENCE || more >= MANY_TIMES * fewer;
}

/** A change point with what lies on its sides. */
interface FoundPoint {
  day: string;
  range: ChangeRange;
  facts: ChangeFacts;
}

/** Changes of all subjects; what need not be searched again is kept in their states. */
function findAll(watched: readonly Watched[]) {
  const found: Array<FoundPoint & { subject: Subject; key: string; drifting: boolean }> = [];
  for (const one of watched) {
    const { subject, key } = one;
    const ofSubject: FoundPoint[] = [];
    const placeOf = (index: number, { fromDay: day }: { fromDay: string }) => {
      return { day, range: rangeOfChange(one.state.points, index) };
    };
    if (one.kind === 'duration') {
      const keep = subject.kind === 'wait' ? KEEP_BUILDS : KEEP_STEPS;
      const { changes, settled } = findDurationChanges(one.state.points, keep, one.state.settled);
      one.state.settled = settled;
      for (const { index, point, beforeMs, afterMs, effect, pValue } of changes) {
        const facts = { before: beforeMs, after: afterMs, effect, pValue };
        ofSubject.push({ ...placeOf(index, point), facts });
      }
    } else {
      const { changes, settled } = findCacheChanges(one.state.points, one.state.settled);
      one.state.settled = settled;
      for (const { index, point, before, after, pValue } of hasTwin(one, watched) ? [] : changes) {
        if (!isLarge(before, after)) continue;
        const facts = { before, after, effect: after - before, pValue };
        ofSubject.push({ ...placeOf(index, point), facts });
      }
    }
    const days = ofSubject.map(({ day }) => day);
    for (const point of ofSubject)
      found.push({ subject, key, ...point, drifting: isDrifting(days, point.day) });
  }
  return found;
}

function durationsOf(watched: readonly Watched[]): ReadonlyMap<string, DurationState> {
  return new Map(watched.flatMap(one => (one.kind === 'duration' ? [[one.key, one.state]] : [])));
}

/** The fast lane: waits and steps whose median of today lies above the band of the last four weeks. */
async function findAlarms(
  context: ReaderContext,
  repository: WatchedRepository,
  { durations }: WatchedDays,
  today: string,
): Promise<FoundRow[]> {
  const alarms: FoundRow[] = [];
  for (const [key, { subject, days }] of durations) {
    const all = inOrder(days, { from: addDays(today, -BAND_DAYS), until: addDays(today, 1) });
    const told = all.map(({ day, value }) => ({ day, durationsMs: value }));
    const last = told.at(-1);
    if (last === undefined || last.day !== today) continue;
    const seen = compareToday(told.slice(0, -1), last);
    if (seen === null || seen.direction !== 'slower') continue;
    const before = Math.sqrt(seen.bandMs.low * seen.bandMs.high);
    const effect = seen.todayP50Ms / before - 1;
    const keep = subject.kind === 'wait' ? KEEP_BUILDS : KEEP_STEPS;
    if (effect < keep.effect || seen.todayP50Ms - before < keep.ms) continue;
    const facts = { before, after: seen.todayP50Ms, effect, pValue: null };
    const range = rangeAround(today);
    const change = await describeChange(context, repository, {
      ...{ subject, day: today, range, facts, durations: null },
    });
    if (change !== null)
      alarms.push({ subject: key, day: today, isAlarm: true, change: { ...change, isDrifting: false } });
  }
  return alarms;
}

/** Only today is held against the last weeks; nothing else is searched. */
export async function watchToday(context: ReaderContext, question: WatchQuestion): Promise<void> {
  const { repository, today, sequence } = question;
  const days = await readWatchedDays(context, repository.id, {
    from: addDays(today, -BAND_DAYS),
    until: addDays(today, 1),
  });
  const alarms = await findAlarms(context, repository, days, today);
  await inTransaction(context.source.pool, async client => {
    await client.query(sql`
      delete from found_change where repo_id = ${repository.id} and is_alarm and day = ${today}::date`);
    const rows = alarms.map(({ subject, day, isAlarm, change }) => ({
      ...{ repo_id: repository.id, subject, day, is_alarm: isAlarm, change, found_at: context.now },
    }));
    await client.query(sql`
      insert into found_change (repo_id, subject, day, is_alarm, change, found_at)
      select repo_id, subject, day, is_alarm, change, found_at
      from json_populate_recordset(null::found_change, ${rowsAsJson(rows)}::json)
      on conflict do nothing`);
    // Weeks before this one may have changed as well: that is left to the next search, whose time is its own.
    await client.query(sql`
      update watched_repo set looked_at = ${context.now}, looked_sequence = ${sequence}, failed_at = null
      where repo_id = ${repository.id}`);
  });
}

/** What ran since, where that is enough for a median, was nearer to the days before than to the alarm. */
function wasOneDay({ subject, day, change }: FoundRow, { durations }: WatchedDays, today: string): boolean {
  const since = durations.get(subject);
  if (since === undefined) return false;
  const days = inOrder(since.days, { from: addDays(day, 1), until: addDays(today, 1) });
  const durationsMs = days.flatMap(({ value }) => [...value]);
  if (durationsMs.length < FEWEST_SINCE) return false;
  const p50Ms = medianOf(Float64Array.from(durationsMs).sort());
  return p50Ms < Math.sqrt(change.before * change.after);
}

function isFoundNear(changes: readonly FoundRow[], subject: string, day: string): boolean {
  return changes.some(
    other => other.subject === subject && other.change.rangeFrom <= day && day <= other.change.rangeUntil,
  );
}
