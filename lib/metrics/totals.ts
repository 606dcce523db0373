import { z } from 'zod';
import type { Period, WeekReader } from '@/lib/weeks/reader';
import { BuildFigures } from './engine/build-figures';
import { lostShape, sumLost, sumStuck, withBand } from './engine/lost-sums';
import { machineMs, moneyOf, moneyShape } from './engine/money';
import { defineMetric } from './metric';

const row = z.object({
  period: z.enum(['now', 'before']),
  builds: z.int(),
  /** Successful builds: those behind the percentiles. */
  n: z.int(),
  p50Ms: z.number().nullable(),
  p90Ms: z.number().nullable(),
  queueP50Ms: z.number().nullable(),
  queueP90Ms: z.number().nullable(),
  failedRatio: z.number().nullable(),
  /** Builds that somebody waited for: not of cron or a bot. */
  waitedBuilds: z.int(),
  developers: z.int(),
  ...lostShape,
  /** Of lostMs, in builds that were under way for longer than the settings let count. */
  stuckMs: z.number(),
  stuckBuilds: z.int(),
  lostPerBuildMs: z.number().nullable(),
  lostPerDeveloperMs: z.number().nullable(),
  ...moneyShape,
});

export type TotalsRow = z.infer<typeof row>;

export const totals = defineMetric({
  name: 'totals',
  title: 'At a glance',
  unit: 'ms',
  definition:
    'Wait: from the push to the end, of successful builds. Queue: the part of it in which the stage on the critical ' +
    'path had not started. Failed: failures and errors among builds that succeeded, failed or broke. Hours lost: ' +
    'estimated by the cost model in the settings, within the band of its low and high reading; measured wait holds no ' +
    'assumption. Stuck: a build under way for longer than the settings let count; its first hours count. A build: one that somebody waited for. A developer: somebody who waited for one.',
  empty: 'gap',
  row,
  answer: async reader => [await readPeriod(reader, 'now'), await readPeriod(reader, 'before')],
});

async function readPeriod(reader: WeekReader, period: Period): Promise<TotalsRow> {
  const figures = new BuildFigures(reader.book);
  await reader.forEachSummed(period, 'none', figures);
  const { builds, outcomes, waited, waits, queues } = figures;
  const lost = withBand(await sumLost(reader, period));
  return {
    period,
    builds,
    n: waits.n,
    p50Ms: waits.quantileMs(0.5),
    p90Ms: waits.quantileMs(0.9),
    queueP50Ms: queues.quantileMs(0.5),
    queueP90Ms: queues.quantileMs(0.9),
    failedRatio: outcomes.failedRatio,
    waitedBuilds: waited.builds,
    developers: waited.people,
    ...lost,
    ...(await sumStuck(reader, period)),
    lostPerBuildMs: waited.builds === 0 ? null : lost.lostMs / waited.builds,
    lostPerDeveloperMs: waited.people === 0 ? null : lost.lostMs / waited.people,
    ...moneyOf(reader.settings.cost, lost, await machineMs(reader, period)),
  };
}
