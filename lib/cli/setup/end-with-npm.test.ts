import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { npmAbove } from './end-with-npm.mjs';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that waits for its input, in the place of the product's parent; we are in that of its own. */
function startParent(command: string, args: string[]): number {
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  children.push(child);
  if (child.pid === undefined) throw new Error(`${command} cannot be started`);
  return child.pid;
}

test.runIf(existsSync('/proc/self/cmdline'))('above a shell that runs the script is npm', () => {
  expect(npmAbove(startParent('sh', ['-c', 'read line; true']))).toBe(process.pid);
});

test('above npm itself is whoever started it, and may go', () => {
  expect(npmAbove(startParent(process.execPath, ['-']))).toBeNull();
});

test('of a process that has gone nothing is known', () => {
  expect(npmAbove(2 ** 30)).toBeNull();
});
