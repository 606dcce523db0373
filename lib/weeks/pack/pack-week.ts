import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { dayNumber } from '@/lib/week-number';
import type { WeekPart } from '../format/build-parts';
import { packParts } from '../format/parts';
import { takeSequences } from '../store/take-sequences';
import { buildWeekParts, type WeekNames } from './build-week-parts';
import { changedDays, type PersonDays } from './changed-days';
import { loginIds } from './login-ids';
import { readPackedBuilds } from './read-packed-builds';
import { readWeekFacts, type WeekFacts, type WeekKey } from './read-week-facts';
import { SeriesIds } from './series-ids';

/** While a week keeps changing, it is packed only so often. */
const CALM_SECONDS = 2;
const PATIENCE_SECONDS = 8;
const CANDIDATES = 256;
const WEEKS_AT_ONCE = 24;
/** First key of our advisory locks on weeks; the second one names the week. */
const LOCK_SPACE = 72_707_370;

export interface PackingContext {
  pool: pg.Pool;
  timeZone: string;
  calendar: WeekNames['calendar'];
}

/**
 * Packs the newest week that is marked, together with other marked weeks of its repository, and marks the days of
 * people whose builds changed by it. A mark stays where its week changed again meanwhile.
 *
 * @param force also weeks that are still changing
 * @returns the newest week packed; null when none was to be
 * @throws what went wrong with one week, once nothing else is left to pack
 */
export async function packNextWeek(context: PackingContext, force = false): Promise<WeekKey | null> {
  const { rows } = await context.pool.query<WeekKey>(dueWeeks(force ? 0 : CALM_SECONDS));
  const failures: unknown[] = [];
  for (const repoId of new Set(rows.map(row => row.repoId))) {
    const weeks = rows
      .filter(row => row.repoId === repoId)
      .slice(0, WEEKS_AT_ONCE)
      .map(({ week }) => week);
    try {
      const packed = await packMarkedWeeks(context, repoId, weeks);
      if (packed !== null) return { repoId, week: packed };
    } catch (error) {
      failures.push(error);
      const packed = weeks.length > 1 ? await packOneByOne(context, repoId, weeks) : null;
      if (packed !== null) return { repoId, week: packed };
    }
  }
  if (failures.length > 0) throw failures[0];
  return null;
}

/**
 * One week that cannot be packed must not keep the others of its repository from it; it is told once they are done.
 *
 * @returns the newest that was packed; null when none was
 */
async function packOneByOne(
  context: PackingContext,
  repoId: number,
  weeks: readonly string[],
): Promise<string | null> {
  let newest: string | null = null;
  for (const week of weeks) {
    const packed = await packMarkedWeeks(context, repoId, [week]).catch(() => null);
    newest ??= packed;
  }
  return newest;
}

/** @returns the newest that was packed; null where another poller packs them all, or has just done so */
async function packMarkedWeeks(
  { pool, timeZone, calendar }: PackingContext,
  repoId: number,
  candidates: string[],
): Promise<string | null> {
  return inTransaction(pool, async client => {
    const { rows: marks } = await client.query<Mark>(lockedMarks(repoId, candidates));
    const weeks = marks.map(({ week }) => week);
    if (weeks.length === 0) return null;
    const facts = await readWeekFacts(client, repoId, weeks, timeZone);
    const all = [...facts.values()];
    const series = await SeriesIds.of(pool, repoId, namedIn(all));
    const people = all.flatMap(({ builds }) => builds.flatMap(([, , , , person]) => person ?? []));
    const logins = await loginIds(pool, people);
    const before = await readPackedBuilds(client, repoId, weeks);
    const days: PersonDays = { loginIds: [], days: [] };
    const packed: Array<readonly [week: string, facts: WeekFacts, parts: Record<WeekPart, Buffer>]> = [];
    for (const [week, ofWeek] of facts) {
      const parts = buildWeekParts(ofWeek, { series, logins, calendar, monday: dayNumber(week) });
      packed.push([week, ofWeek, packParts(parts)]);
      const changed = changedDays(before.get(week) ?? null, parts, calendar);
      days.loginIds.push(...changed.loginIds);
      days.days.push(...changed.days);
    }
    // What may have to wait for others comes before the sequence, for which others wait.
    await client.query(markPersonDays(days));
    const sequence = (await takeSequences(client, [repoId]))(repoId);
    for (const [week, ofWeek, parts] of packed) {
      await client.query(upsertWeek({ repoId, week }, timeZone, ofWeek, { ...parts, sequence }));
    }
    await client.query(takeMarks(repoId, marks));
    await client.query(beCalmAgain(repoId, weeks));
    return weeks[0] ?? null;
  });
}

interface Mark {
  week: string;
  markedAt: string;
}

function dueWeeks(calmSeconds: number): SqlStatement {
  const patienceSeconds = calmSeconds === 0 ? 0 : PATIENCE_SECONDS;
  return sql`
    select repo_id as "repoId", week::text as week
    from dirty_week
    where marked_at <= clock_timestamp() - ${calmSeconds} * interval '1 second'
      or first_marked_at <= clock_timestamp() - ${patienceSeconds} * interval '1 second'
    order by dirty_week.week desc, repo_id
    limit ${CANDIDATES}`;
}

/** Those that no other transaction is packing and whose mark is still there, newest first. */
function lockedMarks(repoId: number, weeks: string[]): SqlStatement {
  return sql`
    select d.week::text as week, d.marked_at::text as "markedAt"
    from (
      select c.week, pg_try_advisory_xact_lock(${LOCK_SPACE}::int, hashint8(
        ${repoId}::bigint * 100000 + (c.week - date '1970-01-05'))) as locked
      from unnest(${weeks}::date[]) as c(week)
    ) l
    join dirty_week d on l.locked and d.repo_id = ${repoId} and d.week = l.week
    order by d.week desc`;
}

/**
 * A mark that somebody holds is being set anew, so it stays. Nobody is waited for: who stores builds marks weeks in
 * another order.
 */
function takeMarks(repoId: number, marks: readonly Mark[]): SqlStatement {
  return sql`
    delete from dirty_week d
    using (
      select w.week from dirty_week w
      join unnest(${marks.map(({ week }) => week)}::date[], ${marks.map(({ markedAt }) => markedAt)}::timestamptz[])
        as m(week, marked_at) on m.week = w.week and m.marked_at = w.marked_at
      where w.repo_id = ${repoId}
      for update of w skip locked
    ) taken
    where d.repo_id = ${repoId} and d.week = taken.week`;
}

/** Patience with weeks that changed meanwhile begins anew, or they would be packed over and over. */
function beCalmAgain(repoId: number, weeks: readonly string[]): SqlStatement {
  return sql`
    update dirty_week d set first_marked_at = clock_timestamp()
    from (
      select w.week from dirty_week w
      where w.repo_id = ${repoId} and w.week = any(${weeks}::date[])
      for update skip locked
    ) kept
    where d.repo_id = ${repoId} and d.week = kept.week`;
}

function namedIn(weeks: readonly WeekFacts[]): Array<readonly [string, string]> {
  const named = new Map<string, readonly [string, string]>([['', ['', '']]]);
  for (const { stages, steps } of weeks) {
    const pipelines = new Map(stages.map(([build, number, name]) => [`${build}/${number}`, name]));
    for (const name of pipelines.values()) named.set(`${name}\u001f`, [name, '']);
    for (const [build, stage, step] of steps) {
      const pipeline = pipelines.get(`${build}/${stage}`) ?? '';
      named.set(`${pipeline}\u001f${step}`, [pipeline, step]);
    }
  }
  return [...named.values()];
}

function upsertWeek(
  { repoId, week }: WeekKey,
  timeZone: string,
  { builds, steps }: WeekFacts,
  parts: Record<WeekPart, Buffer> & { sequence: number },
): SqlStatement {
  return sql`
    insert into packed_week (repo_id, week, time_zone, build_count, step_count, builds, stages, steps, caches, path,
      packed_at, sequence)
    values (${repoId}, ${week}::date, ${timeZone}, ${builds.length}, ${steps.length}, ${parts.builds}, ${parts.stages},
      ${parts.steps}, ${parts.caches}, ${parts.path}, now(), ${parts.sequence})
    on conflict (repo_id, week) do update set
      time_zone = excluded.time_zone, build_count = excluded.build_count, step_count = excluded.step_count,
      builds = excluded.builds, stages = excluded.stages, steps = excluded.steps, caches = excluded.caches,
      path = excluded.path, packed_at = excluded.packed_at, sequence = excluded.sequence`;
}

/**
 * Days that are marked already are marked again, so that whoever is about to replay them waits for this transaction:
 * they would take the mark off without having seen what changed.
 */
function markPersonDays({ loginIds: ids, days }: PersonDays): SqlStatement {
  return sql`
    insert into dirty_person_day (login_id, day)
    select distinct d.login_id, d.day::date
    from unnest(${ids}::int[], ${days}::text[]) as d(login_id, day)
    order by 1, 2
    on conflict (login_id, day) do update set day = excluded.day`;
}
