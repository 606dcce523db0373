import { Worker } from 'node:worker_threads';

/**
 * A thread of its own keeps the time, since a test that never leaves the event loop a turn stops every timer beside it,
 * the runner's too. What counts is the time that the process computes, so that busy cores end nothing; ten times as long
 * by the clock is the end of what only hangs. One thread serves all files of a process: null is the end of one, an object
 * the beginning of another.
 */
const WATCH = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  let test, timer;
  parentPort.on('message', message => {
    if (typeof message === 'string') { test = message; return; }
    clearInterval(timer);
    if (message === null) return;
    const { file, seconds } = message;
    const [cpu, startedMs] = [process.cpuUsage(), performance.now()];
    test = 'before its first test';
    timer = setInterval(() => {
      const { user, system } = process.cpuUsage(cpu);
      if ((user + system) / 1e6 < seconds && performance.now() - startedMs < seconds * 10_000) return;
      writeSync(2, '\\n' + file + ' was not done after computing for ' + seconds + ' s and was ended: ' + test + '\\n');
      process.kill(workerData, 'SIGKILL');
    }, 1000);
  });`;

const watch = new Worker(WATCH, { eval: true, execArgv: [], workerData: process.pid });
watch.unref();

/** A file that computes for so many seconds is killed with its process, and the test that was running is named. */
export function startDeadline(file: string, seconds: number): void {
  watch.postMessage({ file, seconds });
}

export function nameTest(name: string): void {
  watch.postMessage(`in the test "${name}"`);
}

export function endDeadline(): void {
  watch.postMessage(null);
}
