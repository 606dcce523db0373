import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CommandError } from './explain-error';
import { PROJECT_DIR } from './project-dir';

/** As in next.config.js. */
const BUILD_DIR = process.env.NEXT_DIST_DIR ?? '.next';
const FOLDERS = ['app', 'components', 'lib', 'public'];
const FILES = [
  'next.config.js',
  'package-lock.json',
  'package.json',

  'proxy.ts',
  'tsconfig.json',
];
/** Code that no page can import, or that is not shipped. */
const LEFT_OUT = /^lib\/(cli|demo|poller)\/|\.test\.tsx?$/;

/** Builds the web pages when their sources have changed since the last build, or there was none. */
export async function buildWeb(log: (line: string) => void, signal: AbortSignal): Promise<void> {
  const hash = await hashInputs();
  const stamp = path.join(PROJECT_DIR, BUILD_DIR, 'built-from.sha256');
  const built = existsSync(path.join(PROJECT_DIR, BUILD_DIR, 'BUILD_ID')) && existsSync(stamp);
  if (built && (await readFile(stamp, 'utf8')) === hash) return;
  log('building the web pages …');
  await rm(stamp, { force: true });
  await runBuild(signal);
  await writeFile(stamp, hash);
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

async function runBuild(signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    cwd: PROJECT_DIR,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
  const stop = () => child.kill();
  signal.addEventListener('abort', stop);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (code === 0) return;
  throw new CommandError(`the web pages could not be built:\n${Buffer.concat(printed).toString().trim()}`);
}
