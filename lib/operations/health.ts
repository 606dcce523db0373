import type pg from 'pg';
import { z } from 'zod';
import { databaseTrouble } from '@/lib/db/database-trouble';
import { sharedPool } from '@/lib/db/shared-pool';
import { parseEnv } from '@/lib/env';
import { readSettingsSections } from '@/lib/settings/read-settings';
import { waitingFingerprint } from '@/lib/settings/waiting-fingerprint';
import { SECOND_MS } from '@/lib/time/units';
import { localDay } from '@/lib/time/zones';
import { stampOf } from '@/lib/weeks/upkeep';
import { databaseState, notReady, withinTime } from './database-state';
import {
  importProgressSchema,
  readFoundAt,
  readImportProgress,
  readWaitingProgress,
  waitingProgressSchema,
} from './progress';
import { readUndelivered, undeliveredSchema } from './undelivered';

/** The state of the import is a question of milliseconds; on busy cores it may wait for its turn. */
const ANSWER_MS = 10 * SECOND_MS;

/** Whether the product can answer, and how far import and computation have come. */
export const healthSchema = z.object({
  ready: z.boolean(),
  reason: z.exactOptional(z.string().describe('Why it cannot answer')),
  since: z.exactOptional(z.iso.datetime().describe('Since when that is known')),
  limited: z.exactOptional(
    z.string().describe('It answers, but nothing new can be stored: why, and since when'),
  ),
  import: z.exactOptional(importProgressSchema),
  timeZone: z.exactOptional(
    z.string().describe('The organisation’s; left out while settings cannot be understood'),
  ),
  today: z.exactOptional(z.iso.date().describe('The day by its clock')),
  foundAt: z
    .exactOptional(z.iso.datetime({ offset: true }).nullable())
    .describe('When changes or what to fix first were last stored; null: never'),
  undelivered: z
    .exactOptional(undeliveredSchema.array())
    .describe('Subscriptions whose latest message was given up'),
  waiting: z.exactOptional(waitingProgressSchema).describe('Left out while settings cannot be understood'),
});

export type Health = z.infer<typeof healthSchema>;

/** Never throws, and answers within seconds: that the database is away is an answer too. */
export async function readHealth(): Promise<Health> {
  const database = databaseState();
  const away = await database.read();
  if (away !== null) return notReady(away);
  try {
    const pool = sharedPool();
    const state = Promise.all([
      readImportProgress(pool),
      readWaiting(pool),
      readUndelivered(pool, new Date()),
      readFoundAt(pool),
    ]);
    const [progress, waiting, undelivered, foundAt] = await withinTime(state, ANSWER_MS);
    const told = undelivered.map(({ problem: _, ...one }) => one);
    return {
      ready: true,
      ...limitOf(database.readOnly),
      import: progress,
      undelivered: told,
      foundAt,
      ...waiting,
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return notReady({ reason: databaseTrouble(error) ?? `the database fails: ${message}` });
  }
}

function limitOf(readOnly: Date | null): Pick<Health, 'limited'> {
  if (readOnly === null) return {};
  const since = `${readOnly.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return { limited: `The database can only be read since ${since}: nothing new is stored` };
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
