import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { TODO_COUNTS } from '@/lib/db/todo-count';

/** Of a repository that has not been listed yet nothing is known but its counter, which anybody can set: one page of it. */
const FIRST_PAGE = 100;

/**
 * Each repository with what is stored and what is to go: `repo_id, server_id, slug, builds_stored, to_go, logs_to_go`,
 * and what went wrong with its last turn. Builds below the oldest listed are at most as many as there are numbers, and
 * as there are ids: a number may be set ahead by hand, an id is not.
 */
export const REPOS_TO_GO: SqlStatement = sql`
  select r.id as repo_id, r.server_id, r.slug, i.builds_stored, i.last_error, i.last_error_at, i.failed_turns,
    coalesce(t.logs, 0) as logs_to_go,
    coalesce(t.builds, 0) + case
      when i.history_done then 0
      when i.oldest_listed is null then least(greatest(i.counter - r.first_number + 1, 0), ${FIRST_PAGE})
      else greatest(least(i.oldest_listed - r.first_number, i.oldest_listed_id - 1), 0)
    end as to_go
  from repo_import i
  join repo r on r.id = i.repo_id
  left join (${TODO_COUNTS}) t on t.repo_id = i.repo_id`;

/** What could not be read or stored, while all else was. */
export const troubledItemSchema = z.object({
  kind: z.enum(['build', 'log', 'list', 'repository']).describe('list: an entry of the list of builds'),
  repository: z.string(),
  number: z.number().nullable().describe('Of the build'),
  step: z.string().nullable(),
  error: z.string(),
  attempts: z.number().nullable(),
  nextAt: z.iso
    .datetime({ offset: true })
    .nullable()
    .describe('When it is tried again; null: it was tried often enough, or comes with the next look'),
});
export type TroubledItem = z.infer<typeof troubledItemSchema>;

/** As one finds it again, as in `acme/api #7, log of step test`. */
export function nameOfItem({ kind, repository, number, step }: TroubledItem): string {
  if (kind === 'repository') return repository;
  if (kind === 'list') return `${repository}, list of builds`;
  return `${repository} #${number}${kind === 'log' ? `, log of step ${step}` : ''}`;
}

/** All that is tried again, with `server_id`: rows in the columns of `troubledItemSchema`. Few among many, by their indexes. */
const WAITING: SqlStatement = sql`
  select r.server_id, 'build' as kind, r.slug as repository, t.number, null::text as step, t.last_error as error,
    t.attempts, t.due_at
  from build_todo t join repo r on r.id = t.repo_id where t.last_error is not null
  union all
  select r.server_id, 'log', r.slug, t.build_number, s.name, t.last_error, t.attempts, t.due_at
  from log_todo t join repo r on r.id = t.repo_id
  left join step s on s.repo_id = t.repo_id and s.build_number = t.build_number
    and s.stage_number = t.stage_number and s.number = t.step_number
  where t.last_error is not null
  union all
  select r.server_id, 'list', r.slug, null, null, i.list_error, null, null
  from repo_import i join repo r on r.id = i.repo_id where i.list_error is not null
  union all
  select s.id, 'repository', o.name, null, null, o.reason, null, null
  from server s cross join jsonb_to_recordset(s.odd_repos) as o(name text, reason text)`;

/** Logs that were tried often enough, the latest first. */
function unreadableLogs(limit: number): SqlStatement {
  return sql`
    select r.server_id, 'log' as kind, r.slug as repository, l.build_number as number, s.step, l.reason as error,
      null::int as attempts, null::timestamptz as due_at
    from (
      select * from step_log where outcome = 'unreadable' order by finished_at desc limit ${limit}
    ) l
    join repo r on r.id = l.repo_id
    left join series s on s.repo_id = l.repo_id and s.id = l.series_id`;
}

/** The first of them, what is tried again before what is not. */
export function troubledItems(limit: number): SqlStatement {
  return sql`
    select * from (
      (select *, 0 as place from (${WAITING}) waiting order by due_at nulls first limit ${limit})
      union all
      select *, 1 from (${unreadableLogs(limit)}) unreadable
    ) items
    order by place limit ${limit}`;
}

/** How many there are, by `server_id`. */
export const TROUBLED_COUNTS: SqlStatement = sql`
  select server_id, sum(n)::double precision as n
  from (
    select server_id, count(*) as n from (${WAITING}) waiting group by server_id
    union all
    select r.server_id, l.n from (
      select repo_id, count(*) as n from step_log where outcome = 'unreadable' group by repo_id
    ) l join repo r on r.id = l.repo_id
    union all
    select id, greatest(odd_repo_count - jsonb_array_length(odd_repos), 0) from server
  ) counted
  group by server_id`;

/** As `troubledItemSchema` reads it. */
export const TROUBLED_ITEM_JSON: SqlStatement = sql`
  json_build_object('kind', t.kind, 'repository', t.repository, 'number', t.number, 'step', t.step,
    'error', coalesce(t.error, 'no reason was noted'), 'attempts', t.attempts, 'nextAt', t.due_at)`;
