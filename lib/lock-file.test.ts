import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { withLockFile } from './lock-file.mjs';

const MODULE = pathToFileURL(path.join(import.meta.dirname, 'lock-file.mjs')).href;
let dir: string;
let file: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'lock-file-'));
  file = path.join(dir, 'one.lock');
  return () => rm(dir, { recursive: true });
});

const patient = () => undefined;

/** Another process, once it holds the lock. It lets go of it at the first word on its input. */
async function startHolder(): Promise<ChildProcess> {
  const program = `import { withLockFile } from '${MODULE}';
    import { once } from 'node:events';
    await withLockFile(process.argv[1], () => {}, async () => {
      process.stdout.write('holds');
      await once(process.stdin, 'data');
    });
    process.exit();`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', program, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  return holder;
}

test('of many at once one works at a time, and the file is gone when all are done', async () => {
  let working = 0;
  const results = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      withLockFile(file, patient, async () => {
        working += 1;
        expect(working).toBe(1);
        await new Promise(resolve => setTimeout(resolve, 5));
        working -= 1;
        return index;
      }),
    ),
  );
  expect(results).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(await readdir(dir)).toEqual([]);
});

test('another process is waited for as long as it holds the lock', async () => {
  const holder = await startHolder();
  let looks = 0;
  const letGo = () => {
    looks += 1;
    if (looks === 3) holder.stdin?.write('go');
  };
  expect(await withLockFile(file, letGo, async () => looks)).toBeGreaterThanOrEqual(3);
});

test('a holder that is killed holds nothing', async () => {
  const holder = await startHolder();
  const kill = () => holder.kill('SIGKILL');
  expect(await withLockFile(file, kill, async () => 'done')).toBe('done');
  expect(await readdir(dir)).toEqual([]);
});

test.each([
  ['of a process that is no more', { host: hostname(), pid: 2 ** 22 + 1, token: 'x' }, 86_400_000],
  // Whether it lives cannot be told, so its silence must.
  ['of another host', { host: `not-${hostname()}`, pid: process.pid, token: 'x' }, 150],
  ['by a process that has its number now', { host: hostname(), pid: process.pid, token: 'x' }, 150],
  ['without a word in it', null, 150],
])('a file left behind %s ends the wait', async (_, owner, silentMs) => {
  await writeFile(file, owner === null ? '' : JSON.stringify(owner));
  expect(await withLockFile(file, patient, async () => 'done', { silentMs })).toBe('done');
  expect(await readdir(dir)).toEqual([]);
});

test('who waits may give up, and the other goes on holding', async () => {
  const holder = await startHolder();
  const giveUp = () => {
    throw new Error('waited long enough');
  };
  await expect(withLockFile(file, giveUp, async () => undefined)).rejects.toThrow('waited long enough');
  expect(await readdir(dir)).toEqual(['one.lock']);
  holder.stdin?.write('go');
  await once(holder, 'exit');
  expect(await readdir(dir)).toEqual([]);
});

test('work that fails lets go of the lock', async () => {
  const fail = async () => {
    throw new Error('no');
  };
  await expect(withLockFile(file, patient, fail)).rejects.toThrow('no');
  expect(await withLockFile(file, patient, async () => 1)).toBe(1);
});
