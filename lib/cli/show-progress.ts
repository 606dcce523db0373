import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { formatCountOf } from '@/lib/format';
import { type ImportProgress, readImportProgress } from '@/lib/operations/progress';
import { describeProgress } from './describe-progress';
import type { Terminal } from './terminal';

const EVERY_MS = 1_000;

/** Shows how far the import has come, until it has imported everything once or `signal` aborts. */
export async function showProgress(pool: pg.Pool, terminal: Terminal, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const progress = await readOrExplain(pool);
    if (signal.aborted) break;
    if (typeof progress !== 'string' && isComplete(progress)) {
      terminal.showStatus(null);
      terminal.line(`the history is imported: ${formatCountOf(progress.buildsStored, 'build')}`);
      return;
    }
    terminal.showStatus(typeof progress === 'string' ? progress : describeProgress(progress));
    await sleep(EVERY_MS, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  terminal.showStatus(null);
}

/** A database that is away for a moment is no reason to end: then in words what it said. */
async function readOrExplain(pool: pg.Pool): Promise<ImportProgress | string> {
  try {
    return await readImportProgress(pool);
  } catch (error) {
    return `the database does not answer: ${error instanceof Error ? error.message : error}`;
  }
}

function isComplete({ buildsToGo, reposTotal, reposDone }: ImportProgress): boolean {
  return reposTotal > 0 && reposDone === reposTotal && buildsToGo === 0;
}
