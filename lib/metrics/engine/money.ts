import { z } from 'zod';
import type { Catalog } from '@/lib/settings/catalog';
import { HOUR_MS } from '@/lib/time/units';
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

export function moneyOf(cost: Catalog['cost'], lost: LostSum, runnerMs: number | null) {
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
