import type pg from 'pg';
import { sql } from '@/lib/db/sql';

/**
 * Takes what webhooks said of the repositories of a server, and makes due what they told of: a stored build that has not
 * ended is read again, also where nothing more was asked of it, for one that is not stored the list is. Of builds that are
 * stored for good nothing is asked, nor of an earlier epoch. Several pollers may take at once: each hint is taken by one.
 */
export async function takeHints(pool: pg.Pool, serverId: number): Promise<void> {
  await pool.query(sql`
    with waiting as (
      select h.repo_id from repo_hint h join repo r on r.id = h.repo_id
      where r.server_id = ${serverId}
      for update of h skip locked
    ),
    taken as (
      delete from repo_hint h using waiting w where h.repo_id = w.repo_id returning h.repo_id, h.numbers
    ),
    hinted as (
      -- Numbers told of are builds of the current epoch.
      select t.repo_id, n.number
      from taken t join repo r on r.id = t.repo_id and r.is_current
        cross join unnest(t.numbers) as n(number)
    ),
    woken as (
      update build_todo t set due_at = now()
      from hinted h
      where t.repo_id = h.repo_id and t.number = h.number and t.due_at > now() and t.last_error is null
      returning t.repo_id
    ),
    reopened as (
      insert into build_todo (repo_id, number, reason, created_at)
      select b.repo_id, b.number, 'unfinished', b.created_at
      from (select distinct repo_id, number from hinted) h
        join build b on b.repo_id = h.repo_id and b.number = h.number
      where not b.is_final
      on conflict (repo_id, number) do nothing
      returning repo_id
    ),
    unknown as (
      select distinct h.repo_id from hinted h
      where not exists (select 1 from build b where b.repo_id = h.repo_id and b.number = h.number)
        and not exists (select 1 from build_todo t where t.repo_id = h.repo_id and t.number = h.number)
    )
    update repo_import i
    set hints = i.hints + case when i.repo_id in (select repo_id from unknown) then 1 else 0 end,
        due_at = case when i.failed_turns = 0 then '-infinity' else i.due_at end
    where i.repo_id in (select repo_id from woken union select repo_id from reopened union select repo_id from unknown)`);
}
