import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, statSync, utimesSync, writeSync } from 'node:fs';
import { link, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSetupError } from '../database-setup-error';
import { hasCode } from '../has-code';

const BEAT_MS = 2_000;
const SILENT_MS = 20_000;
const WAIT_MS = 120_000;

/**
 * Runs `work` while no other process does so under the same lock file. The file is kept fresh while it is
 * held, so that one left behind by a killed process is known by its age, or at once by its dead owner.
 */
export async function withStartLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const mine = JSON.stringify({ host: hostname(), pid: process.pid, token: randomUUID() });
  const deadline = Date.now() + WAIT_MS;
  while (!create(file, mine)) {
    await removeIfAbandoned(file);
    if (Date.now() > deadline) {
      throw new DatabaseSetupError(
        `another Buildhours has been starting its database for ${WAIT_MS / 1000} s; if none runs, remove ${file}`,
      );
    }
    await sleep(50);
  }
  const beat = setInterval(() => ifThere(() => utimesSync(file, new Date(), new Date())), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

function create(file: string, content: string): boolean {
  try {
    const fd = openSync(file, 'wx', 0o600);
    writeSync(fd, content);
    closeSync(fd);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function removeIfAbandoned(file: string): Promise<void> {
  const content = ifThere(() => readFileSync(file, 'utf8'));
  const modifiedMs = ifThere(() => statSync(file).mtimeMs);
  if (content === null || modifiedMs === null) return;
  const abandoned = Date.now() - modifiedMs > SILENT_MS || ownerIsDead(content);
  if (!abandoned) return;
  // Between looking and removing, another may have done so and taken the lock: then it gets it back.
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside).catch(ignoreRace);
  if (ifThere(() => readFileSync(aside, 'utf8')) !== content) await link(aside, file).catch(ignoreRace);
  await rm(aside, { force: true });
}

function ownerIsDead(content: string): boolean {
  const match = /"host":"([^"]*)","pid":(\d+)/.exec(content);
  if (match === null || match[1] !== hostname()) return false;
  try {
    process.kill(Number(match[2]), 0);
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}

function ifThere<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function ignoreRace(error: unknown): void {
  if (!hasCode(error, 'ENOENT', 'EEXIST')) throw error;
}
