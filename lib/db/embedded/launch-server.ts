import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSetupError } from '../database-setup-error';
import { spawnIds } from './operating-user';
import { clearStalePidFile, readPostmaster } from './postmaster';
import { SERVER_ENV } from './server-env';
import { createHold } from './server-hold';
import type { ServerPaths } from './server-paths';
import type { ServerPrograms } from './server-programs';

const PORT_ATTEMPTS = 5;
/** Recovery after a crash replays at most the log between two checkpoints. */
const READY_WAIT_MS = 10 * 60_000;
const LARGE_LOG_BYTES = 10 * 1024 * 1024;

/**
 * Runs the server and shuts it down fast once nobody holds the pipe on descriptor 3. The shell ends with
 * the server; a `cat` that is left then ends with the last one who held that pipe.
 */
const WATCH =
  '"$@" </dev/null 3<&- & p=$!; (cat <&3 >/dev/null; kill -INT $p) & c=$!; exec 3<&-; wait $p; kill $c 2>/dev/null';

export interface RunningServer {
  port: number;
  /** Descriptor that keeps the server running. */
  hold: number;
}

/** Starts the server on a free port, the wanted one if it can be had, and waits until it takes connections. */
export async function launchServer(
  paths: ServerPaths,
  programs: ServerPrograms,
  settings: Record<string, string>,
  wantedPort: number | null,
): Promise<RunningServer> {
  let port = wantedPort ?? (await freePort());
  for (let attempt = 1; ; attempt += 1) {
    await clearStalePidFile(paths.cluster);
    const failure = await tryPort(paths, programs, { ...settings, port: String(port) });
    if ('hold' in failure) return { port, hold: failure.hold };
    const portTaken =
      failure.reason.includes('TCP/IP socket') || failure.log.includes('Address already in use');
    if (!portTaken || attempt === PORT_ATTEMPTS) {
      throw new DatabaseSetupError(`Postgres did not start: ${failure.reason} (its log: ${paths.log})`);
    }
    port = await freePort();
  }
}

type Outcome = { hold: number } | { reason: string; log: string };

async function tryPort(
  paths: ServerPaths,
  programs: ServerPrograms,
  settings: Record<string, string>,
): Promise<Outcome> {
  const log = await openLog(paths);
  const { writeEnd, readEnd } = createHold(paths.hold);
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn('/bin/sh', ['-c', WATCH, 'sh', programs.postgres, '-D', paths.cluster, ...options], {
    ...spawnIds(paths.user),
    cwd: '/',
    env: SERVER_ENV,
    stdio: ['ignore', log.fd, log.fd, readEnd],
    // A group of its own: Ctrl-C in the terminal is ours to pass on, once nobody needs the server.
    detached: true,
  });
  closeSync(log.fd);
  closeSync(readEnd);
  child.unref();
  const ready = await waitUntilReady(paths, child);
  if (ready) return { hold: writeEnd };
  closeSync(writeEnd);
  const written = readFileSync(paths.log, 'utf8').slice(log.sizeBefore);
  return { reason: reasonIn(written), log: written };
}

/** False when the server ended instead. */
async function waitUntilReady(paths: ServerPaths, child: ChildProcess): Promise<boolean> {
  let ended = false;
  child.once('error', () => {
    ended = true;
  });
  child.once('exit', () => {
    ended = true;
  });
  const deadline = performance.now() + READY_WAIT_MS;
  while (!ended && performance.now() < deadline) {
    if (readPostmaster(paths.cluster)?.status === 'ready') return true;
    await sleep(10);
  }
  return false;
}

/** Old lines are kept until there are many, and then once more under another name. */
async function openLog(paths: ServerPaths): Promise<{ fd: number; sizeBefore: number }> {
  if (existsSync(paths.log) && statSync(paths.log).size > LARGE_LOG_BYTES)
    renameSync(paths.log, `${paths.log}.1`);
  const fd = openSync(paths.log, 'a', 0o600);
  if (paths.user !== null) await chown(paths.log, paths.user.uid, paths.user.gid);
  return { fd, sizeBefore: statSync(paths.log).size };
}

function reasonIn(log: string): string {
  const lines = log.split('\n').filter(line => line.trim() !== '');
  const fatal = lines.findLast(line => /FATAL|PANIC|ERROR/.test(line)) ?? lines.at(-1) ?? 'it said nothing';
  return fatal.replace(/^.*?(?=FATAL|PANIC|ERROR)/, '');
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a listening server has no port');
  return address.port;
}
