import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '@/lib/db/has-code';
import { withLockFile } from '@/lib/lock-file.mjs';
import { ChildProgram } from './child-program';
import { CommandError } from './explain-error';
import { PROJECT_DIR } from './project-dir';

/** As in next.config.js. */
const BUILD_DIR = process.env.NEXT_DIST_DIR ?? '.next';
const STAMP = path.join(PROJECT_DIR, BUILD_DIR, 'built-from.sha256');
const FOLDERS = ['app', 'components', 'lib', 'public'];
const FILES = ['next.config.js', 'package-lock.json', 'package.json', 'tsconfig.json'];
/** Code that no page can import, or that is not shipped. */
const LEFT_OUT = /^lib\/(cli|demo|poller)\/|\.test\.tsx?$/;

/**
 * Builds the web pages when their sources have changed since the last build, or there was none. Of several commands at
 * once one builds, and the others wait for it.
 */
export async function buildWeb(log: (line: string) => void, signal: AbortSignal): Promise<void> {
  if (await isBuilt()) return;
  let hasSaid = false;
  const onWait = () => {
    signal.throwIfAborted();
    if (!hasSaid) log('another command is building the web pages; waiting for it …');
    hasSaid = true;
  };
  // Next.js empties its folder, so the lock lies beside it.
  const lock = path.join(PROJECT_DIR, `${BUILD_DIR}.lock`);
  await withLockFile(lock, onWait, async () => {
    if (await isBuilt()) return;
    log('building the web pages …');
    await rm(STAMP, { force: true });
    const hash = await hashInputs();
    await runBuild(signal);
    await writeFile(STAMP, hash);
  }).catch((error: unknown) => {
    if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS')) throw error;
    throw new CommandError(
      `the web pages are to be built, and ${PROJECT_DIR} cannot be written (${error.message}): ` +
        'run "npx buildhours build" as a user who may',
    );
  });
}

/** Of these sources or of others. */
const wasBuilt = () => existsSync(path.join(PROJECT_DIR, BUILD_DIR, 'BUILD_ID'));

async function isBuilt(): Promise<boolean> {
  if (!wasBuilt() || !existsSync(STAMP)) return false;
  return (await readFile(STAMP, 'utf8')) === (await hashInputs());
}

async function hashInputs(): Promise<string> {
  const hash = createHash('sha256');
  const inFolders = await Promise.all(FOLDERS.map(listFiles));
  for (const file of [...inFolders.flat().sort(), ...FILES]) {
    const absolute = path.join(PROJECT_DIR, file);
    if (LEFT_OUT.test(file) || !existsSync(absolute)) continue;
    hash.update(`${file}\0`).update(await readFile(absolute));
  }
  return hash.digest('hex');
}

async function listFiles(folder: string): Promise<string[]> {
  const absolute = path.join(PROJECT_DIR, folder);
  if (!existsSync(absolute)) return [];
  const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => path.relative(PROJECT_DIR, path.join(entry.parentPath, entry.name)));
}

/** Ends with this process, however that ends: the next one to build would find it at work. */
async function runBuild(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const printed: string[] = [];
  const build = new ChildProgram({
    script: 'node_modules/next/dist/bin/next',
    args: ['build'],
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', FIRST_BUILD: String(!wasBuilt()) },
    onLine: line => printed.push(line),
  });
  const stop = () => void build.stop();
  signal.addEventListener('abort', stop);
  const end = await build.ended;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (end !== 'exit code 0') {
    throw new CommandError(`the web pages could not be built (${end}):\n${printed.join('\n').trim()}`);
  }
}
