import type pg from 'pg';
import { type SqlStatement, sql } from '@/lib/db/sql';
import type { ListedBuild } from '@/lib/facts/build-fact';

/** The later of its times: a clock may have been off when the other one was told. */
export function overAt({ createdAt, finishedAt }: Pick<ListedBuild, 'createdAt' | 'finishedAt'>): Date {
  return finishedAt !== null && finishedAt > createdAt ? finishedAt : createdAt;
}

/** The same of a build `b` that is stored: whether it is kept no longer by the `repo_import` `i` of its repository. */
export const IS_PAST_KEEPING: SqlStatement = sql`
  (b.created_at < i.builds_kept_from and (b.finished_at is null or b.finished_at < i.builds_kept_from))`;

/**
 * From when on builds are kept: the beginning of a whole week of the organisation. It only moves on, so that what is
 * gone is never asked for again, whatever is set later.
 *
 * @param keepDays null: for good, from where it was
 */
export async function moveKeptFrom(pool: pg.Pool, keepDays: number | null, timeZone: string): Promise<void> {
  if (keepDays === null) return;
  await pool.query(sql`
    update repo_import i set builds_kept_from = kept.since
    from (
      select date_trunc('week', (now() - ${keepDays} * interval '1 day') at time zone ${timeZone})
        at time zone ${timeZone} as since
    ) kept
    where coalesce(i.builds_kept_from, '-infinity') < kept.since`);
}
