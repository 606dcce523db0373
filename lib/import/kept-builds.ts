import type pg from 'pg';
import { IS_ALIVE } from '@/lib/db/living-pollers';
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

/** A poller may be stopped for a while, and one that is slow looks at its repositories only now and then. */
export const LEFT_AFTER = sql`interval '7 days'`;

/**
 * Whether no poller reads `server s` any more: another address was set, or it was taken off the list. Of one that was never
 * read to its end nobody knows.
 */
export const IS_LEFT: SqlStatement = sql`
  (s.discovered_at < now() - ${LEFT_AFTER}
    and not exists (select from poller p where p.server_id = s.id and ${IS_ALIVE}))`;

/**
 * From when on builds of a server are kept: the beginning of a whole week of the organisation. It only moves on, so that
 * what is gone is never asked for again, whatever is set later. The clock may be wrong for a while: so it moves no further
 * than by that of the CI server, and than if the newest build that is stored were of yesterday. Servers that nobody reads
 * any more age as well, and there the newest build of all servers tells.
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
    with ageing as (
      select s.id, s.id <> ${serverId} as is_left from server s where s.id = ${serverId} or ${IS_LEFT}
    ),
    newest as (
      select r.server_id, max(last.created_at) as created_at
      from repo r cross join lateral (
        select b.created_at from build b
        where b.repo_id = r.id and ${ODD_REASON} is null
        order by b.created_at desc limit 1
      ) last
      where r.server_id = ${serverId} or exists (select from ageing where is_left)
      group by r.server_id
    ),
    kept as (
      select a.id as server_id, date_trunc('week',
        (least(now(), ${now}::timestamptz, max(n.created_at) + interval '1 day') - ${keepDays} * interval '1 day')
          at time zone ${timeZone}
      ) at time zone ${timeZone} as since
      from ageing a left join newest n on a.is_left or n.server_id = a.id
      group by a.id
    )
    update repo_import i set builds_kept_from = kept.since
    from kept, repo r
    where r.id = i.repo_id and r.server_id = kept.server_id
      and coalesce(i.builds_kept_from, '-infinity') < kept.since`);
  return moved.rowCount !== 0;
}
