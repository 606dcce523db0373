import { setImmediate as letOthersRun } from 'node:timers/promises';
import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { type SqlStatement, sql, sqlList } from '@/lib/db/sql';
import { dayNumber } from '@/lib/time/days';
import type { WeekPart } from '../format/build-parts';
import { packParts } from '../format/parts';
import { takeSequences } from '../store/take-sequences';
import { buildWeekParts, type WeekNames } from './build-week-parts';
import { changedDays, type PersonDays } from './changed-days';
import { type ClockReadings, markRunnerDays, otherDays, type RepoDay } from './clock-readings';
import { loginIds } from './login-ids';
import { forgetWaiting, markPersonDays } from './mark-person-days';
import { readPackedBuilds } from './read-packed-builds';
import { readWeekFacts } from './read-week-facts';
import { SeriesIds, seriesOf } from './series-ids';
import { beCalmAgain, countDue, type DueWeeks, lockDue, type MarkedWeek, takeMarks } from './take-marks';
import type { WeekKey } from './week-facts';

const WEEKS_AT_ONCE = 64;
/** In one transaction, so that it stays short; a week that has more is packed alone. */
const BUILDS_AT_ONCE = 1000;
/** While Postgres reads for one, the other's weeks are computed. */
const LANES = 2;

export interface PackingContext {
  pool: pg.Pool;
  timeZone: string;
  calendar: WeekNames['calendar'];
}

/** Weeks that could not be packed are left alone until the next turn. */
interface FailedWeek extends WeekKey {
  error: unknown;
}

/**
 * Packs the newest weeks that are marked, and marks the days of people whose builds changed by it. A mark stays where
 * its week changed again meanwhile.
 *
 * @param force also weeks that are still changing
 * @returns the newest week packed; null when none was to be
 * @throws what went wrong with one week, once nothing else is left to pack
 */
export async function packNextWeek(context: PackingContext, force = false): Promise<WeekKey | null> {
  const failed: FailedWeek[] = [];
  const due: DueWeeks = { force, except: failed, only: null };
  for (;;) {
    const failedBefore = failed.length;
    const count = await countDue(context.pool, due, LANES * WEEKS_AT_ONCE);
    const lanes = Array.from({ length: Math.ceil(count / WEEKS_AT_ONCE) }, () =>
      packBatch(context, due, failed),
    );
    const results = await Promise.allSettled(lanes);
    const packed = results.flatMap(result => (result.status === 'fulfilled' ? result.value : []));
    const [newest] = packed.sort(newestFirst);
    if (newest !== undefined) return { repoId: newest.repoId, week: newest.week };
    const broken = results.find(result => result.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
    if (failed.length === failedBefore) break;
  }
  if (failed[0] !== undefined) throw failed[0].error;
  return null;
}

function newestFirst(one: WeekKey, other: WeekKey): number {
  return one.week === other.week ? one.repoId - other.repoId : one.week < other.week ? 1 : -1;
}

/**
 * One week that cannot be packed must not keep others from it.
 *
 * @returns what was packed; nothing where other pollers pack all that is due, or have just done so
 */
async function packBatch(context: PackingContext, due: DueWeeks, failed: FailedWeek[]): Promise<WeekKey[]> {
  let batch: MarkedWeek[] = [];
  try {
    return await inTransaction(context.pool, async client => {
      batch = fewBuilds(await lockDue(client, due, context.timeZone, WEEKS_AT_ONCE));
      return packMarkedWeeks(context, client, batch, failed);
    });
  } catch (error) {
    const [first] = batch;
    if (first === undefined) throw error;
    if (batch.length === 1) failed.push({ ...first, error });
    const packed: WeekKey[] = [];
    if (batch.length > 1) {
      for (const week of batch) packed.push(...(await packBatch(context, { ...due, only: [week] }, failed)));
    }
    return packed;
  }
}

function fewBuilds(weeks: MarkedWeek[]): MarkedWeek[] {
  let builds = 0;
  const tooMany = weeks.findIndex((week, index) => {
    builds += week.builds;
    return index > 0 && builds > BUILDS_AT_ONCE;
  });
  return tooMany === -1 ? weeks : weeks.slice(0, tooMany);
}

interface PackedWeek extends WeekKey {
  buildCount: number;
  stepCount: number;
  parts: Record<WeekPart, Buffer>;
  readings: ClockReadings;
}

async function packMarkedWeeks(
  { pool, timeZone, calendar }: PackingContext,
  client: pg.PoolClient,
  marks: readonly MarkedWeek[],
  failed: FailedWeek[],
): Promise<WeekKey[]> {
  const weeks = await readWeekFacts(client, marks, timeZone);
  if (weeks.length === 0) return [];
  const series = await seriesOf(pool, weeks);
  const logins = await loginIds(pool, weeks[0]?.facts.builds.person.flatMap(person => person ?? []) ?? []);
  const before = await readPackedBuilds(client, weeks);
  const packed: PackedWeek[] = [];
  const days: PersonDays = { loginIds: [], days: [] };
  const runnerDays: RepoDay[] = [];
  for (const [index, { repoId, week, readings, ...facts }] of weeks.entries()) {
    // A batch takes a tenth of a second.
    await letOthersRun();
    const names = {
      series: series.get(repoId) ?? new SeriesIds(),
      logins,
      calendar,
      monday: dayNumber(week),
    };
    try {
      const parts = buildWeekParts(facts, names);
      const changed = changedDays(before.packed[index] ?? null, parts, calendar);
      packed.push({
        repoId,
        week,
        buildCount: parts.builds.n,
        stepCount: parts.steps.n,
        parts: packParts(parts),
        readings,
      });
      runnerDays.push(...otherDays(repoId, before.readings[index] ?? {}, readings));
      for (const id of changed.loginIds) days.loginIds.push(id);
      for (const day of changed.days) days.days.push(day);
    } catch (error) {
      failed.push({ repoId, week, error });
    }
  }
  const isPacked = ({ repoId, week }: WeekKey) =>
    packed.some(key => key.repoId === repoId && key.week === week);
  // What may have to wait for others comes before the sequences, for which others wait.
  await markRunnerDays(client, runnerDays);
  await markPersonDays(client, days);
  await forgetWaiting(client, before.unreadable.filter(isPacked));
  if (packed.length > 0) {
    const sequenceOf = await takeSequences(
      client,
      packed.map(({ repoId }) => repoId),
    );
    await client.query(upsertWeeks(packed, timeZone, sequenceOf));
  }
  await takeMarks(client, marks.filter(isPacked));
  await beCalmAgain(client, packed);
  return packed;
}

function upsertWeeks(
  weeks: readonly PackedWeek[],
  timeZone: string,
  sequenceOf: (repoId: number) => number,
): SqlStatement {
  const rows = weeks.map(
    ({ repoId, week, buildCount, stepCount, parts, readings }) => sql`
      (${repoId}, ${week}, ${timeZone}, ${buildCount}, ${stepCount}, ${parts.builds}, ${parts.stages}, ${parts.steps},
        ${parts.caches}, ${parts.path}, now(), ${sequenceOf(repoId)},
        ${Object.keys(readings).length === 0 ? null : JSON.stringify(readings)}::jsonb)`,
  );
  return sql`
    insert into packed_week (repo_id, week, time_zone, build_count, step_count, builds, stages, steps, caches, path,
      packed_at, sequence, clock_readings)
    values ${sqlList(rows)}
    on conflict (repo_id, week) do update set
      time_zone = excluded.time_zone, build_count = excluded.build_count, step_count = excluded.step_count,
      builds = excluded.builds, stages = excluded.stages, steps = excluded.steps, caches = excluded.caches,
      path = excluded.path, packed_at = excluded.packed_at, sequence = excluded.sequence,
      clock_readings = excluded.clock_readings`;
}
