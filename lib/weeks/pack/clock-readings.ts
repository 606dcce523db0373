import { createHash } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { entryOf } from '@/lib/entry-of';
import type { ClockedBuild } from '@/lib/facts/runner-clock';
import { calendarDay } from '@/lib/time/days';
import { DAY_S } from '@/lib/time/units';

/**
 * What the builds of a packed week told of clocks that are off: a digest for each day (since 1970-01-01, UTC) on which
 * such a build was created. A day is compared again only where they tell something else than before.
 */
export const clockReadings = z.record(z.string().regex(/^\d+$/), z.string());

export type ClockReadings = z.infer<typeof clockReadings>;

/** A build of a week as it was stored. */
interface ReadBuild {
  number: number;
  read: ClockedBuild;
  /** It says that the clock of a runner is off, or ran on one of which that is known. */
  isOff: boolean;
}

/** Of all builds of a day on which one is off: stages that are right decide with the others how far. */
export function digestReadings(builds: readonly ReadBuild[]): ClockReadings {
  const byDay = new Map<number, ReadBuild[]>();
  for (const build of builds) {
    entryOf(byDay, Math.floor(build.read.createdS / DAY_S), (): ReadBuild[] => []).push(build);
  }
  const readings: ClockReadings = {};
  for (const [day, ofDay] of byDay) {
    if (!ofDay.some(({ isOff }) => isOff)) continue;
    const told = JSON.stringify(ofDay.map(({ number, read }) => [number, read]));
    readings[day] = createHash('sha256').update(told).digest('base64url').slice(0, 22);
  }
  return readings;
}

/** A day of a repository's server: since 1970-01-01, UTC, on which builds were created. */
export interface RepoDay {
  repoId: number;
  day: number;
}

/** Days of which something else is told than before. */
export function otherDays(repoId: number, before: ClockReadings, after: ClockReadings): RepoDay[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter(day => before[day] !== after[day])
    .map(day => ({ repoId, day: Number(day) }));
}

/** Has runners compared with their server's clock. In order, so that two that mark days do not wait in a circle. */
export async function markRunnerDays(client: pg.PoolClient, days: readonly RepoDay[]): Promise<void> {
  if (days.length === 0) return;
  await client.query(sql`
    insert into dirty_runner_day (server_id, day)
    select distinct r.server_id, d.day::date
    from unnest(${days.map(({ repoId }) => repoId)}::int[], ${days.map(({ day }) => calendarDay(day))}::text[])
      as d(repo_id, day)
    join repo r on r.id = d.repo_id
    order by 1, 2
    on conflict do nothing`);
}
