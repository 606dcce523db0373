import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSetupError } from '../database-setup-error';
import { hasCode } from '../has-code';
import { type OperatingUser, spawnIds } from './operating-user';
import { SERVER_ENV } from './server-env';
import { hasCluster, type ServerPaths } from './server-paths';
import type { ServerPrograms } from './server-programs';

export const DATABASE_USER = 'buildhours';
/** The major version of the programs; its files are not those of another. */
const MAJOR_VERSION = '18';

/** The cluster, made where there is none; one that was half made is thrown away. */
export async function ensureCluster(
  paths: ServerPaths,
  programs: ServerPrograms,
  sync: boolean,
): Promise<void> {
  if (!hasCluster(paths)) {
    refuseForeignFolder(paths);
    await createCluster(paths, programs, sync);
  }
  const version = (await readOwn(path.join(paths.cluster, 'PG_VERSION'))).trim();
  if (version !== MAJOR_VERSION) {
    throw new DatabaseSetupError(
      `${paths.cluster} was made by Postgres ${version}, and this version of Buildhours brings Postgres ${MAJOR_VERSION}: ` +
        'write a backup with the version of Buildhours that made it (npx buildhours backup), ' +
        'then restore it with this one into another DATA_DIR (npx buildhours restore)',
    );
  }
}

export async function readPassword(paths: ServerPaths): Promise<string> {
  return (await readOwn(paths.password)).trim();
}

async function createCluster(paths: ServerPaths, programs: ServerPrograms, sync: boolean): Promise<void> {
  const password = randomBytes(24).toString('hex');
  const passwordForInitdb = `${paths.newCluster}.password`;
  await rm(paths.newCluster, { recursive: true, force: true });
  await writeFile(paths.password, `${password}\n`, { mode: 0o600 });
  await writeFile(passwordForInitdb, `${password}\n`, { mode: 0o600 });
  await mkdir(paths.newCluster, { mode: 0o700 });
  try {
    await giveTo(paths.user, passwordForInitdb);
    await giveTo(paths.user, paths.newCluster);
    await runInitdb(paths, programs, passwordForInitdb, sync);
    await rename(paths.newCluster, paths.cluster);
  } finally {
    await rm(passwordForInitdb, { force: true });
    await rm(paths.newCluster, { recursive: true, force: true });
  }
}

async function giveTo(user: OperatingUser, file: string): Promise<void> {
  if (user !== null) await chown(file, user.uid, user.gid);
}

/** The builtin locale sorts and folds the same on every system, whatever libraries come and go. */
async function runInitdb(
  paths: ServerPaths,
  programs: ServerPrograms,
  passwordFile: string,
  sync: boolean,
): Promise<void> {
  const args = ['-D', paths.newCluster, '-U', DATABASE_USER, '-A', 'scram-sha-256', '--pwfile', passwordFile];
  args.push('-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C');
  if (!sync) args.push('--no-sync');
  const child = spawn(programs.initdb, args, {
    ...spawnIds(paths.user),
    cwd: '/',
    env: SERVER_ENV,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  const reason = stderr.split('\n').find(line => /error|fatal|could not/i.test(line)) ?? stderr.trim();
  throw new DatabaseSetupError(
    `the database could not be made in ${paths.root}: ${reason || `exit code ${code}`}`,
  );
}

function refuseForeignFolder(paths: ServerPaths): void {
  if (!existsSync(paths.cluster)) return;
  throw new DatabaseSetupError(
    `${paths.cluster} exists and is no database of Buildhours: move it away, or set DATA_DIR to another folder`,
  );
}

async function readOwn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'EACCES')) {
      throw new DatabaseSetupError(
        `${file} belongs to another user: run Buildhours as the user that made it, or set DATA_DIR to a folder of yours`,
        { cause: error },
      );
    }
    if (!hasCode(error, 'ENOENT')) throw error;
    throw new DatabaseSetupError(
      `${file} is missing, and the database beside it cannot be opened without it: restore it, or set DATA_DIR to another folder`,
      { cause: error },
    );
  }
}
