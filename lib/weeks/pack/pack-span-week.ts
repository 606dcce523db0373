import { setImmediate as letOthersRun } from 'node:timers/promises';
import type pg from 'pg';
import { at } from '@/lib/at';
import { type SqlStatement, sql, sqlList } from '@/lib/db/sql';
import { BUILD_FLAG, codeOf, EVENTS } from '../format/codes';
import { packParts } from '../format/parts';
import { SPAN_COLUMNS, type SpanPart, type SpanParts, TIME_COLUMNS } from '../format/span-parts';
import { TableWriter } from '../format/table-writer';
import { takeSequences } from '../store/take-sequences';
import { askedWeeks } from './asked-weeks';
import { BOOL, INT2S, INT4, INT4S, INT8, TEXT } from './column-types';
import { type ColumnsOf, readTable, untilsOf } from './read-table';
import { fromOf, type WeekKey } from './week-facts';

/** First key of our advisory locks on weeks of spans; the second one names the week. */
const LOCK_SPACE = 72_707_371;

const cells = {
  /** The place of its week among those asked for, from 1. */
  position: INT8,
  seriesId: INT4,
  labelId: INT4,
  onDefaultBranch: BOOL,
  event: TEXT,
  runs: INT4,
  timed: INT4,
  totalMs: INT8,
  hits: INT4,
  misses: INT4,
  missMs: INT8,
  firstMisses: INT4,
  buckets: INT2S,
  counts: INT4S,
};

type SpanCells = Omit<ColumnsOf<typeof cells>, 'position'>;

/**
 * Packs the rows of span_week of one week of one repository, as the last thing that the caller's transaction does;
 * without any the packed week is empty. Who packs the same week waits until the transaction is over, and then sees what
 * it wrote.
 */
export async function packSpanWeek(client: pg.PoolClient, week: WeekKey): Promise<void> {
  const [failed] = await packSpanWeeks(client, [week]);
  if (failed !== undefined) throw failed.error;
}

interface FailedWeek extends WeekKey {
  error: unknown;
}

interface PackedWeek extends WeekKey {
  cellCount: number;
  parts: Record<SpanPart, Buffer>;
}

/** The same for many. @returns those that could not be packed; the others are */
export async function packSpanWeeks(client: pg.PoolClient, weeks: readonly WeekKey[]): Promise<FailedWeek[]> {
  await client.query(lockWeeks(weeks));
  const { position, ...found } = await readTable(client, cellsOf(weeks), cells);
  const untils = untilsOf(position, weeks.length);
  const packed: PackedWeek[] = [];
  const failed: FailedWeek[] = [];
  for (const [index, { repoId, week }] of weeks.entries()) {
    await letOthersRun();
    try {
      const order = orderCells(found, fromOf(untils, index), at(untils, index, 'untils'));
      const parts = packParts(spanParts(found, order));
      packed.push({ repoId, week, cellCount: order.length, parts });
    } catch (error) {
      failed.push({ repoId, week, error });
    }
  }
  if (packed.length > 0) {
    const sequenceOf = await takeSequences(
      client,
      packed.map(({ repoId }) => repoId),
    );
    await client.query(upsertWeeks(packed, sequenceOf));
  }
  return failed;
}

/** By series, then label, kind of branch and event. */
function orderCells(
  { seriesId, labelId, onDefaultBranch, event }: SpanCells,
  from: number,
  until: number,
): number[] {
  const order = Array.from({ length: until - from }, (_, index) => from + index);
  const of = (column: readonly number[], cell: number) => column[cell] ?? 0;
  return order.sort(
    (one, other) =>
      of(seriesId, one) - of(seriesId, other) ||
      of(labelId, one) - of(labelId, other) ||
      Number(onDefaultBranch[one]) - Number(onDefaultBranch[other]) ||
      ((event[one] ?? '') < (event[other] ?? '') ? -1 : 1),
  );
}

function spanParts(found: SpanCells, order: readonly number[]): SpanParts {
  const { buckets, counts } = found;
  const timeCount = order.reduce((sum, cell) => sum + (buckets[cell]?.length ?? 0), 0);
  const spans = new TableWriter(SPAN_COLUMNS, order.length);
  const times = new TableWriter(TIME_COLUMNS, timeCount);
  for (const cell of order) {
    buckets[cell]?.forEach((bucket, index) => {
      const entry = times.add();
      times.put(times.to.bucket, entry, bucket);
      times.put(times.to.count, entry, counts[cell]?.[index] ?? 0);
    });
    const { to } = spans;
    const entry = spans.add();
    spans.put(to.totalMs, entry, at(found.totalMs, cell, 'totalMs'));
    spans.put(to.missMs, entry, at(found.missMs, cell, 'missMs'));
    spans.put(to.seriesId, entry, at(found.seriesId, cell, 'seriesId'));
    spans.put(to.labelId, entry, at(found.labelId, cell, 'labelId'));
    spans.put(to.runs, entry, at(found.runs, cell, 'runs'));
    spans.put(to.timed, entry, at(found.timed, cell, 'timed'));
    spans.put(to.hits, entry, at(found.hits, cell, 'hits'));
    spans.put(to.misses, entry, at(found.misses, cell, 'misses'));
    spans.put(to.firstMisses, entry, at(found.firstMisses, cell, 'firstMisses'));
    spans.put(to.timesUntil, entry, times.count);
    spans.put(to.event, entry, codeOf(EVENTS, found.event[cell] ?? ''));
    spans.put(to.flags, entry, found.onDefaultBranch[cell] === true ? BUILD_FLAG.onDefaultBranch : 0);
  }
  return { spans: spans.columns(), times: times.columns() };
}

/** In the order of their keys, so that two that lock the same weeks do not wait for each other in a circle. */
function lockWeeks(weeks: readonly WeekKey[]): SqlStatement {
  return sql`
    select pg_advisory_xact_lock(${LOCK_SPACE}::int, hashint8(w.key))
    from (
      select w.repo_id::bigint * 100000 + (w.week - date '1970-01-05') as key from ${askedWeeks(weeks)} order by 1
    ) w`;
}

function cellsOf(weeks: readonly WeekKey[]): SqlStatement {
  return sql`
    select w.position, c.series_id as "seriesId", c.label_id as "labelId",
      c.branch_class = 'default' as "onDefaultBranch", c.event, c.n as runs, c.timed, c.sum_ms as "totalMs", c.hits,
      c.misses, c.miss_ms as "missMs", c.first_misses as "firstMisses", array_send(coalesce(c.buckets, '{}')) as buckets,
      array_send(coalesce(c.bucket_counts, '{}')) as counts
    from ${askedWeeks(weeks)} cross join lateral (
      select * from span_week s where s.repo_id = w.repo_id and s.week = w.week offset 0
    ) c`;
}

function upsertWeeks(weeks: readonly PackedWeek[], sequenceOf: (repoId: number) => number): SqlStatement {
  const rows = weeks.map(
    ({ repoId, week, cellCount, parts }) => sql`
      (${repoId}, ${week}, ${cellCount}, ${parts.spans}, ${parts.times}, ${sequenceOf(repoId)})`,
  );
  return sql`
    insert into packed_span_week (repo_id, week, cell_count, spans, times, sequence)
    values ${sqlList(rows)}
    on conflict (repo_id, week) do update set
      cell_count = excluded.cell_count, spans = excluded.spans, times = excluded.times,
      sequence = excluded.sequence`;
}
