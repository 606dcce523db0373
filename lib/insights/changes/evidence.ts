import type pg from 'pg';
import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { TITLE } from '@/lib/facts/build-sql';
import { withoutSecrets } from '@/lib/shown-text';
import { addDays, calendarDay, dayNumber, mondayOf, weekNumber } from '@/lib/time/days';
import type { LogChange, Suspect } from './change';
import { RANGE_DAYS } from './change-range';
import { rankSuspects } from './suspects';

/** So many days on either side of a change are held against each other. */
const SEEN_DAYS = 14;
/** Later ones than so long after the day of a change are no evidence of it, where each day has builds enough. */
export const EVIDENCE_DAYS = RANGE_DAYS + SEEN_DAYS;
const SUSPECTS_SHOWN = 20;
/** In one range; more builds than these are not told apart, though they are counted. */
const MOST_SUSPECTS = 2000;
const CHANGES_SHOWN = 8;
/** A command that ran in so large a share of logs on one side and in hardly any on the other is new, or gone. */
const [MOSTLY, HARDLY] = [0.5, 0.1];
const LEAST_MS = 1500;
const LEAST_RATIO = 1.2;
const LEAST_DROP = 0.3;
/** A rate of a whole tool that moved by less is not worth a word. */
const LEAST_RATE_MOVE = 0.1;

export interface EvidenceQuestion {
  pool: pg.Pool;
  timeZone: string;
  repoId: number;
  /** The change lies somewhere from the one to the other, both included. */
  rangeFrom: string;
  rangeUntil: string;
}

const suspectRow = z.object({
  number: z.int(),
  createdAt: z.date(),
  commit: z.string().nullable(),
  title: z.string().nullable(),
  branch: z.string().nullable(),
  value: z.number().nullable(),
  inAll: z.int(),
});

/** What changed, in each build: a step, one cache of it, or the wait; null: it cannot be told for single builds. */
export type Measured =
  | { kind: 'wait' }
  | { kind: 'step'; pipeline: string; step: string }
  | { kind: 'cache'; pipeline: string; step: string; cacheKind: string; tool: string };

/**
 * Builds of people in the range of a change, the most probable first.
 *
 * @param size before and after, ms or hits of look-ups
 */
export async function readSuspects(
  { pool, timeZone, repoId, rangeFrom, rangeUntil }: EvidenceQuestion,
  measured: Measured | null,
  size: { before: number; after: number },
): Promise<{ suspects: Suspect[]; suspectCount: number }> {
  const { rows } = await pool.query(sql`
    select b.number, b.created_at as "createdAt", b.after_sha as commit, ${TITLE} as title,
      coalesce(b.source, b.target) as branch, ${changedIn(measured)} as value,
      (count(*) over ())::int as "inAll"
    from build b
    where b.repo_id = ${repoId} and b.event in ('push', 'pull_request')
      and b.created_at >= ${rangeFrom}::date::timestamp at time zone ${timeZone}
      and b.created_at < (${rangeUntil}::date + 1)::timestamp at time zone ${timeZone}
    order by b.created_at, b.number limit ${MOST_SUSPECTS}`);
  const found = suspectRow.array().parse(rows);
  const ranked = rankSuspects(
    found.map(({ inAll: _, ...build }) => ({ ...build, createdAt: build.createdAt.toISOString() })),
    { isRatio: measured?.kind === 'cache', ...size },
  );
  return { suspects: ranked.slice(0, SUSPECTS_SHOWN), suspectCount: found[0]?.inAll ?? 0 };
}

/** Of build b: milliseconds, or hits of look-ups; null where it did not end well, or has none. */
function changedIn(measured: Measured | null): SqlStatement {
  if (measured === null) return sql`null::double precision`;
  if (measured.kind === 'wait')
    return sql`(case when b.status = 'success'
      then extract(epoch from b.finished_at - b.created_at) * 1000 end)::double precision`;
  const { pipeline, step } = measured;
  if (measured.kind === 'step')
    return sql`(select max(extract(epoch from s.stopped_at - s.started_at) * 1000)::double precision
      from stage g join step s on s.repo_id = g.repo_id and s.build_number = g.build_number and s.stage_number = g.number
      where g.repo_id = b.repo_id and g.build_number = b.number and g.name = ${pipeline} and s.name = ${step}
        and s.status = 'success')`;
  return sql`(select sum(c.hits)::double precision / nullif(sum(c.hits + c.misses), 0)
    from stage g join step s on s.repo_id = g.repo_id and s.build_number = g.build_number and s.stage_number = g.number
    join step_cache c on c.repo_id = s.repo_id and c.build_number = s.build_number and c.stage_number = s.stage_number
      and c.step_number = s.number and c.kind = ${measured.cacheKind} and c.tool = ${measured.tool}
    where g.repo_id = b.repo_id and g.build_number = b.number and g.name = ${pipeline} and s.name = ${step})`;
}

const spanRow = z.object({
  kind: z.string(),
  text: z.string().transform(withoutSecrets),
  logsBefore: z.int(),
  logs: z.int(),
  n: z.int(),
  nBefore: z.int(),
  beforeMs: z.number().nullable(),
  afterMs: z.number().nullable(),
  hitsBefore: z.int(),
  missesBefore: z.int(),
  hits: z.int(),
  misses: z.int(),
});

/**
 * What is different in the logs of a step from the weeks before a change to those after it, the largest first. Single
 * commands are looked at while they are kept, else their weekly sums: typical is then the mean of whole weeks.
 */
export async function readLogChanges(question: EvidenceQuestion, seriesId: number): Promise<LogChange[]> {
  const { pool, repoId, timeZone, rangeFrom } = question;
  const kept = await pool.query<{ isKept: boolean }>(sql`
    select coalesce(spans_kept_from, '-infinity')
      <= ${addDays(rangeFrom, -SEEN_DAYS)}::date::timestamp at time zone ${timeZone} as "isKept"
    from repo_import where repo_id = ${repoId}`);
  const isKept = kept.rows[0]?.isKept ?? true;
  const { rows } = await pool.query(
    isKept ? singleSpans(question, seriesId) : weeklySpans(question, seriesId),
  );
  return spanRow
    .array()
    .parse(rows)
    .flatMap(span => changeOfSpan(span) ?? [])
    .sort((a, b) => weightOf(b) - weightOf(a))
    .slice(0, CHANGES_SHOWN);
}

function singleSpans(
  { timeZone, repoId, rangeFrom, rangeUntil }: EvidenceQuestion,
  seriesId: number,
): SqlStatement {
  return sql`
    with logs as (
      select l.build_number, l.stage_number, l.step_number,
        l.finished_at >= (${rangeUntil}::date + 1)::timestamp at time zone ${timeZone} as is_after
      from step_log l
      where l.repo_id = ${repoId} and l.series_id = ${seriesId} and l.outcome = 'read'
        and l.finished_at >= ${addDays(rangeFrom, -SEEN_DAYS)}::date::timestamp at time zone ${timeZone}
        and l.finished_at < ${addDays(rangeUntil, SEEN_DAYS + 1)}::date::timestamp at time zone ${timeZone}
        and not (l.finished_at >= ${rangeFrom}::date::timestamp at time zone ${timeZone}
          and l.finished_at < (${rangeUntil}::date + 1)::timestamp at time zone ${timeZone})
    ),
    counts as (
      select (count(*) filter (where not is_after))::int as before, (count(*) filter (where is_after))::int as after
      from logs
    )
    select b.kind, b.label as text, counts.before as "logsBefore", counts.after as logs,
      (count(distinct (l.build_number, l.stage_number, l.step_number)) filter (where l.is_after))::int as n,
      (count(distinct (l.build_number, l.stage_number, l.step_number)) filter (where not l.is_after))::int as "nBefore",
      (percentile_disc(0.5) within group (order by s.duration_ms) filter (where not l.is_after))::double precision as "beforeMs",
      (percentile_disc(0.5) within group (order by s.duration_ms) filter (where l.is_after))::double precision as "afterMs",
      (count(*) filter (where s.cache = 'hit' and not l.is_after))::int as "hitsBefore",
      (count(*) filter (where s.cache = 'miss' and not l.is_after))::int as "missesBefore",
      (count(*) filter (where s.cache = 'hit' and l.is_after))::int as hits,
      (count(*) filter (where s.cache = 'miss' and l.is_after))::int as misses
    from logs l
    cross join counts
    join step_span s on s.repo_id = ${repoId} and s.build_number = l.build_number
      and s.stage_number = l.stage_number and s.step_number = l.step_number
    join span_label b on b.repo_id = ${repoId} and b.id = s.label_id
    group by b.kind, b.label, counts.before, counts.after`;
}

/** Weeks that lie wholly on one side. */
const SEEN_WEEKS = 3;

function weeklySpans(
  { timeZone, repoId, rangeFrom, rangeUntil }: EvidenceQuestion,
  seriesId: number,
): SqlStatement {
  const end = calendarDay(mondayOf(weekNumber(dayNumber(rangeFrom))));
  const start = calendarDay(mondayOf(weekNumber(dayNumber(rangeUntil) + 7)));
  const [from, until] = [addDays(end, -7 * SEEN_WEEKS), addDays(start, 7 * SEEN_WEEKS)];
  return sql`
    with counts as (
      select (count(*) filter (where finished_at < ${end}::date::timestamp at time zone ${timeZone}))::int as before,
        (count(*) filter (where finished_at >= ${start}::date::timestamp at time zone ${timeZone}))::int as after
      from step_log
      where repo_id = ${repoId} and series_id = ${seriesId} and outcome = 'read'
        and finished_at >= ${from}::date::timestamp at time zone ${timeZone}
        and finished_at < ${until}::date::timestamp at time zone ${timeZone}
    ),
    sums as (
      select label_id, week >= ${start}::date as is_after, sum(n) as n, sum(timed) as timed, sum(sum_ms) as sum_ms,
        sum(hits) as hits, sum(misses) as misses
      from span_week
      where repo_id = ${repoId} and series_id = ${seriesId}
        and (week >= ${from}::date and week < ${end}::date or week >= ${start}::date and week < ${until}::date)
      group by 1, 2
    )
    select b.kind, b.label as text, counts.before as "logsBefore", counts.after as logs,
      coalesce(sum(n) filter (where is_after), 0)::int as n, coalesce(sum(n) filter (where not is_after), 0)::int as "nBefore",
      (sum(sum_ms) filter (where not is_after) / nullif(sum(timed) filter (where not is_after), 0))::double precision as "beforeMs",
      (sum(sum_ms) filter (where is_after) / nullif(sum(timed) filter (where is_after), 0))::double precision as "afterMs",
      coalesce(sum(hits) filter (where not is_after), 0)::int as "hitsBefore",
      coalesce(sum(misses) filter (where not is_after), 0)::int as "missesBefore",
      coalesce(sum(hits) filter (where is_after), 0)::int as hits,
      coalesce(sum(misses) filter (where is_after), 0)::int as misses
    from sums s
    cross join counts
    join span_label b on b.repo_id = ${repoId} and b.id = s.label_id
    group by b.kind, b.label, counts.before, counts.after`;
}

const rateRow = z.object({
  tool: z.string(),
  hitsBefore: z.int(),
  missesBefore: z.int(),
  hits: z.int(),
  misses: z.int(),
});

/** Tools whose caches in a step hit more or less after a change than before it, the largest first. */
export async function readRateChanges(
  { pool, timeZone, repoId, rangeFrom, rangeUntil }: EvidenceQuestion,
  seriesId: number,
): Promise<LogChange[]> {
  const { rows } = await pool.query(sql`
    select tool, coalesce(sum(hits) filter (where not is_after), 0)::int as "hitsBefore",
      coalesce(sum(misses) filter (where not is_after), 0)::int as "missesBefore",
      coalesce(sum(hits) filter (where is_after), 0)::int as hits,
      coalesce(sum(misses) filter (where is_after), 0)::int as misses
    from (
      select c.tool, c.kind, c.hits, c.misses,
        l.finished_at >= (${rangeUntil}::date + 1)::timestamp at time zone ${timeZone} as is_after
      from step_log l
      join step_cache c on c.repo_id = l.repo_id and c.build_number = l.build_number
        and c.stage_number = l.stage_number and c.step_number = l.step_number
      where l.repo_id = ${repoId} and l.series_id = ${seriesId} and c.hits is not null and c.misses is not null
        and l.finished_at >= ${addDays(rangeFrom, -SEEN_DAYS)}::date::timestamp at time zone ${timeZone}
        and l.finished_at < ${addDays(rangeUntil, SEEN_DAYS + 1)}::date::timestamp at time zone ${timeZone}
        and not (l.finished_at >= ${rangeFrom}::date::timestamp at time zone ${timeZone}
          and l.finished_at < (${rangeUntil}::date + 1)::timestamp at time zone ${timeZone})
    ) looked_up
    group by kind, tool`);
  const moveOf = ({ hitRatio, hitRatioBefore }: LogChange) =>
    Math.abs((hitRatio ?? 0) - (hitRatioBefore ?? 0));
  return rateRow
    .array()
    .parse(rows)
    .flatMap(row => changeOfRate(row) ?? [])
    .sort((a, b) => moveOf(b) - moveOf(a));
}

function changeOfRate({
  tool: text,
  hitsBefore,
  missesBefore,
  hits,
  misses,
}: z.infer<typeof rateRow>): LogChange | null {
  const [before, after] = [ratioOf(hitsBefore, missesBefore), ratioOf(hits, misses)];
  if (before === null || after === null || Math.abs(after - before) < LEAST_RATE_MOVE) return null;
  const [fewer = 0, more = 0] = [before, after].sort((a, b) => a - b);
  const isWhole = fewer <= HARDLY && more >= MOSTLY;
  const kind =
    after < before ? (isWhole ? 'no longer cached' : 'cached less') : isWhole ? 'now cached' : 'cached more';
  return { kind, text, beforeMs: null, afterMs: null, hitRatioBefore: before, hitRatio: after };
}

function changeOfSpan(span: z.infer<typeof spanRow>): LogChange | null {
  if (span.logs === 0 || span.logsBefore === 0) return null;
  const [before, after] = [span.nBefore / span.logsBefore, span.n / span.logs];
  const hitRatioBefore = ratioOf(span.hitsBefore, span.missesBefore);
  const hitRatio = ratioOf(span.hits, span.misses);
  const rest = { text: span.text, beforeMs: span.beforeMs, afterMs: span.afterMs, hitRatioBefore, hitRatio };
  if (after >= MOSTLY && before <= HARDLY) return { kind: 'new command', ...rest };
  if (before >= MOSTLY && after <= HARDLY) return { kind: 'command is gone', ...rest };
  if (hitRatioBefore !== null && hitRatio !== null) {
    if (hitRatioBefore - hitRatio >= LEAST_DROP) return { kind: 'no longer cached', ...rest };
    if (hitRatio - hitRatioBefore >= LEAST_DROP) return { kind: 'now cached', ...rest };
  }
  const [wasMs, isMs] = [span.beforeMs ?? 0, span.afterMs ?? 0];
  if (isMs - wasMs >= LEAST_MS && isMs >= wasMs * LEAST_RATIO) return { kind: 'takes longer', ...rest };
  if (wasMs - isMs >= LEAST_MS && wasMs >= isMs * LEAST_RATIO) return { kind: 'takes less', ...rest };
  return null;
}

function ratioOf(hits: number, misses: number): number | null {
  return hits + misses === 0 ? null : hits / (hits + misses);
}

function weightOf({ beforeMs, afterMs }: LogChange): number {
  return Math.abs((afterMs ?? 0) - (beforeMs ?? 0));
}

/** Runners that took over a pipeline: hardly there before, mostly after. */
export async function readRunnerChanges(question: EvidenceQuestion, pipeline: string): Promise<LogChange[]> {
  const { pool, timeZone, repoId, rangeFrom, rangeUntil } = question;
  const { rows } = await pool.query(sql`
    select s.machine,
      (count(*) filter (where b.created_at < ${rangeFrom}::date::timestamp at time zone ${timeZone}))::int as before,
      (count(*) filter (where b.created_at >= (${rangeUntil}::date + 1)::timestamp at time zone ${timeZone}))::int as after
    from build b
    join stage s on s.repo_id = b.repo_id and s.build_number = b.number and s.name = ${pipeline}
    where b.repo_id = ${repoId} and s.machine is not null
      and b.created_at >= ${addDays(rangeFrom, -SEEN_DAYS)}::date::timestamp at time zone ${timeZone}
      and b.created_at < ${addDays(rangeUntil, SEEN_DAYS + 1)}::date::timestamp at time zone ${timeZone}
    group by s.machine`);
  const machines = z.object({ machine: z.string(), before: z.int(), after: z.int() }).array().parse(rows);
  const total = (side: 'before' | 'after') => machines.reduce((sum, machine) => sum + machine[side], 0);
  const [allBefore, allAfter] = [total('before'), total('after')];
  const news = machines.filter(
    ({ before, after }) =>
      allBefore > 0 && before / allBefore <= HARDLY / 2 && after / Math.max(allAfter, 1) > HARDLY,
  );
  // One more runner among many is no other runner.
  if (news.reduce((sum, { after }) => sum + after, 0) < MOSTLY * allAfter) return [];
  return news.map(({ machine }) => ({
    kind: 'other runner',
    ...{ text: machine, beforeMs: null, afterMs: null, hitRatioBefore: null, hitRatio: null },
  }));
}
