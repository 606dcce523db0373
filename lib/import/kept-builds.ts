import type pg from 'pg';
import { type SqlStatement, sql } from '@/lib/db/sql';
import type { ListedBuild } from '@/lib/facts/build-fact';
import { ODD_REASON } from '@/lib/facts/build-sql';

/** The later of its times: a clock may have been off when the other one was told. */
export function overAt({ createdAt, finishedAt }: Pick<ListedBuild, 'createdAt' | 'finishedAt'>): Date {
  return finishedAt !== null && finishedAt > createdAt ? finishedAt : createdAt;
}

/** The same of a build `b` that is stored: whether it is kept no longer by the `repo_import` `i` of its repository. */
export const IS_PAST_KEEPING: SqlStatement = sql`
  (b.created_at < i.builds_kept_from and (b.finished_at is null or b.finished_at < i.builds_kept_from))`;

/**
 * From when on builds of a server are kept: the beginning of a whole week of the organisation. It only moves on, so that
 * what is gone is never asked for again, whatever is set later. The clock may be wrong for a while: so it moves no further
 * than by that of the CI server, and than if the newest build that is stored were of yesterday.
 *
 * @param keepDays null: for good, from where it was
 * @param now no later than by the clock of the CI server
 * @returns whether it moved
 */
export async function moveKeptFrom(
  pool: pg.Pool,
  serverId: number,
  { keepDays, timeZone, now }: { keepDays: number | null; timeZone: string; now: Date },
): Promise<boolean> {
  if (keepDays === null) return false;
  const moved = await pool.query(sql`
    with newest as (
      select max(last.created_at) as created_at
      from repo r cross join lateral (
        select b.created_at from build b
        where b.repo_id = r.id and ${ODD_REASON} is null
        order by b.created_at desc limit 1
      ) last
      where r.server_id = ${serverId}
    ),
    kept as (
      select date_trunc('week',
        (least(now(), ${now}::timestamptz, created_at + interval '1 day') - ${keepDays} * interval '1 day') at time zone ${timeZone}
      ) at time zone ${timeZone} as since
      from newest
    )
    update repo_import i set builds_kept_from = kept.since
    from kept, repo r
    where r.id = i.repo_id and r.server_id = ${serverId}
      and coalesce(i.builds_kept_from, '-infinity') < kept.since`);
  return moved.rowCount !== 0;
}
