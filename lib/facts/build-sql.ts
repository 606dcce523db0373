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
    and exists (select 1 from build e where ${IS_EARLIER_TWIN.text}))))`,
);

/** Its title, else the first line of its commit message; null without either. */
export const TITLE = fragment("coalesce(nullif(b.title, ''), nullif(split_part(b.message, E'\\n', 1), ''))");
