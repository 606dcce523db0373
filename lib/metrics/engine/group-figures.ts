import { z } from 'zod';
import { BucketTallies } from './bucket-tallies';
import { entryOf } from './entry-of';
import { type LostSum, lostShape, sumLostBySeries } from './lost-sums';
import type { MetricReader, Period } from './metric-reader';
import { OutcomesCount } from './outcomes-count';
import { isTimed } from './pick-builds';
import type { SeriesBook } from './series-book';
import { Tally } from './tally';
import { WaitedCount } from './waited-for';

/** What a list of services or teams says of each, now and in the period before. */
export const groupShape = {
  builds: z.int(),
  buildsBefore: z.int(),
  /** Successful builds: those behind the percentiles. */
  n: z.int(),
  p50Ms: z.number().nullable(),
  p90Ms: z.number().nullable(),
  nBefore: z.int(),
  p50BeforeMs: z.number().nullable(),
  p90BeforeMs: z.number().nullable(),
  failedRatio: z.number().nullable(),
  failedBeforeRatio: z.number().nullable(),
  waitedBuilds: z.int(),
  waitedBuildsBefore: z.int(),
  /** People who waited for its builds. */
  developers: z.int(),
  ...lostShape,
  lostBeforeMs: z.number(),
  lostPerBuildMs: z.number().nullable(),
  /** p50 of the wait, bucket by bucket; null where nothing was built. */
  trendMs: z.array(z.number().nullable()),
};

interface GroupPeriod {
  builds: number;
  waits: Tally;
  outcomes: OutcomesCount;
  waited: WaitedCount;
  lost: LostSum;
}

interface Group {
  now: GroupPeriod;
  before: GroupPeriod;
  trend: BucketTallies;
}

function emptyPeriod(book: SeriesBook): GroupPeriod {
  return {
    builds: 0,
    waits: new Tally(),
    outcomes: new OutcomesCount(),
    waited: new WaitedCount(book),
    lost: { measuredMs: 0, lowMs: 0, lostMs: 0, highMs: 0 },
  };
}

/** Figures of each service or team in scope, those that lost the most hours first. */
export async function groupFigures(reader: MetricReader, by: 'service' | 'team') {
  const groups = new Map<string, Group>();
  const groupOf = (key: string) =>
    entryOf(groups, key, () => ({
      now: emptyPeriod(reader.book),
      before: emptyPeriod(reader.book),
      trend: new BucketTallies(),
    }));
  for (const period of ['now', 'before'] as const) {
    await addBuilds(reader, by, period, groupOf);
    await addHours(reader, by, period, groupOf);
  }
  return [...groups]
    .filter(([, { now, before }]) => isThere(now) || isThere(before))
    .map(([key, group]) => ({ key, ...figuresOf(reader, group) }))
    .sort((a, b) => b.lostMs - a.lostMs || b.builds - a.builds || (a.key < b.key ? -1 : 1));
}

/** Hours may be lost to a build that finishes in another period, and measured where none are estimated. */
function isThere({ builds, lost }: GroupPeriod): boolean {
  return builds > 0 || lost.measuredMs + lost.lostMs + lost.highMs > 0;
}

async function addBuilds(
  reader: MetricReader,
  by: 'service' | 'team',
  period: Period,
  groupOf: (key: string) => Group,
): Promise<void> {
  for (const { slice, group: own, picked } of await reader.builds(period, by)) {
    const group = groupOf(own.key);
    const figures = group[period];
    figures.builds += picked.n;
    for (let i = 0; i < picked.n; i += 1) {
      const build = picked.index[i] ?? 0;
      figures.outcomes.add(picked.status[i] ?? 0);
      figures.waited.add(slice.builds, build);
      if (!isTimed(slice.builds, picked, i)) continue;
      const seconds = picked.waitS[i] ?? 0;
      figures.waits.add(seconds);
      if (period === 'now') {
        group.trend.at(reader.bucketOf(slice.monday + (slice.builds.day[build] ?? 0))).add(seconds);
      }
    }
  }
}

async function addHours(
  reader: MetricReader,
  by: 'service' | 'team',
  period: Period,
  groupOf: (key: string) => Group,
): Promise<void> {
  const slices = await reader.lost(period);
  for (const [id, sum] of sumLostBySeries(slices, 'ownerId', reader.book.maxSeriesId).filled()) {
    const owner = reader.book.series.get(id);
    if (owner === undefined) continue;
    const { lost } = groupOf(owner[by])[period];
    for (const key of Object.keys(sum) as Array<keyof LostSum>) lost[key] += sum[key];
  }
}

function figuresOf(reader: MetricReader, { now, before, trend }: Group) {
  const medians = new Map(
    [...trend.named(reader.buckets)].map(([bucket, tally]) => [bucket, tally.quantileMs(0.5)]),
  );
  return {
    builds: now.builds,
    buildsBefore: before.builds,
    n: now.waits.n,
    p50Ms: now.waits.quantileMs(0.5),
    p90Ms: now.waits.quantileMs(0.9),
    nBefore: before.waits.n,
    p50BeforeMs: before.waits.quantileMs(0.5),
    p90BeforeMs: before.waits.quantileMs(0.9),
    failedRatio: now.outcomes.failedRatio,
    failedBeforeRatio: before.outcomes.failedRatio,
    waitedBuilds: now.waited.builds,
    waitedBuildsBefore: before.waited.builds,
    developers: now.waited.people,
    ...now.lost,
    lostBeforeMs: before.lost.lostMs,
    lostPerBuildMs: now.waited.builds === 0 ? null : now.lost.lostMs / now.waited.builds,
    trendMs: reader.buckets.map(bucket => medians.get(bucket) ?? null),
  };
}
