import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, rmSync } from 'node:fs';
import { DatabaseSetupError } from '../database-setup-error';
import { hasCode } from '../has-code';

const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/**
 * The server runs for as long as anyone holds its named pipe open for writing: the system lets go of it for
 * a process however that ends, kill -9 included. `readEnd` goes to the shell that watches over the server.
 */
export function createHold(file: string): { writeEnd: number; readEnd: number } {
  // A new pipe for each server: who still holds the one of a dead server holds nothing.
  rmSync(file, { force: true });
  const made = spawnSync('mkfifo', ['-m', '600', file], { encoding: 'utf8' });
  if (made.status !== 0) {
    const reason = made.error?.message ?? made.stderr.trim();
    throw new DatabaseSetupError(
      `the data folder cannot hold a named pipe (${reason}): set DATA_DIR to a local folder`,
    );
  }
  // Opening blocks while the other end is closed, so the first reader is one that does not wait.
  const opener = openSync(file, O_RDONLY | O_NONBLOCK);
  const writeEnd = openSync(file, O_WRONLY | O_NONBLOCK);
  const readEnd = openSync(file, O_RDONLY);
  closeSync(opener);
  return { writeEnd, readEnd };
}

/** @returns the descriptor to hold on to, or null when no server is watched over through this pipe */
export function joinHold(file: string): number | null {
  try {
    return openSync(file, O_WRONLY | O_NONBLOCK);
  } catch (error) {
    if (hasCode(error, 'ENXIO', 'ENOENT')) return null;
    throw error;
  }
}

/** Whether someone holds the pipe: reading from it ends only when nobody does. */
export function isHeld(file: string): boolean {
  let reader: number | null = null;
  try {
    reader = openSync(file, O_RDONLY | O_NONBLOCK);
    readSync(reader, Buffer.alloc(1));
    return false;
  } catch (error) {
    if (hasCode(error, 'EAGAIN')) return true;
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  } finally {
    if (reader !== null) closeSync(reader);
  }
}
