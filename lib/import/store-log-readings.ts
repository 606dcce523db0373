import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { type SqlStatement, sql } from '@/lib/db/sql';
import type { CacheCount, LogReading } from '@/lib/logs/log-reading';
import type { LogTodo } from './log-todo';

/** A series with more labels than this has labels that are not stable: the rest count as "other" (0). */
const LABELS_KEPT = 2000;

/** What became of a log: its facts, or why there are none. */
export type LogOutcome =
  | { outcome: 'read'; reading: LogReading }
  | { outcome: 'silent' | 'missing' | 'unreadable'; reason: string };

export interface ReadLog {
  todo: LogTodo;
  result: LogOutcome;
}

/**
 * Stores what was read from logs of one repository and takes them off the list, in one transaction that
 * marks the weeks to be summed up again. Storing twice changes nothing; of a build that is gone nothing is stored.
 */
export async function storeLogReadings(
  pool: pg.Pool,
  repoId: number,
  read: readonly ReadLog[],
  timeZone: string,
): Promise<void> {
  await inTransaction(pool, async client => {
    const logs = await ofStoredBuilds(client, repoId, read);
    const stepRows = rowsAsJson(logs.map(logRow));
    const spanRows = rowsAsJson(logs.flatMap(spanRowsOf));
    const cacheRows = rowsAsJson(logs.flatMap(cacheRowsOf));
    await client.query(addSeries(repoId, stepRows));
    await client.query(addLabels(repoId, spanRows));
    await client.query(addStepLogs(repoId, stepRows));
    await client.query(addSpans(repoId, spanRows));
    await client.query(addCaches(repoId, cacheRows));
    await client.query(markLogWeeks(repoId, stepRows, timeZone));
    await client.query(markWeeks(repoId, stepRows, timeZone));
    await client.query(takeOffList(repoId, rowsAsJson(read.map(keyOf))));
  });
}

/** While a log is read its build may be removed, and is not while what the log says is stored. */
async function ofStoredBuilds(
  client: pg.PoolClient,
  repoId: number,
  logs: readonly ReadLog[],
): Promise<ReadLog[]> {
  const { rows } = await client.query<{ number: number }>(sql`
    select number from build
    where repo_id = ${repoId} and number = any(${logs.map(({ todo }) => todo.buildNumber)}::bigint[])
    order by number for key share`);
  const stored = new Set(rows.map(({ number }) => number));
  return logs.filter(({ todo }) => stored.has(todo.buildNumber));
}

function keyOf({ todo }: ReadLog) {
  return { build_number: todo.buildNumber, stage_number: todo.stageNumber, step_number: todo.stepNumber };
}

function logRow(log: ReadLog) {
  const { todo, result } = log;
  const reading = result.outcome === 'read' ? result.reading : null;
  const firstMiss = reading?.spans.find(span => span.kind === 'layer' && span.cache === 'miss');
  return {
    ...keyOf(log),
    pipeline: todo.pipeline,
    step: todo.step,
    finished_at: todo.finishedAt,
    outcome: result.outcome,
    reason: result.outcome === 'read' ? null : result.reason,
    lines: reading?.lines ?? 0,
    head_truncated: reading?.headTruncated ?? false,
    tail_truncated: reading?.tailTruncated ?? false,
    first_miss: firstMiss?.label ?? null,
  };
}

function spanRowsOf(log: ReadLog) {
  if (log.result.outcome !== 'read') return [];
  return log.result.reading.spans.map((span, index) => ({
    ...keyOf(log),
    pipeline: log.todo.pipeline,
    step: log.todo.step,
    number: index + 1,
    kind: span.kind,
    tool: span.tool,
    label: span.label,
    text: span.text,
    parent: span.parent === null ? null : span.parent + 1,
    start_ms: toMs(span.startSeconds),
    duration_ms: toMs(span.seconds),
    cache: span.cache,
  }));
}

function cacheRowsOf(log: ReadLog) {
  if (log.result.outcome !== 'read') return [];
  const { reading } = log.result;
  return reading.caches.map(cache => ({
    ...keyOf(log),
    kind: cache.kind,
    tool: cache.tool,
    hits: storableCount(cache.hits),
    misses: storableCount(cache.misses),
    not_looked_up: cache.notLookedUp,
    failed: cache.failed,
    unfinished: cache.unfinished,
    miss_ms: missMs(reading, cache),
  }));
}

/** What the misses of one cache took, as far as its tool's layers, pulls or commands tell; null: they do not. */
function missMs({ spans }: LogReading, { kind, tool }: CacheCount): number | null {
  const place = kind === 'layers' ? 'layer' : kind === 'registry' ? 'pull' : 'command';
  const missed = spans.filter(span => span.cache === 'miss' && span.tool === tool && span.kind === place);
  const timed = missed.map(span => span.seconds).filter(seconds => seconds !== null);
  return timed.length === 0 ? null : toMs(timed.reduce((sum, seconds) => sum + seconds, 0));
}

/** What its column cannot hold is no length and no count of one step. */
const MOST = 2 ** 31 - 1;

function toMs(seconds: number | null): number | null {
  return seconds === null ? null : storableCount(Math.round(seconds * 1000));
}

function storableCount(count: number | null): number | null {
  return count !== null && Math.abs(count) <= MOST ? count : null;
}

function addSeries(repoId: number, rows: string): SqlStatement {
  return sql`
    insert into series (repo_id, pipeline, step)
    select distinct ${repoId}::int, r.pipeline, r.step
    from json_to_recordset(${rows}::json) as r(pipeline text, step text)
    order by 2, 3
    on conflict (repo_id, pipeline, step) do nothing`;
}

/** Sorted, so that two pollers that add the same labels do not wait for each other in a circle. */
function addLabels(repoId: number, rows: string): SqlStatement {
  return sql`
    insert into span_label (repo_id, series_id, kind, tool, label, text)
    select ${repoId}::int, s.id, r.kind, min(r.tool), r.label, min(r.text)
    from json_to_recordset(${rows}::json)
      as r(pipeline text, step text, kind text, tool text, label text, text text)
    join series s on s.repo_id = ${repoId} and s.pipeline = r.pipeline and s.step = r.step
    where not exists (
        select 1 from span_label l
        where l.repo_id = ${repoId} and l.series_id = s.id and l.kind = r.kind and l.label = r.label)
      and (select count(*) from span_label l where l.repo_id = ${repoId} and l.series_id = s.id)
        < ${LABELS_KEPT}
    group by s.id, r.kind, r.label
    order by s.id, r.kind, r.label
    on conflict (repo_id, series_id, kind, label) do nothing`;
}

function addStepLogs(repoId: number, rows: string): SqlStatement {
  return sql`
    insert into step_log (repo_id, build_number, stage_number, step_number, series_id, finished_at, outcome,
      reason, lines, head_truncated, tail_truncated, first_miss_id)
    select ${repoId}::int, r.build_number, r.stage_number, r.step_number, s.id, r.finished_at, r.outcome,
      r.reason, r.lines, r.head_truncated, r.tail_truncated, l.id
    from json_to_recordset(${rows}::json)
      as r(build_number bigint, stage_number int, step_number int, pipeline text, step text,
        finished_at timestamptz, outcome text, reason text, lines int, head_truncated boolean,
        tail_truncated boolean, first_miss text)
    join series s on s.repo_id = ${repoId} and s.pipeline = r.pipeline and s.step = r.step
    left join span_label l on l.repo_id = ${repoId} and l.series_id = s.id and l.kind = 'layer'
      and l.label = r.first_miss
    on conflict (repo_id, build_number, stage_number, step_number) do nothing`;
}

function addSpans(repoId: number, rows: string): SqlStatement {
  return sql`
    insert into step_span (repo_id, build_number, stage_number, step_number, number, label_id, parent,
      start_ms, duration_ms, cache)
    select ${repoId}::int, r.build_number, r.stage_number, r.step_number, r.number, coalesce(l.id, 0),
      r.parent, r.start_ms, r.duration_ms, r.cache
    from json_to_recordset(${rows}::json)
      as r(build_number bigint, stage_number int, step_number int, pipeline text, step text, number int,
        kind text, label text, parent int, start_ms int, duration_ms int, cache text)
    join series s on s.repo_id = ${repoId} and s.pipeline = r.pipeline and s.step = r.step
    left join span_label l on l.repo_id = ${repoId} and l.series_id = s.id and l.kind = r.kind
      and l.label = r.label
    on conflict do nothing`;
}

function addCaches(repoId: number, rows: string): SqlStatement {
  return sql`
    insert into step_cache (repo_id, build_number, stage_number, step_number, kind, tool, hits, misses,
      not_looked_up, failed, unfinished, miss_ms)
    select ${repoId}::int, r.build_number, r.stage_number, r.step_number, r.kind, r.tool, r.hits, r.misses,
      r.not_looked_up, r.failed, r.unfinished, r.miss_ms
    from json_to_recordset(${rows}::json)
      as r(build_number bigint, stage_number int, step_number int, kind text, tool text, hits int, misses int,
        not_looked_up int, failed int, unfinished int, miss_ms bigint)
    on conflict do nothing`;
}

/** The rates of caches stand in the packed week. */
function markWeeks(repoId: number, rows: string, timeZone: string): SqlStatement {
  return sql`
    insert into dirty_week (repo_id, week, first_marked_at, marked_at)
    select w.repo_id, w.week, clock_timestamp(), clock_timestamp()
    from (${weeksOf(repoId, rows, timeZone)}) w
    order by w.week
    on conflict (repo_id, week) do update set marked_at = excluded.marked_at`;
}

function markLogWeeks(repoId: number, rows: string, timeZone: string): SqlStatement {
  return sql`
    insert into dirty_log_week (repo_id, week)
    select w.repo_id, w.week
    from (${weeksOf(repoId, rows, timeZone)}) w
    order by w.week
    on conflict (repo_id, week) do update set marked_at = excluded.marked_at`;
}

function weeksOf(repoId: number, rows: string, timeZone: string): SqlStatement {
  return sql`
    select distinct ${repoId}::int as repo_id, date_trunc('week', r.finished_at at time zone ${timeZone})::date as week
    from json_to_recordset(${rows}::json) as r(finished_at timestamptz, outcome text)
    where r.outcome = 'read'`;
}

function takeOffList(repoId: number, rows: string): SqlStatement {
  return sql`
    delete from log_todo t
    using json_to_recordset(${rows}::json) as r(build_number bigint, stage_number int, step_number int)
    where t.repo_id = ${repoId} and t.build_number = r.build_number
      and t.stage_number = r.stage_number and t.step_number = r.step_number`;
}
