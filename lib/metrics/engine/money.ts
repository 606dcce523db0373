import { z } from 'zod';
import { at } from '@/lib/at';
import type { Settings } from '@/lib/settings/settings';
import { HOUR_MS } from '@/lib/time/units';
import { forEachStage, type Period, UNKNOWN, type WeekReader } from '@/lib/weeks/reader';
import type { LostSum } from './lost-sums';

/** What the hours cost, in the currency of the settings. */
export const moneyShape = {
  currency: z.string(),
  lowMoney: z.number(),
  lostMoney: z.number(),
  highMoney: z.number(),
  /** What the runners cost; null until a rate is set. */
  runnerMoney: z.number().nullable(),
};

export function moneyOf(cost: Settings['cost'], lost: LostSum, runnerMs: number | null) {
  const perMs = cost.ratePerHour / HOUR_MS;
  const { runnerRatePerHour: runnerRate } = cost;
  return {
    currency: cost.currency,
    lowMoney: lost.lowMs * perMs,
    lostMoney: lost.lostMs * perMs,
    highMoney: lost.highMs * perMs,
    runnerMoney: runnerRate === null || runnerMs === null ? null : (runnerMs / HOUR_MS) * runnerRate,
  };
}

/** How long runners were busy with the stages in scope, milliseconds; null while no rate is set: nobody asks. */
export async function machineMs(reader: WeekReader, period: Period): Promise<number | null> {
  if (reader.settings.cost.runnerRatePerHour === null) return null;
  let seconds = 0;
  await forEachStage(reader, period, ({ parts: { stages } }) => i => {
    const run = at(stages.runS, i, 'runS');
    if (run !== UNKNOWN) seconds += run;
  });
  return seconds * 1000;
}
