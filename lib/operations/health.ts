import type pg from 'pg';
import { z } from 'zod';
import { sharedPool } from '@/lib/db/shared-pool';
import { parseEnv } from '@/lib/env';
import { readSettingsSections } from '@/lib/settings/read-settings';
import { waitingFingerprint } from '@/lib/settings/waiting-fingerprint';
import { localDay } from '@/lib/time/zones';
import { stampOf } from '@/lib/weeks/upkeep';
import {
  importProgressSchema,
  readImportProgress,
  readWaitingProgress,
  waitingProgressSchema,
} from './progress';
import { readUndelivered, undeliveredSchema } from './undelivered';

/** Whether the product can answer, and how far import and computation have come. */
export const healthSchema = z.object({
  ready: z.boolean(),
  reason: z.exactOptional(z.string().describe('Why it cannot answer')),
  import: z.exactOptional(importProgressSchema),
  timeZone: z.exactOptional(
    z.string().describe('The organisation’s; left out while settings cannot be understood'),
  ),
  today: z.exactOptional(z.iso.date().describe('The day by its clock')),
  undelivered: z
    .exactOptional(undeliveredSchema.array())
    .describe('Subscriptions whose latest message was given up'),
  waiting: z.exactOptional(waitingProgressSchema).describe('Left out while settings cannot be understood'),
});

export type Health = z.infer<typeof healthSchema>;

/** Never throws: that the database is away is an answer too. */
export async function readHealth(): Promise<Health> {
  try {
    const pool = sharedPool();
    const [progress, waiting, undelivered] = await Promise.all([
      readImportProgress(pool),
      readWaiting(pool),
      readUndelivered(pool, new Date()),
    ]);
    return { ready: true, import: progress, undelivered, ...waiting };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ready: false, reason: `The database does not answer: ${reason}` };
  }
}

/** Nothing while the settings cannot be understood: nothing is computed then. */
async function readWaiting(pool: pg.Pool): Promise<Pick<Health, 'waiting' | 'timeZone' | 'today'>> {
  const { settings, problems } = await readSettingsSections(pool);
  if (problems.length > 0) return {};
  const timeZone = settings.hours.timeZone ?? parseEnv(process.env).timeZone;
  const fingerprint = waitingFingerprint(settings, timeZone, stampOf('lost'));
  return {
    timeZone,
    today: localDay(new Date(), timeZone),
    waiting: await readWaitingProgress(pool, { fingerprint, timeZone }),
  };
}
