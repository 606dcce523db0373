import type pg from 'pg';
import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { BUILD_FLAG, codeOf, EVENTS } from '../format/codes';
import { fillColumns } from '../format/fill-columns';
import { packParts } from '../format/parts';
import { SPAN_COLUMNS, type SpanPart, type SpanParts, TIME_COLUMNS } from '../format/span-parts';
import { takeSequences } from '../store/take-sequences';
import type { WeekKey } from './read-week-facts';

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

type SpanCell = z.infer<typeof cellRow>;

/**
 * Packs the rows of span_week of some weeks, as the last thing that the caller's transaction does; a week without any
 * is empty. Who packs the same week waits until the transaction is over, and then sees what it wrote.
 */
export async function packSpanWeeks(client: pg.PoolClient, weeks: readonly WeekKey[]): Promise<void> {
  const packed: Array<WeekKey & { cellCount: number; parts: Record<SpanPart, Buffer> }> = [];
  for (const key of weeks) {
    await client.query(lockWeek(key));
    const { rows } = await client.query<{ cells: unknown }>(cellsOf(key));
    const cells = cellRow.array().parse(rows[0]?.cells);
    packed.push({ ...key, cellCount: cells.length, parts: packParts(spanParts(cells)) });
  }
  const sequenceOf = await takeSequences(
    client,
    weeks.map(({ repoId }) => repoId),
  );
  for (const week of packed) await client.query(upsertWeek({ ...week, sequence: sequenceOf(week.repoId) }));
}

/** Cells by series, then label. */
function spanParts(cells: readonly SpanCell[]): SpanParts {
  let timesUntil = 0;
  const spans = cells.map(({ onDefaultBranch, event, buckets, counts: _, ...sums }) => {
    timesUntil += buckets.length;
    return {
      ...sums,
      timesUntil,
      event: codeOf(EVENTS, event),
      flags: onDefaultBranch ? BUILD_FLAG.onDefaultBranch : 0,
      week: 0,
    };
  });
  const times = cells.flatMap(({ buckets, counts }) =>
    buckets.map((bucket, index) => ({ bucket, count: counts[index] ?? 0 })),
  );
  return { spans: fillColumns(SPAN_COLUMNS, spans), times: fillColumns(TIME_COLUMNS, times) };
}

function lockWeek({ repoId, week }: WeekKey): SqlStatement {
  return sql`
    select pg_advisory_xact_lock(${LOCK_SPACE}::int, hashint8(
      ${repoId}::bigint * 100000 + (${week}::date - date '1970-01-05')))`;
}

/** As one JSON text: a year of all repositories has more than a million cells. */
function cellsOf({ repoId, week }: WeekKey): SqlStatement {
  return sql`
    select coalesce(json_agg(c order by c."seriesId", c."labelId", c."onDefaultBranch", c.event), '[]') as cells
    from (
      select series_id as "seriesId", label_id as "labelId", branch_class = 'default' as "onDefaultBranch", event,
        n as runs, timed, sum_ms as "totalMs", hits, misses, miss_ms as "missMs", first_misses as "firstMisses",
        coalesce(buckets, '{}') as buckets, coalesce(bucket_counts, '{}') as counts
      from span_week where repo_id = ${repoId} and week = ${week}::date
    ) c`;
}

function upsertWeek({
  repoId,
  week,
  cellCount,
  parts,
  sequence,
}: WeekKey & { cellCount: number; parts: Record<SpanPart, Buffer>; sequence: number }): SqlStatement {
  return sql`
    insert into packed_span_week (repo_id, week, cell_count, spans, times, sequence)
    values (${repoId}, ${week}::date, ${cellCount}, ${parts.spans}, ${parts.times}, ${sequence})
    on conflict (repo_id, week) do update set
      cell_count = excluded.cell_count, spans = excluded.spans, times = excluded.times, sequence = excluded.sequence`;
}
