import { setImmediate as letOthersRun } from 'node:timers/promises';
import type pg from 'pg';
import { z } from 'zod';
import { type SqlStatement, sql, sqlList } from '@/lib/db/sql';
import { BUILD_FLAG, codeOf, EVENTS } from '../format/codes';
import { packParts } from '../format/parts';
import { SPAN_COLUMNS, type SpanPart, type SpanParts, TIME_COLUMNS } from '../format/span-parts';
import { takeSequences } from '../store/take-sequences';
import { readTable, untilsOf } from './read-table';
import { TableWriter } from './table-writer';
import { fromOf, type Table, type WeekKey } from './week-facts';

/** First key of our advisory locks on weeks of spans; the second one names the week. */
const LOCK_SPACE = 72_707_371;

const cellRow = z.object({
  seriesId: z.int(),
  labelId: z.int(),
  onDefaultBranch: z.boolean(),
  event: z.string(),
  runs: z.int(),
  timed: z.int(),
  totalMs: z.number(),
  hits: z.int(),
  misses: z.int(),
  missMs: z.number(),
  firstMisses: z.int(),
  buckets: z.array(z.int()),
  counts: z.array(z.int()),
});
/** With the place of its week among those asked for, from 1. */
const placedCell = cellRow.extend({ position: z.number() });

type SpanCells = Table<z.infer<typeof cellRow>>;

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
  const { position, ...cells } = await readTable(client, cellsOf(weeks), placedCell);
  const untils = untilsOf(position, weeks.length);
  const packed: PackedWeek[] = [];
  const failed: FailedWeek[] = [];
  for (const [index, { repoId, week }] of weeks.entries()) {
    await letOthersRun();
    try {
      const order = orderCells(cells, fromOf(untils, index), untils[index] ?? 0);
      const parts = packParts(spanParts(cells, order));
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

function spanParts(cells: SpanCells, order: readonly number[]): SpanParts {
  const { buckets, counts } = cells;
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
    spans.put(to.totalMs, entry, cells.totalMs[cell] ?? 0);
    spans.put(to.missMs, entry, cells.missMs[cell] ?? 0);
    spans.put(to.seriesId, entry, cells.seriesId[cell] ?? 0);
    spans.put(to.labelId, entry, cells.labelId[cell] ?? 0);
    spans.put(to.runs, entry, cells.runs[cell] ?? 0);
    spans.put(to.timed, entry, cells.timed[cell] ?? 0);
    spans.put(to.hits, entry, cells.hits[cell] ?? 0);
    spans.put(to.misses, entry, cells.misses[cell] ?? 0);
    spans.put(to.firstMisses, entry, cells.firstMisses[cell] ?? 0);
    spans.put(to.timesUntil, entry, times.count);
    spans.put(to.event, entry, codeOf(EVENTS, cells.event[cell] ?? ''));
    spans.put(to.flags, entry, cells.onDefaultBranch[cell] === true ? BUILD_FLAG.onDefaultBranch : 0);
  }
  return { spans: spans.columns(), times: times.columns() };
}

/** In the order of their keys, so that two that lock the same weeks do not wait for each other in a circle. */
function lockWeeks(weeks: readonly WeekKey[]): SqlStatement {
  return sql`
    select pg_advisory_xact_lock(${LOCK_SPACE}::int, hashint8(w.key))
    from (
      select w.repo_id::bigint * 100000 + (w.week - date '1970-01-05') as key from ${keysOf(weeks)} order by 1
    ) w`;
}

/** Week by week; as columns of JSON: a year of all repositories has more than a million cells. */
function cellsOf(weeks: readonly WeekKey[]): SqlStatement {
  return sql`
    select json_agg(w.position) as position, json_agg(c.series_id) as "seriesId", json_agg(c.label_id) as "labelId",
      json_agg(c.branch_class = 'default') as "onDefaultBranch", json_agg(c.event) as event, json_agg(c.n) as runs,
      json_agg(c.timed) as timed, json_agg(c.sum_ms) as "totalMs", json_agg(c.hits) as hits,
      json_agg(c.misses) as misses, json_agg(c.miss_ms) as "missMs", json_agg(c.first_misses) as "firstMisses",
      json_agg(coalesce(c.buckets, '{}')) as buckets, json_agg(coalesce(c.bucket_counts, '{}')) as counts
    from ${keysOf(weeks)} cross join lateral (
      select * from span_week s where s.repo_id = w.repo_id and s.week = w.week offset 0
    ) c`;
}

function keysOf(weeks: readonly WeekKey[]): SqlStatement {
  return sql`
    unnest(${weeks.map(({ repoId }) => repoId)}::int[], ${weeks.map(({ week }) => week)}::date[])
      with ordinality as w(repo_id, week, position)`;
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
