import { Worker } from 'node:worker_threads';
import { beforeEach, expect } from 'vitest';

/**
 * Set-up of every file of tests: after FILE_DEADLINE_SECONDS its process is killed, and the test that was running is
 * named. A thread of its own keeps the time, since a test that never leaves the event loop a turn stops every timer
 * beside it, the runner's too.
 */
const WATCH = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  let test = 'before its first test';
  parentPort.on('message', name => { test = name; });
  setTimeout(() => {
    const { file, seconds, pid } = workerData;
    writeSync(2, '\\n' + file + ' was not done after ' + seconds + ' s and was ended: ' + test + '\\n');
    process.kill(pid, 'SIGKILL');
  }, workerData.seconds * 1000);`;

const watch = new Worker(WATCH, {
  eval: true,
  execArgv: [],
  workerData: {
    file: expect.getState().testPath,
    seconds: deadlineSeconds(process.env.FILE_DEADLINE_SECONDS),
    pid: process.pid,
  },
});
watch.unref();

beforeEach(({ task }) => {
  watch.postMessage(`in the test "${task.name}"`);
});

function deadlineSeconds(given: string | undefined): number {
  const seconds = Number(given);
  if (!(seconds > 0)) throw new Error(`FILE_DEADLINE_SECONDS is ${given}: vitest.config.ts sets it`);
  return seconds;
}
