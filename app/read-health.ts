import type { Health } from '@/components/panels/import-state';
import { readImportProgress } from '@/lib/db/read-import-progress';
import { sharedPool } from '@/lib/db/shared-pool';

/** Never throws: that the database is away is an answer too. */
export async function readHealth(): Promise<Health> {
  try {
    return { ready: true, import: await readImportProgress(sharedPool()) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ready: false, reason: `The database does not answer: ${reason}` };
  }
}
