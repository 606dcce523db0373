import { type SqlStatement, sql } from '@/lib/db/sql';
import { BIG_DATA_PLAN } from '../big-data-plan';
import { draw, drawSha, drawWhole } from './draw';
import type { BuildRange } from './make-steps';
import { NAMES } from './names';

const CRASH = 'Cannot connect to the Docker daemon: context deadline exceeded';

/**
 * Every planned step with its times and status, named `x`; `s` is its stage, `d` its draft, `p` its pattern. What
 * begins after the failure or the cancel is skipped; what runs beside goes on to its end, or is killed.
 */
export function timedSteps(where: SqlStatement, joined = sql``): SqlStatement {
  return sql`
    from big.step_draft d
    join big.stage_time s on s.stage_key = d.stage_key and s.start_s < s.kill_s
    join big.step p on p.id = d.step_id
    ${joined}
    cross join lateral (
      select s.start_s + case d.part when 2 then s.work_off else d.start_off end as start_s,
        s.start_s + case d.part when 1 then s.work_off when 2 then s.work_off + d.duration_s
          else d.start_off + d.duration_s end as stop_s,
        case d.part when 2 then not s.notifies else d.start_off >= s.fail_off and not d.fails end as unreached
      offset 0
    ) y
    cross join lateral (
      select case when y.unreached is true or y.start_s >= s.kill_s then 'skipped' when y.stop_s > s.kill_s then 'killed'
          when d.fails then case s.fate when 'crashed' then 'error' else 'failure' end
          when p.kind = 'audit' and ${draw('audit', sql`d.stage_key`)} < ${BIG_DATA_PLAN.auditFails}::double precision
            then 'failure' else 'success' end as status,
        least(case when y.unreached and d.part = 0 then s.start_s + s.fail_off else y.start_s end, s.kill_s) as start_s,
        least(y.stop_s, s.kill_s) as stop_s
      offset 0
    ) x
    where ${where}`;
}

export function storeSteps(): SqlStatement {
  return sql`
    insert into step (repo_id, build_number, stage_number, number, drone_id, name, status, error, error_ignored,
      exit_code, started_at, stopped_at, version, depends_on, depends_on_known, image, detached)
    select s.repo_id, s.build_number, s.number, d.number, d.stage_key::bigint * 64 + d.number, p.name, x.status,
      case when x.status = 'error' then ${CRASH} end, p.kind = 'audit',
      case x.status when 'failure' then 1 when 'error' then 255 when 'killed' then 130 else 0 end,
      to_timestamp(x.start_s), to_timestamp(case when x.status = 'skipped' then x.start_s else x.stop_s end),
      case x.status when 'skipped' then 3 else 4 end, p.depends_on, true, p.image, d.part = 1
    ${timedSteps(sql`true`)}`;
}

export function storeStages(): SqlStatement {
  const unstarted = sql`s.skipped or s.start_s >= s.kill_s`;
  return sql`
    insert into stage (repo_id, build_number, number, drone_id, name, kind, type, status, error, error_ignored, exit_code,
      machine, os, arch, created_at, started_at, stopped_at, version, on_success, on_failure, depends_on, labels)
    select s.repo_id, s.build_number, s.number, s.stage_key, p.name, 'pipeline', 'docker', t.status,
      case when t.status = 'error' then ${CRASH} end, false,
      case t.status when 'failure' then 1 when 'error' then 255 when 'killed' then 130 else 0 end,
      case when t.status <> 'skipped' then 'runner-' || lpad((s.machine + 1)::text, 2, '0') end,
      'linux', case when p.name like '%arm64' then 'arm64' else 'amd64' end, to_timestamp(s.created_s),
      to_timestamp(least(s.start_s, s.kill_s)),
      to_timestamp(least(case when t.status = 'skipped' then s.start_s else s.stop_s end, s.kill_s)),
      4, true, false, p.depends_on, null
    from big.stage_time s
    join big.pipeline p on p.id = s.pipeline_id
    cross join lateral (
      select case when ${unstarted} then 'skipped' when s.stop_s > s.kill_s then 'killed'
        when s.fail_off is not null then case s.fate when 'crashed' then 'error' else 'failure' end
        else 'success' end as status
      offset 0
    ) t`;
}

/** A build that was declined was blocked in one stage, whose steps never came to be. */
export function storeDeclinedStages({ from, until }: BuildRange): SqlStatement {
  return sql`
    insert into stage (repo_id, build_number, number, drone_id, name, kind, type, status, error_ignored, exit_code, os, arch,
      created_at, version, on_success, on_failure, depends_on)
    select b.repo_id, b.number, 1, b.build * 16 + 1, p.name, 'pipeline', 'docker', 'declined', false, 0, 'linux', 'amd64',
      to_timestamp(b.created_s), 2, true, false, '{}'
    from big.build b join big.pipeline p on p.repo_id = b.repo_id and p.class = b.class and p.seq = 1
    where b.build between ${from}::int and ${until}::int and b.fate = 'declined'`;
}

export function storeBuilds({ from, until }: BuildRange): SqlStatement {
  const branch = sql`case when b.on_default then r.default_branch
    else (array['feature/', 'fix/', 'chore/', ''])[1 + b.topic % 4]
      || (${NAMES.topics}::text[])[1 + b.topic / 4 % ${NAMES.topics.length}::int] || '-' || 100 + b.topic / 64 % 9900 end`;
  const commit = sql`b.commit_of`;
  const pull = sql`1 + b.topic % 6000`;
  const title = sql`initcap((${NAMES.verbs}::text[])[1 + ${drawWhole('text', commit, NAMES.verbs.length)}]) || ' '
    || (${NAMES.objects}::text[])[1 + ${drawWhole('text', sql`${commit} + 5000000`, NAMES.objects.length)}]`;
  const byHand = sql`b.restarted or b.event in ('promote', 'custom')`;
  return sql`
    insert into build (repo_id, number, drone_id, parent, status, event, action, trigger, sender, author_login, author_name,
      author_email, ref, source, target, source_repo, before_sha, after_sha, title, message, link, cron, deploy_to, deploy_id,
      params, error, created_at, started_at, finished_at, updated_at, version, person, is_final)
    select b.repo_id, b.number, b.build, b.parent,
      case b.fate when 'crashed' then 'error' when 'invalid' then 'error' else b.fate end, b.event,
      case b.event when 'pull_request' then 'sync' when 'tag' then 'create' end,
      case when b.fate = 'invalid' then null when ${byHand} then e.login when b.event = 'cron' then '@cron' else '@hook' end,
      a.login, a.login, a.name, a.email,
      case b.event when 'pull_request' then 'refs/pull/' || ${pull} || '/head'
        when 'tag' then 'refs/tags/v1.' || b.number / 100 || '.' || b.number % 100
        else 'refs/heads/' || c.branch end,
      c.branch, case b.event when 'pull_request' then r.default_branch else c.branch end, null,
      ${drawSha(sql`b.commit_of + 2000000`)}, c.sha, case when b.event = 'pull_request' then c.title end,
      c.title || E'\n\nSee https://git.example.com/' || r.slug || '/issues/' || ${pull},
      'https://git.example.com/' || r.slug || '/commit/' || c.sha,
      case when b.event = 'cron' then (${NAMES.crons}::text[])[1 + b.build % ${NAMES.crons.length}::int] end,
      case when b.event = 'promote' then case when ${draw('place', sql`b.build + 9000000`)} < 0.6 then 'staging' else 'production' end end,
      null, null, case b.fate when 'invalid' then 'yaml: line 12: did not find expected key' when 'crashed' then ${CRASH} end,
      to_timestamp(b.created_s), to_timestamp(t.started_s), to_timestamp(t.finished_s), to_timestamp(coalesce(t.started_s, b.created_s)),
      3, e.login, true
    from big.build b
    join big.repo r on r.id = b.repo_id
    join big.person e on e.id = b.person_id
    join big.person a on a.id = b.author_id
    left join (
      select build, min(least(start_s, kill_s)) filter (where not skipped) as started_s, min(finished_s) as finished_s
      from big.stage_time group by 1
    ) g on g.build = b.build
    cross join lateral (
      select case when b.fate = 'invalid' then b.created_s else g.started_s end as started_s,
        case when b.fate in ('invalid', 'skipped') then b.created_s else g.finished_s end as finished_s
    ) t
    cross join lateral (select ${branch} as branch, ${drawSha(commit)} as sha, ${title} as title offset 0) c
    where b.build between ${from}::int and ${until}::int`;
}

/** What an import that has come to its end leaves behind. */
export function storeImports(): SqlStatement {
  const { lastDay, timeZone, keepSpansDays } = BIG_DATA_PLAN;
  return sql`
    insert into repo_import (repo_id, counter, newest_listed, oldest_listed, history_done, builds_stored, due_at, log_policy,
      spans_kept_from)
    select b.repo_id, max(b.number), max(b.number), 1, true, count(*)::int, e.at, 'at least 0 s, at most null days ago',
      date_trunc('week', e.at at time zone ${timeZone} - ${keepSpansDays}::int * interval '1 day') at time zone ${timeZone}
    from big.build b
    cross join (select (${lastDay}::date + 1)::timestamp at time zone ${timeZone} as at) e
    group by b.repo_id, e.at`;
}
