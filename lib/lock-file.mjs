import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, statSync, utimesSync, writeSync } from 'node:fs';
import { link, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 2_000;
const SILENT_MS = 20_000;
const LOOK_MS = 50;

export async function withLockFile(file, onWait, work, { silentMs = SILENT_MS } = {}) {
  const mine = JSON.stringify({ host: hostname(), pid: process.pid, token: randomUUID() });
  const watch = new LockWatch(file, silentMs);
  const startedMs = performance.now();
  while (!create(file, mine)) {
    if (!(await watch.removeIfAbandoned())) onWait(performance.now() - startedMs);
    await sleep(LOOK_MS);
  }
  const beat = setInterval(() => {
    // Another has it by now where this process was stopped for long.
    if (isHolder(file, mine)) ifThere(() => utimesSync(file, new Date(), new Date()));
  }, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if (isHolder(file, mine)) await rm(file, { force: true });
  }
}

function create(file, content) {
  try {
    const fd = openSync(file, 'wx', 0o644);
    writeSync(fd, content);
    closeSync(fd);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Silence is counted in one's own looks: the clock of the holder may be another, and both may have been asleep. */
class LockWatch {
  #file;
  #silentLooks;
  #seen = '';
  #looks = 0;

  constructor(file, silentMs) {
    this.#file = file;
    this.#silentLooks = silentMs / LOOK_MS;
  }

  async removeIfAbandoned() {
    const content = ifThere(() => readFileSync(this.#file, 'utf8'));
    const modifiedMs = ifThere(() => statSync(this.#file).mtimeMs);
    if (content === null || modifiedMs === null) return true;
    const seen = `${modifiedMs} ${content}`;
    this.#looks = seen === this.#seen ? this.#looks + 1 : 0;
    this.#seen = seen;
    if (this.#looks <= this.#silentLooks && !ownerIsDead(content)) return false;
    // Between looking and removing, another may have done so and taken the lock: then it gets it back.
    const aside = `${this.#file}.${randomUUID()}`;
    await rename(this.#file, aside).catch(ignoreRace);
    if (ifThere(() => readFileSync(aside, 'utf8')) !== content)
      await link(aside, this.#file).catch(ignoreRace);
    await rm(aside, { force: true });
    return true;
  }
}

function ownerIsDead(content) {
  const match = /"host":"([^"]*)","pid":(\d+)/.exec(content);
  if (match === null || match[1] !== hostname()) return false;
  try {
    process.kill(Number(match[2]), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function isHolder(file, mine) {
  return ifThere(() => readFileSync(file, 'utf8')) === mine;
}

function ifThere(read) {
  try {
    return read();
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function ignoreRace(error) {
  if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
}
