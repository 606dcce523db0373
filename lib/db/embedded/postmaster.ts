import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSetupError } from '../database-setup-error';
import { hasCode } from '../has-code';

const LEFTOVERS_WAIT_MS = 15_000;
const PID_LINE = 0;
const PORT_LINE = 3;
const STATUS_LINE = 7;

/** What the server says of itself in postmaster.pid. */
export interface Postmaster {
  pid: number;
  /** Null while the server has not come so far. */
  port: number | null;
  status: 'starting' | 'ready' | 'stopping' | null;
}

/** The server that runs on this cluster; null when none does, whatever an old file says. */
export function readPostmaster(cluster: string): Postmaster | null {
  const postmaster = readPidFile(cluster);
  return postmaster !== null && isServerOf(cluster, postmaster.pid) ? postmaster : null;
}

function readPidFile(cluster: string): Postmaster | null {
  const file = path.join(cluster, 'postmaster.pid');
  // A server that ends takes it away at any moment.
  const text = readOrNull(() => readFileSync(file, 'utf8'));
  if (text === null) return null;
  const lines = text.split('\n');
  const pid = Number(lines[PID_LINE]);
  // A negative number is that of a single-user backend, as initdb runs one.
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const port = Number(lines[PORT_LINE]);
  const status = (lines[STATUS_LINE] ?? '').trim();
  return {
    pid,
    port: port > 0 ? port : null,
    status: status === 'starting' || status === 'ready' || status === 'stopping' ? status : null,
  };
}

/**
 * Whether this process is a living server of this cluster. `kill -0` is not enough: a killed server stays a
 * zombie until its parent looks after it, and its number may have gone to another program.
 */
function isServerOf(cluster: string, pid: number): boolean {
  return existsSync('/proc/self/stat') ? isServerByProc(cluster, pid) : isServerByPs(cluster, pid);
}

function isServerByProc(cluster: string, pid: number): boolean {
  const stat = readOrNull(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === null) return false;
  const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  const state = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
  if (state === 'Z' || state === 'X' || name !== 'postgres') return false;
  const cwd = readOrNull(() => readlinkSync(`/proc/${pid}/cwd`));
  // Without the right to look, better believe in a server that is none than start a second one.
  return cwd === null ? existsSync(`/proc/${pid}`) : cwd === realpathSync(cluster);
}

function isServerByPs(cluster: string, pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,command=', '-p', String(pid)], { encoding: 'utf8' });
  const line = (stdout ?? '').trim();
  return line !== '' && !line.startsWith('Z') && line.includes('postgres') && line.includes(cluster);
}

/**
 * Takes away the pid file of a server that is dead though its number still answers; Postgres itself would
 * refuse to start over it. Waits first until the dead server's own processes have left the cluster.
 */
export async function clearStalePidFile(cluster: string): Promise<void> {
  const stale = readPidFile(cluster);
  if (stale === null || isServerOf(cluster, stale.pid) || !answersSignals(stale.pid)) return;
  const deadline = performance.now() + LEFTOVERS_WAIT_MS;
  while ((await processesIn(cluster)).length > 0) {
    if (performance.now() > deadline) {
      const pids = (await processesIn(cluster)).join(', ');
      throw new DatabaseSetupError(
        `a dead Postgres left processes in ${cluster} (${pids}): end them, then start again`,
      );
    }
    await sleep(50);
  }
  await rm(path.join(cluster, 'postmaster.pid'), { force: true });
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** Linux only; elsewhere nothing is found, and Postgres's own check of its shared memory must do. */
async function processesIn(cluster: string): Promise<string[]> {
  if (!existsSync('/proc/self/stat')) return [];
  const home = realpathSync(cluster);
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  return pids.filter(pid => readOrNull(() => readlinkSync(`/proc/${pid}/cwd`)) === home);
}

/** Processes end while one looks at them, and others may not be looked at: both read null. */
function readOrNull(read: () => string): string | null {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return null;
    throw error;
  }
}
