import { z } from 'zod';
import { entryOf } from '@/lib/entry-of';
import type { Period, SeriesBook, WeekReader } from '@/lib/weeks/reader';
import { BucketTallies } from './bucket-tallies';
import { BuildFigures } from './build-figures';
import { addLoss, type LostSum, lostShape, noLoss, sumLostBySeries, withBand } from './lost-sums';
import { compareNames } from './name-order';

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
  figures: BuildFigures;
  lost: LostSum;
}

interface Group {
  now: GroupPeriod;
  before: GroupPeriod;
}

function emptyPeriod(book: SeriesBook): GroupPeriod {
  return { figures: new BuildFigures(book), lost: noLoss() };
}

/** Figures of each service or team in scope, those that lost the most hours first. */
export async function groupFigures(reader: WeekReader, by: 'service' | 'team') {
  const trends = new Map<string, BucketTallies>();
  const trendOf = (key: string) => entryOf(trends, key, () => new BucketTallies(reader));
  const groups = await readGroups(reader, by, trendOf);
  return [...groups]
    .filter(([, { now, before }]) => isThere(now) || isThere(before))
    .map(([key, group]) => ({ key, ...figuresOf(group), trendMs: trendOf(key).mediansMs }))
    .sort((a, b) => b.lostMs - a.lostMs || b.builds - a.builds || compareNames(a.key, b.key));
}

/**
 * Builds and hours by service or team, now and in the period before; by name.
 *
 * @param trendOf what takes the waits for the builds of a group in the period now, bucket by bucket
 */
export async function readGroups(
  reader: WeekReader,
  by: 'service' | 'team',
  trendOf?: (key: string) => BucketTallies,
): Promise<Map<string, Group>> {
  const groups = new Map<string, Group>();
  const groupOf = (key: string) =>
    entryOf(groups, key, () => ({ now: emptyPeriod(reader.book), before: emptyPeriod(reader.book) }));
  for (const period of ['now', 'before'] as const) {
    await reader.forEachSummed(period, by, {
      addWeeks(weeks, { key }) {
        groupOf(key)[period].figures.addWeeks(weeks);
        if (period === 'now') trendOf?.(key).addWeeks(weeks);
      },
      addBuilds(slice, picked, { key }) {
        groupOf(key)[period].figures.addBuilds(slice, picked);
        if (period === 'now') trendOf?.(key).addBuilds(slice, picked);
      },
    });
    await addHours(reader, by, period, groupOf);
  }
  // They come in another order when some of them are known already.
  return new Map([...groups].sort(([a], [b]) => compareNames(a, b)));
}

/** Hours may be lost to a build that finishes in another period, and measured where none are estimated. */
function isThere({ figures, lost }: GroupPeriod): boolean {
  return figures.builds > 0 || lost.measuredMs + lost.lostMs + lost.highMs > 0;
}

async function addHours(
  reader: WeekReader,
  by: 'service' | 'team',
  period: Period,
  groupOf: (key: string) => Group,
): Promise<void> {
  const sums = await sumLostBySeries(reader, period, 'ownerId');
  for (const [id, sum] of sums.filled()) {
    const key = reader.book.series.get(id)?.[by];
    if (key === undefined || key === null) continue;
    addLoss(groupOf(key)[period].lost, sum);
  }
}

function figuresOf(group: Group) {
  const [now, before] = [group.now.figures, group.before.figures];
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
    ...withBand(group.now.lost),
    lostBeforeMs: group.before.lost.lostMs,
    lostPerBuildMs: now.waited.builds === 0 ? null : group.now.lost.lostMs / now.waited.builds,
  };
}
