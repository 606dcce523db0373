import type pg from 'pg';
import { z } from 'zod';
import { inTransaction } from '@/lib/db/in-transaction';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { sql } from '@/lib/db/sql';
import { entryOf } from '@/lib/entry-of';
import { ODD_REASON } from '@/lib/facts/build-sql';
import { type ClockedBuild, type RunnerOffset, runnerOffsets } from '@/lib/facts/runner-clock';
import { calendarDay } from '@/lib/time/days';
import { markStaleWeeks } from './find-stale-weeks';
import type { WeekKey } from './week-facts';

/** A day of a server's runners: in days since 1970-01-01, UTC, on which builds were created. */
export interface RunnerDay {
  serverId: number;
  day: number;
}

const DAYS_AT_ONCE = 20;

const clockRow = z.object({
  serverId: z.int(),
  day: z.int(),
  machine: z.string(),
  offsetS: z.int(),
});

/** How far clocks of runners are off, as far as some stage says so. */
export class RunnerClocks {
  private readonly byDay = new Map<string, Map<string, number>>();

  constructor(rows: ReadonlyArray<z.infer<typeof clockRow>>) {
    for (const { machine, offsetS, ...day } of rows) {
      entryOf(this.byDay, keyOf(day), () => new Map<string, number>()).set(machine, offsetS);
    }
  }

  /** Seconds; null: nothing is known of the runner on that day. */
  offsetOf(day: RunnerDay, machine: string | null | undefined): number | null {
    if (this.byDay.size === 0) return null;
    return this.byDay.get(keyOf(day))?.get(machine ?? '') ?? null;
  }
}

function keyOf({ serverId, day }: RunnerDay): string {
  return `${serverId} ${day}`;
}

/** Of the days from the first to the last one. */
export async function readRunnerClocks(
  client: pg.PoolClient,
  firstDay: number,
  lastDay: number,
): Promise<RunnerClocks> {
  const { rows } = await client.query(sql`
    select server_id as "serverId", day - date '1970-01-01' as day, machine, offset_s as "offsetS"
    from runner_clock
    where day between ${calendarDay(firstDay)}::date and ${calendarDay(lastDay)}::date`);
  return new RunnerClocks(z.array(clockRow).parse(rows));
}

const stageRow = z.object({
  repoId: z.int(),
  number: z.int(),
  week: z.string().nullable(),
  createdS: z.number(),
  startedS: z.number().nullable(),
  finishedS: z.number().nullable(),
  machine: z.string(),
  status: z.string(),
  stageStartedS: z.number().nullable(),
  stageStoppedS: z.number().nullable(),
  updatedS: z.number().nullable(),
});

/** A marked day; those that could not be compared are left alone until the next turn. */
interface MarkedDay {
  serverId: number;
  day: string;
}

/**
 * Compares the runners of the newest marked days with their server's clock. Where that comes out otherwise than before,
 * the weeks of what they ran are packed anew.
 *
 * @returns how many days were looked at
 * @throws what went wrong with one day, once nothing else is left to compare
 */
export async function followRunnerClocks(pool: pg.Pool, timeZone: string): Promise<number> {
  const failed: Array<MarkedDay & { error: unknown }> = [];
  for (;;) {
    const failedBefore = failed.length;
    const followed = await followBatch(pool, timeZone, { only: null, except: failed }, failed);
    if (followed > 0) return followed;
    if (failed.length === failedBefore) break;
  }
  if (failed[0] !== undefined) throw failed[0].error;
  return 0;
}

interface DueDays {
  /** None but this one; null: all. */
  only: MarkedDay | null;
  except: readonly MarkedDay[];
}

/** One day that cannot be compared must not keep others from it. */
async function followBatch(
  pool: pg.Pool,
  timeZone: string,
  due: DueDays,
  failed: Array<MarkedDay & { error: unknown }>,
): Promise<number> {
  let days: MarkedDay[] = [];
  try {
    return await inTransaction(pool, async client => {
      days = await takeDays(client, due);
      const weeks: WeekKey[] = [];
      for (const { serverId, day } of days) weeks.push(...(await followDay(client, serverId, day, timeZone)));
      // All at once and in order, as those do who store builds: nobody waits for others in a circle.
      await markStaleWeeks(client, weeks);
      return days.length;
    });
  } catch (error) {
    const [first] = days;
    if (first === undefined) throw error;
    if (days.length === 1) failed.push({ ...first, error });
    let followed = 0;
    if (days.length > 1) {
      for (const only of days) followed += await followBatch(pool, timeZone, { ...due, only }, failed);
    }
    return followed;
  }
}

async function takeDays(client: pg.PoolClient, { only, except }: DueDays): Promise<MarkedDay[]> {
  const { rows } = await client.query<MarkedDay>(sql`
    delete from dirty_runner_day d
    using (
      select m.server_id, m.day from dirty_runner_day m
      where (${only === null} or (m.server_id = ${only?.serverId ?? null}::int and m.day = ${only?.day ?? null}::date))
        and not exists (
          select 1 from unnest(${except.map(({ serverId }) => serverId)}::int[], ${except.map(({ day }) => day)}::date[])
            as e(server_id, day)
          where e.server_id = m.server_id and e.day = m.day)
      order by m.day desc, m.server_id limit ${DAYS_AT_ONCE} for update skip locked
    ) t
    where d.server_id = t.server_id and d.day = t.day
    returning d.server_id as "serverId", d.day::text as day`);
  return rows;
}

/** @returns the weeks to be packed anew */
async function followDay(
  client: pg.PoolClient,
  serverId: number,
  day: string,
  timeZone: string,
): Promise<WeekKey[]> {
  const { rows } = await client.query(sql`
    select b.repo_id as "repoId", b.number,
      case when ${ODD_REASON} is null
        then date_trunc('week', coalesce(b.finished_at, b.created_at) at time zone ${timeZone})::date::text end as week,
      extract(epoch from b.created_at)::double precision as "createdS",
      extract(epoch from b.started_at)::double precision as "startedS",
      extract(epoch from b.finished_at)::double precision as "finishedS", g.machine, g.status,
      extract(epoch from g.started_at)::double precision as "stageStartedS",
      extract(epoch from g.stopped_at)::double precision as "stageStoppedS",
      extract(epoch from g.updated_at)::double precision as "updatedS"
    from repo r
    join build b on b.repo_id = r.id
    join stage g on g.repo_id = b.repo_id and g.build_number = b.number
    where r.server_id = ${serverId} and g.machine is not null
      and b.created_at >= ${day}::date::timestamp at time zone 'UTC'
      and b.created_at < (${day}::date + 1)::timestamp at time zone 'UTC'`);
  const stages = z.array(stageRow).parse(rows);
  const builds = new Map<string, ClockedBuild & { stages: Array<ClockedBuild['stages'][number]> }>();
  for (const { repoId, number, createdS, startedS, finishedS, machine, status, ...own } of stages) {
    const build = entryOf(builds, `${repoId}/${number}`, () => ({
      createdS,
      startedS,
      finishedS,
      stages: [],
    }));
    const { stageStartedS, stageStoppedS, updatedS } = own;
    build.stages.push({ machine, status, startedS: stageStartedS, stoppedS: stageStoppedS, updatedS });
  }
  const changed = await replaceClocks(client, serverId, day, runnerOffsets([...builds.values()]));
  return stages.flatMap(({ repoId, week, machine }) =>
    week !== null && changed.has(machine) ? [{ repoId, week }] : [],
  );
}

/** @returns the runners whose clock is off by another number than was known */
async function replaceClocks(
  client: pg.PoolClient,
  serverId: number,
  day: string,
  found: ReadonlyMap<string, RunnerOffset>,
): Promise<Set<string>> {
  const { rows } = await client.query<{ machine: string; offsetS: number }>(sql`
    delete from runner_clock where server_id = ${serverId} and day = ${day}::date
    returning machine, offset_s as "offsetS"`);
  const known = new Map(rows.map(({ machine, offsetS }) => [machine, offsetS]));
  await client.query(sql`
    insert into runner_clock (server_id, day, machine, offset_s, stages)
    select ${serverId}::int, ${day}::date, r.machine, r.offset_s, r.stages
    from json_to_recordset(${rowsAsJson(
      [...found].map(([machine, { offsetS, stages }]) => ({ machine, offset_s: offsetS, stages })),
    )}::json) as r(machine text, offset_s int, stages int)`);
  const machines = new Set([...known.keys(), ...found.keys()]);
  return new Set([...machines].filter(machine => known.get(machine) !== found.get(machine)?.offsetS));
}
