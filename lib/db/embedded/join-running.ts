import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSetupError } from '../database-setup-error';
import { hasCode } from '../has-code';
import type { RunningServer } from './launch-server';
import { type Postmaster, readPostmaster } from './postmaster';
import { joinHold } from './server-hold';
import type { ServerPaths } from './server-paths';

const LOOK_MS = 20;
const CHANGE_WAIT_MS = 120_000;
/** A server whose last user was killed a moment ago needs so long to notice. */
const SETTLE_MS = 100;

/** The server that another program runs on this data; null when there is none, or none any more. */
export async function joinRunning(paths: ServerPaths): Promise<RunningServer | null> {
  const deadline = performance.now() + CHANGE_WAIT_MS;
  for (;;) {
    const postmaster = readPostmaster(paths.cluster);
    if (postmaster === null) return null;
    if (postmaster.status === 'ready' && postmaster.port !== null) {
      const hold = await holdFirmly(paths);
      if (hold !== null) return { port: postmaster.port, hold };
      endAbandoned(postmaster);
    }
    if (performance.now() > deadline) throw stuckError(paths, postmaster);
    await sleep(LOOK_MS);
  }
}

/** Of a server that nobody holds any more. One whose watcher is gone would not notice, and is told. */
export async function waitUntilGone(paths: ServerPaths): Promise<void> {
  const deadline = performance.now() + CHANGE_WAIT_MS;
  for (;;) {
    const postmaster = readPostmaster(paths.cluster);
    if (postmaster === null) return;
    if (postmaster.status === 'ready' && !isWatched(paths)) endAbandoned(postmaster);
    if (performance.now() > deadline) throw stuckError(paths, postmaster);
    await sleep(LOOK_MS);
  }
}

/** Null when the server is already on its way down. */
async function holdFirmly(paths: ServerPaths): Promise<number | null> {
  const hold = joinHold(paths.hold);
  if (hold === null) return null;
  await sleep(SETTLE_MS);
  const again = joinHold(paths.hold);
  if (again !== null) closeSync(again);
  if (again !== null && readPostmaster(paths.cluster)?.status === 'ready') return hold;
  closeSync(hold);
  return null;
}

function isWatched(paths: ServerPaths): boolean {
  const hold = joinHold(paths.hold);
  if (hold !== null) closeSync(hold);
  return hold !== null;
}

/** A server that nothing watches over would outlive us all. */
function endAbandoned({ pid }: Postmaster): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if (!hasCode(error, 'ESRCH', 'EPERM')) throw error;
  }
}

function stuckError(paths: ServerPaths, { pid, status }: Postmaster): DatabaseSetupError {
  return new DatabaseSetupError(
    `the Postgres in ${paths.cluster} (process ${pid}) has been "${status ?? 'starting'}" for ` +
      `${CHANGE_WAIT_MS / 1000} s; its log is ${paths.log}`,
  );
}
