import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSetupError } from '../database-setup-error';
import { hasCode } from '../has-code';
import type { ServerPaths } from './server-paths';

const CODES = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT', 'ENOSPC', 'ENAMETOOLONG'];

/**
 * Makes the data folder and, where the data must live elsewhere, that folder too: passable for the user
 * that runs the server.
 *
 * @throws DatabaseSetupError when one of them cannot be written
 */
export async function createServerRoot({ dataDir, root, user }: ServerPaths): Promise<void> {
  for (const dir of new Set([dataDir, root])) await createWritable(dir, user !== null);
}

async function createWritable(dir: string, forOthers: boolean): Promise<void> {
  try {
    const first = await mkdir(dir, { recursive: true });
    if (forOthers && first !== undefined) await openUpTo(first, dir);
    const probe = path.join(dir, `probe-${process.pid}`);
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    if (!hasCode(error, ...CODES)) throw error;
    const reason = error instanceof Error ? error.message : '';
    throw new DatabaseSetupError(
      `the data folder ${dir} cannot be written (${reason}): set DATA_DIR to a folder of yours, or DATABASE_URL`,
      { cause: error },
    );
  }
}

/** A strict umask of root's would keep the other user out of the folders just made. */
async function openUpTo(first: string, dir: string): Promise<void> {
  await chmod(dir, 0o755);
  if (path.resolve(dir) !== path.resolve(first)) await openUpTo(first, path.dirname(dir));
}
