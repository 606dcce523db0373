import { Worker } from 'node:worker_threads';

/**
 * A thread of its own keeps the time, since a test that never leaves the event loop a turn stops every timer beside it,
 * the runner's too. It is one for all files of a process: null is the end of one, an object the beginning of another.
 */
const WATCH = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  let test, timer;
  parentPort.on('message', message => {
    if (typeof message === 'string') { test = message; return; }
    clearTimeout(timer);
    if (message === null) return;
    const { file, seconds } = message;
    test = 'before its first test';
    timer = setTimeout(() => {
      writeSync(2, '\\n' + file + ' was not done after ' + seconds + ' s and was ended: ' + test + '\\n');
      process.kill(workerData, 'SIGKILL');
    }, seconds * 1000);
  });`;

const watch = new Worker(WATCH, { eval: true, execArgv: [], workerData: process.pid });
watch.unref();

/** After so many seconds the process is killed, and the test that was running is named; until `endDeadline`. */
export function startDeadline(file: string, seconds: number): void {
  watch.postMessage({ file, seconds });
}

export function nameTest(name: string): void {
  watch.postMessage(`in the test "${name}"`);
}

export function endDeadline(): void {
  watch.postMessage(null);
}
