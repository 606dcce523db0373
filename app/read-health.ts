import type pg from 'pg';
import type { Health } from '@/components/layout/health';
import { readImportProgress } from '@/lib/db/read-import-progress';
import { readWaitingProgress } from '@/lib/db/read-waiting-progress';
import { sharedPool } from '@/lib/db/shared-pool';
import { parseEnv } from '@/lib/env';
import type { WaitingProgress } from '@/lib/metrics/query';
import { readSettingsSections } from '@/lib/settings/read-settings';
import { waitingFingerprint } from '@/lib/settings/waiting-fingerprint';
import { stampOf } from '@/lib/weeks/upkeep';

/** Never throws: that the database is away is an answer too. */
export async function readHealth(): Promise<Health> {
  try {
    const pool = sharedPool();
    const [progress, waiting] = await Promise.all([readImportProgress(pool), readWaiting(pool)]);
    return { ready: true, import: progress, ...(waiting !== null && { waiting }) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ready: false, reason: `The database does not answer: ${reason}` };
  }
}

/** Null while the settings cannot be understood: nothing is computed then. */
async function readWaiting(pool: pg.Pool): Promise<WaitingProgress | null> {
  const { settings, problems } = await readSettingsSections(pool);
  if (problems.length > 0) return null;
  const timeZone = settings.hours.timeZone ?? parseEnv(process.env).timeZone;
  return readWaitingProgress(pool, {
    fingerprint: waitingFingerprint(settings, timeZone, stampOf('lost')),
    timeZone,
  });
}
