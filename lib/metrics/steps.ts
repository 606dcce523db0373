import { z } from 'zod';
import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import {
  type BookSeries,
  forEachStepRun,
  type Period,
  STATUS,
  STEP_FLAG,
  type WeekReader,
} from '@/lib/weeks/reader';
import { countsAsEnded, OutcomesCount } from './engine/build-figures';
import { type LostSums, sumLostBySeries } from './engine/lost-sums';
import { compareSteps } from './engine/name-order';
import { Tally } from './engine/tally';
import { defineMetric } from './metric';

const row = z.object({
  /** Null: the services of its repository share it. */
  service: z.string().nullable(),
  team: z.string().nullable(),
  repository: z.string(),
  pipeline: z.string(),
  step: z.string(),
  /** Successful runs: those behind the percentiles. */
  n: z.int(),
  p50Ms: z.number().nullable(),
  p75Ms: z.number().nullable(),
  p90Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  nBefore: z.int(),
  p50BeforeMs: z.number().nullable(),
  p90BeforeMs: z.number().nullable(),
  /** What all successful runs took together. */
  totalMs: z.number(),
  failedRatio: z.number().nullable(),
  /** Of the successful runs, how many were on the critical path. */
  onPathRatio: z.number().nullable(),
  /** How much sooner the build would typically have finished without the step. */
  exclusiveP50Ms: z.number().nullable(),
  lostMs: z.number(),
  lostBeforeMs: z.number(),
});

const STEPS_SHOWN = 60;

export const steps = defineMetric({
  name: 'steps',
  title: 'Steps',
  unit: 'ms',
  definition:
    'Steps by the developer-hours lost while they were on the critical path. Durations are those of successful runs ' +
    'in successful builds, pull of the image included; services and detached steps have none. Failed: failures and ' +
    'errors among the runs that succeeded, failed or broke. Exclusive: how much sooner the build would have ' +
    `finished without the step. The ${STEPS_SHOWN} steps that cost the most; where fewer cost any, those that ran longest; equal ones by name.`,
  empty: 'gap',
  row,
  async answer(reader) {
    const lost = { now: await lostBySeries(reader, 'now'), before: await lostBySeries(reader, 'before') };
    const ranked = await rank(reader, lost.now);
    const shown = new Set(ranked);
    const repoIds = new Set(ranked.map(series => series.repoId));
    const now = await readRuns(reader, 'now', shown, repoIds);
    const before = await readRuns(reader, 'before', shown, repoIds);
    return ranked
      .map(series => ({
        ...rowOf(series, now.get(series) ?? new Runs(), before.get(series) ?? new Runs()),
        lostMs: lost.now.at(series.id).lostMs,
        lostBeforeMs: lost.before.at(series.id).lostMs,
      }))
      .filter(({ n, nBefore, lostMs, failedRatio }) => n + nBefore + lostMs > 0 || failedRatio !== null)
      .sort((a, b) => b.lostMs - a.lostMs || b.totalMs - a.totalMs || compareSteps(a, b));
  },
});

class Runs {
  readonly times = new Tally();
  readonly exclusive = new Tally();
  readonly outcomes = new OutcomesCount();
  onPath = 0;
}

async function lostBySeries(reader: WeekReader, period: Period): Promise<LostSums> {
  return sumLostBySeries(reader, period, 'placeId');
}

/**
 * Ranking needs sums only; percentiles are read for the steps that are shown. Where too few cost any hours (builds of
 * cron cost nobody any), those that ran the longest follow: of which there is nothing to tell, takes nobody's place.
 */
async function rank(reader: WeekReader, lost: LostSums): Promise<BookSeries[]> {
  const inScope = [...reader.book.series.values()].filter(
    series => series.step !== '' && reader.series.holds(series),
  );
  if (inScope.length <= STEPS_SHOWN) return inScope;
  const lostMs = (series: BookSeries) => lost.at(series.id).lostMs;
  const costly = inScope.filter(series => lostMs(series) > 0);
  const ranS = costly.length < STEPS_SHOWN ? await secondsByStep(reader) : new Map<BookSeries, number>();
  const ran = (series: BookSeries) => ranS.get(series) ?? 0;
  return [...new Set([...costly, ...ranS.keys()])]
    .sort((a, b) => lostMs(b) - lostMs(a) || ran(b) - ran(a) || compareSteps(a, b))
    .slice(0, STEPS_SHOWN);
}

/** What the steps took together now; 0 for those that only failed, or ran before. Others are left out. */
async function secondsByStep(reader: WeekReader): Promise<Map<BookSeries, number>> {
  const found = new Map<BookSeries, number>();
  for (const period of ['now', 'before'] as const) {
    await forEachStepRun(reader, period, ({ parts: { steps: entries }, mask }, series, from, until) => {
      for (let i = from; i < until; i += 1) {
        if (mask !== null && mask[at(entries.build, i, 'build')] !== 1) continue;
        const isTimed = (at(entries.flags, i, 'flags') & STEP_FLAG.timed) !== 0;
        if (!isTimed && (period === 'before' || !countsAsEnded(at(entries.status, i, 'status')))) continue;
        const seconds =
          isTimed && period === 'now' ? at(entries.stopS, i, 'stopS') - at(entries.startS, i, 'startS') : 0;
        found.set(series, (found.get(series) ?? 0) + seconds);
      }
    });
  }
  return found;
}

async function readRuns(
  reader: WeekReader,
  period: Period,
  shown: ReadonlySet<BookSeries>,
  repoIds: ReadonlySet<number>,
): Promise<Map<BookSeries, Runs>> {
  const found = new Map<BookSeries, Runs>();
  await forEachStepRun(
    reader,
    period,
    ({ parts: { steps: entries }, mask }, series, from, until) => {
      if (!shown.has(series)) return;
      const runs = entryOf(found, series, () => new Runs());
      for (let i = from; i < until; i += 1) {
        if (mask !== null && mask[at(entries.build, i, 'build')] !== 1) continue;
        const flags = at(entries.flags, i, 'flags');
        const status = at(entries.status, i, 'status');
        if (status !== STATUS.skipped) runs.outcomes.add(status);
        if ((flags & STEP_FLAG.timed) === 0) continue;
        runs.times.add(at(entries.stopS, i, 'stopS') - at(entries.startS, i, 'startS'));
        runs.exclusive.add(at(entries.exclusiveS, i, 'exclusiveS'));
        if ((flags & STEP_FLAG.onPath) !== 0) runs.onPath += 1;
      }
    },
    repoIds,
  );
  return found;
}

function rowOf({ service, team, repository, pipeline, step }: BookSeries, now: Runs, before: Runs) {
  return {
    service,
    team,
    repository,
    pipeline,
    step,
    n: now.times.n,
    p50Ms: now.times.quantileMs(0.5),
    p75Ms: now.times.quantileMs(0.75),
    p90Ms: now.times.quantileMs(0.9),
    p95Ms: now.times.quantileMs(0.95),
    nBefore: before.times.n,
    p50BeforeMs: before.times.quantileMs(0.5),
    p90BeforeMs: before.times.quantileMs(0.9),
    totalMs: now.times.sum * 1000,
    failedRatio: now.outcomes.failedRatio,
    onPathRatio: now.times.n === 0 ? null : now.onPath / now.times.n,
    exclusiveP50Ms: now.exclusive.quantileMs(0.5),
  };
}
