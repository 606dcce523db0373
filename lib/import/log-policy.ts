import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { type SqlStatement, sql } from '@/lib/db/sql';

/** Which logs are read: of steps that ran at least so long, finished at most so many days ago. */
export interface LogPolicy {
  /** null: no log is read. */
  minStepSeconds: number | null;
  /** null: as far back as the history goes. */
  maxAgeDays: number | null;
}

/**
 * Whether the log of a step may be read: by the policy, and where neither its single commands were removed already, so
 * that the sums of its week stand for good, nor another build has its number at the server now.
 *
 * @returns a condition on the build `b`, its step `s` and the `repo_import` `i` of its repository
 */
export function mayBeRead(policy: LogPolicy): SqlStatement {
  return sql`
    b.is_final and coalesce(b.finished_at, s.stopped_at) >= coalesce(i.spans_kept_from, '-infinity')
    and s.status <> 'skipped' and s.started_at is not null
    and ${policy.minStepSeconds}::double precision is not null
    and coalesce(extract(epoch from s.stopped_at - s.started_at), 0) >= ${policy.minStepSeconds}
    and (${policy.maxAgeDays}::int is null or coalesce(b.finished_at, s.stopped_at) > now() - ${policy.maxAgeDays} * interval '1 day')
    -- Numbers that a later epoch has are other builds at the server now.
    and not exists (
      select 1 from repo own join repo later on later.server_id = own.server_id and later.drone_id = own.drone_id
      where own.id = b.repo_id and later.epoch > own.epoch and later.first_number <= b.number)`;
}

/**
 * Puts the logs of these finished builds on the list of logs to read, by the policy, except those that
 * were read before. Steps that never ran have none.
 *
 * @param numbers null: all builds of the repository
 */
export function addLogTodo(repoId: number, numbers: number[] | null, policy: LogPolicy): SqlStatement {
  return sql`
    insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at)
    select s.repo_id, s.build_number, s.stage_number, s.number, coalesce(b.finished_at, s.stopped_at)
    from build b
    join step s on s.repo_id = b.repo_id and s.build_number = b.number
    join repo_import i on i.repo_id = b.repo_id
    where b.repo_id = ${repoId} and (${numbers}::bigint[] is null or b.number = any(${numbers}::bigint[]))
      and ${mayBeRead(policy)}
      and not exists (
        select 1 from step_log l
        where l.repo_id = s.repo_id and l.build_number = s.build_number
          and l.stage_number = s.stage_number and l.step_number = s.number)
    on conflict do nothing`;
}

/** After the setting was changed: what is to be read no longer leaves the list, what is now comes onto it. */
export async function applyLogPolicy(pool: pg.Pool, serverId: number, policy: LogPolicy): Promise<void> {
  const name = `at least ${policy.minStepSeconds} s, at most ${policy.maxAgeDays} days ago`;
  // Without builds there is nothing to choose, however many repositories there are.
  await pool.query(sql`
    update repo_import i set log_policy = ${name} from repo r
    where r.id = i.repo_id and r.server_id = ${serverId} and i.builds_stored = 0
      and i.log_policy is distinct from ${name}`);
  const stale = await pool.query<{ repoId: number }>(sql`
    select i.repo_id as "repoId" from repo_import i join repo r on r.id = i.repo_id
    where r.server_id = ${serverId} and r.ended_at is null and i.log_policy is distinct from ${name}`);
  for (const { repoId } of stale.rows) {
    await inTransaction(pool, async client => {
      await client.query(sql`delete from log_todo where repo_id = ${repoId}`);
      await client.query(addLogTodo(repoId, null, policy));
      await client.query(sql`update repo_import set log_policy = ${name} where repo_id = ${repoId}`);
    });
  }
}
