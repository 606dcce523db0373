import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { entryOf } from '@/lib/entry-of';
import { forEachSeries, type SpanSlice, type WeekReader } from '@/lib/weeks/reader';
import { DurationHistogram } from './duration-histogram';
import { LABELS_A_STEP, ROWS_SHOWN } from './single-spans';
import { type SpanRow, spanRow } from './span-row';
import { type SpanSum, SpanSums } from './span-sums';

/** Commands and layers from the sums of the weeks that begin in the range; histograms are merged only for rows shown. */
export async function weeklySpans(reader: WeekReader): Promise<SpanRow[]> {
  const sums = new SpanSums();
  await reader.forEachSpans([], slice => sums.add(slice));
  const shown = sums.longest(LABELS_A_STEP, ROWS_SHOWN).flatMap(sum => {
    const series = reader.book.series.get(sum.seriesId);
    return series === undefined ? [] : { ...sum, repoId: series.repoId };
  });
  const histograms = await mergeHistograms(reader, shown);
  const labels = await readLabels(reader, shown);
  return shown.map(({ repoId: _, seriesId, labelId, runs, ...sum }) => {
    const { kind, tool, label } = labels.get(labelId) ?? { kind: 'other', tool: null, label: null };
    const histogram = histograms.get(seriesId)?.get(labelId);
    const p50Ms = histogram?.quantileMs(0.5) ?? null;
    const p90Ms = histogram?.quantileMs(0.9) ?? null;
    return { seriesId, kind, tool, label, n: runs, ...sum, p50Ms, p90Ms };
  });
}

/** A label whose series is known, with the repository. */
type ShownSum = SpanSum & { repoId: number };

/** By series, then label. */
async function mergeHistograms(
  reader: WeekReader,
  shown: readonly ShownSum[],
): Promise<Map<number, Map<number, DurationHistogram>>> {
  const merged = new Map<number, Map<number, DurationHistogram>>();
  for (const { seriesId, labelId } of shown) {
    entryOf(merged, seriesId, () => new Map()).set(labelId, new DurationHistogram());
  }
  const addSlice = ({ parts: { spans, times }, keep }: SpanSlice<'times'>) => {
    forEachSeries(spans, (seriesId, from, until) => {
      const ofSeries = merged.get(seriesId);
      if (ofSeries === undefined) return;
      for (let i = from; i < until; i += 1) {
        if (keep !== null && keep[i] !== 1) continue;
        ofSeries
          .get(spans.labelId[i] ?? 0)
          ?.add(times, spans.timesUntil[i - 1] ?? 0, spans.timesUntil[i] ?? 0);
      }
    });
  };
  await reader.forEachSpans(['times'], addSlice, new Set(shown.map(({ repoId }) => repoId)));
  return merged;
}

const labelRow = spanRow.pick({ kind: true, tool: true, label: true }).extend({ id: z.int() });

/** By id, which is of one series; those too rare for one have none. */
async function readLabels(
  { pool }: WeekReader,
  shown: readonly ShownSum[],
): Promise<Map<number, z.infer<typeof labelRow>>> {
  const { rows } = await pool.query(sql`
    select l.id, l.kind, l.tool, l.label
    from unnest(${shown.map(({ repoId }) => repoId)}::int[], ${shown.map(({ labelId }) => labelId)}::int[])
      as k(repo_id, id)
    join span_label l on l.repo_id = k.repo_id and l.id = k.id`);
  const labels = labelRow.array().parse(rows);
  return new Map(labels.map(label => [label.id, label]));
}
