import { withLockFile } from '@/lib/lock-file.mjs';
import { DatabaseSetupError } from '../database-setup-error';

const WAIT_MS = 120_000;

/** Runs `work` while no other process starts or stops the database under the same lock file. */
export function withStartLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const giveUp = (waitedMs: number) => {
    if (waitedMs <= WAIT_MS) return;
    throw new DatabaseSetupError(
      `another Buildhours has been starting its database for ${WAIT_MS / 1000} s; if none runs, remove ${file}`,
    );
  };
  return withLockFile(file, giveUp, work);
}
