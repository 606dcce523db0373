/**
 * What follows from a stored build, as SQL without parameters, to be nested in statements in which `b` is the row of
 * `build` and, for branches, `r` that of its `repo`. Not stored with the build: the default branch may change, and
 * history comes newest first, so that an earlier build of the same commit may be stored later.
 */
interface SqlFragment {
  text: string;
  values: [];
}

function fragment(text: string): SqlFragment {
  return { text, values: [] };
}

/** A pull request is never on the branch that it aims at. */
export const IS_ON_DEFAULT_BRANCH = fragment(
  "((b.event <> 'pull_request' and coalesce(b.target, b.source) = r.default_branch) is true)",
);

/** As weekly sums of commands and layers are keyed: `default` or `other`. */
export const BRANCH_CLASS = fragment(
  `(case when ${IS_ON_DEFAULT_BRANCH.text} then 'default' else 'other' end)`,
);

export const IS_CRON = fragment("((b.event = 'cron' or b.trigger = '@cron' or b.cron is not null) is true)");

/** `e` is an earlier build of the same commit, ref and event as `b`. */
export const IS_EARLIER_TWIN = fragment(
  '(e.repo_id = b.repo_id and e.after_sha = b.after_sha and e.number < b.number and e.ref = b.ref and e.event = b.event)',
);

/**
 * It has a parent, or repeats an earlier build of the same commit, ref and event; promotions have a parent and come back
 * to a commit by their nature, cron builds come back to one.
 */
export const IS_RERUN = fragment(
  `(b.event not in ('promote', 'rollback') and (b.parent is not null or (b.event <> 'cron'
    and (b.repeats_gone or exists (select 1 from build e where ${IS_EARLIER_TWIN.text})))))`,
);

/** Its title, else the first line of its commit message; null without either. */
export const TITLE = fragment("coalesce(nullif(b.title, ''), nullif(split_part(b.message, E'\\n', 1), ''))");

/** No build is older: a time before is that of a clock that nobody set. */
const FIRST_TIME = "timestamptz '2010-01-01Z'";

/** Two servers that share a database may differ by so much. */
const ROUNDING = "interval '2 seconds'";

/**
 * Why no figure counts the build, one of ODD_REASONS; null: they do. The index build_odd_idx finds those whose times are
 * odd by what a build cannot be.
 */
export const ODD_REASON = fragment(
  `(case
    when b.created_at < ${FIRST_TIME} or b.created_at > now() + interval '1 day' then 'bad-creation'
    when b.finished_at < b.created_at - ${ROUNDING} or (b.finished_at < b.started_at - ${ROUNDING}
      and b.started_at <= now() + interval '1 day') then 'ended-early'
    when b.finished_at > now() + interval '1 day' or (b.finished_at is null
      and b.status in ('success', 'failure', 'error', 'killed', 'skipped')) then 'no-end'
  end)`,
);

/** Odd until its time has come, as no index can tell; those on the times of a repository's builds find it. */
export const IS_AHEAD = fragment(
  "(b.created_at > now() + interval '1 day' or b.finished_at > now() + interval '1 day')",
);

/** What the index build_odd_idx holds: most builds that have an ODD_REASON, and few others. */
export const MAY_BE_ODD = fragment(
  `(b.finished_at < b.created_at or b.finished_at < b.started_at or b.created_at < ${FIRST_TIME}
    or b.finished_at > timestamptz '2100-01-01Z' or b.created_at > timestamptz '2100-01-01Z')`,
);

/**
 * Of a protected repository, `r`: it was over before anybody saw it, and began so much later than its others that it
 * perhaps waited for an approval: more than 15 minutes, and more than ten times the p90 of the newest 1,000 others.
 */
export const IS_UNCLEAR = fragment(
  `((r.is_protected and not b.seen_open and b.started_at - b.created_at > interval '15 minutes'
    and b.started_at - b.created_at > 10 * coalesce((
      select percentile_disc(0.9) within group (order by greatest(o.queue, interval '0'))
      from (
        select o.started_at - o.created_at as queue from build o
        where o.repo_id = b.repo_id and o.number <> b.number and o.started_at is not null
        order by o.number desc limit 1000
      ) o), interval '0')) is true)`,
);

/**
 * The status of a build in one word, wherever it is shown: what a newer push cancelled is killed, whatever was
 * blocked is blocked though the build says pending, and a declined build whose other stages go on is running.
 */
export const STATE = fragment(
  `(case
    when b.status = 'skipped' then 'killed'
    when b.status in ('pending', 'running', 'waiting_on_dependencies')
      and exists (select 1 from stage g where g.repo_id = b.repo_id and g.build_number = b.number
        and g.status = 'blocked')
      and not exists (select 1 from stage g where g.repo_id = b.repo_id and g.build_number = b.number
        and g.status in ('pending', 'running')) then 'blocked'
    when b.status = 'declined' and exists (select 1 from stage g where g.repo_id = b.repo_id
      and g.build_number = b.number and g.status in ('pending', 'running', 'waiting_on_dependencies')) then 'running'
    else b.status
  end)`,
);

/** By what was seen last, some of the build still runs or waits, whatever its own status says. */
const WAS_OPEN = `(b.finished_at is null and ${STATE.text} in ('blocked', 'waiting_on_dependencies', 'pending', 'running'))`;

/** Whether some of the build still runs or waits; of a repository that nothing more is asked of, nobody will see it end. */
export const IS_OPEN = fragment(
  `(${WAS_OPEN} and exists (select 1 from repo o where o.id = b.repo_id and o.is_current and o.ended_at is null))`,
);

/** How far a build has come that is not over: up to now, to the end of its repository, to a day at most. */
export const OPEN_UNTIL = fragment(
  `least(now(), b.created_at + interval '1 day', (select o.ended_at from repo o where o.id = b.repo_id))`,
);

/**
 * It was under way for so long that it may be stuck: from then on its first hours count as waited for. Once its
 * repository is gone it comes no further; of one of an earlier epoch nobody knows how far it came.
 */
export const MAY_BE_STUCK = fragment(
  `(b.finished_at is null and b.created_at < now() - interval '1 hour' and ${ODD_REASON.text} is null
    and ${WAS_OPEN} and exists (select 1 from repo o where o.id = b.repo_id and o.is_current
      and (o.ended_at is null or o.ended_at > b.created_at + interval '1 hour')))`,
);
