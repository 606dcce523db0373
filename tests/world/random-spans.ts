import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { packMarkedSpanWeeks } from '@/lib/weeks/upkeep';
import { Dice } from './dice';
import { type SpanCell, storeCells } from './packed-weeks';

/**
 * Sums of commands and layers for ten weeks of every step, and packs them: some steps have more labels than are shown
 * of one, many labels took equally long, of some no time is known.
 */
export async function storeRandomSpans(pool: pg.Pool): Promise<void> {
  await storeCells(pool, await someCells(pool, new Dice(8)));
  await pool.query('update span_week set buckets = null, bucket_counts = null where timed = 0');
  await pool.query(
    'insert into dirty_span_week (repo_id, week) select distinct repo_id, week from span_week',
  );
  while ((await packMarkedSpanWeeks(pool)) > 0);
}

async function someCells(pool: pg.Pool, dice: Dice): Promise<SpanCell[]> {
  const { rows: steps } = await pool.query<{ id: number; repo_id: number }>(
    `select id, repo_id from series where step <> '' order by id`,
  );
  const cells: SpanCell[] = [];
  for (const { id: series_id, repo_id } of steps) {
    const { rows: labels } = await pool.query<{ id: number }>(sql`
      insert into span_label (repo_id, series_id, kind, tool, label, text)
      select ${repo_id}, ${series_id}, (array['command', 'layer', 'pull'])[1 + n % 3],
        case when n % 2 = 0 then 'buildkit' end, 'label ' || n, 'text'
      from generate_series(1, ${dice.isOneIn(2) ? 75 : 1 + dice.upTo(5)}::int) as n
      returning id`);
    for (const label_id of [0, ...labels.map(({ id }) => id)]) {
      for (let week = 0; week < 10; week += 1) {
        for (const branch_class of ['default', 'other'] as const) {
          for (const event of ['push', 'pull_request', 'never heard of']) {
            if (!dice.isOneIn(9)) continue;
            cells.push({
              ...{ repo_id, series_id, label_id, branch_class, event, week: dayAfter(week * 7) },
              ...someSums(dice),
            });
          }
        }
      }
    }
  }
  return cells;
}

function someSums(dice: Dice) {
  const buckets = [...new Set(Array.from({ length: dice.upTo(5) }, () => dice.upTo(1075)))].sort(
    (a, b) => a - b,
  );
  const bucket_counts = buckets.map(() => 1 + dice.upTo(4));
  const timed = bucket_counts.reduce((sum, count) => sum + count, 0);
  const misses = dice.upTo(3);
  return {
    n: timed + dice.upTo(2),
    timed,
    sum_ms: dice.isOneIn(2) ? dice.upTo(2) * 1000 : dice.upTo(9_000_000),
    hits: dice.upTo(3),
    misses,
    miss_ms: misses * dice.upTo(5000),
    first_misses: dice.upTo(2),
    buckets,
    bucket_counts,
  };
}

function dayAfter(days: number): string {
  return new Date(Date.parse('2026-03-02') + days * 86_400_000).toISOString().slice(0, 10);
}
