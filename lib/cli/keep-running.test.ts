import { expect, test } from 'vitest';
import { keepRunning } from './keep-running';

test('starts a program that ends again, after pauses that double while it fails, until it is stopped', async () => {
  const controller = new AbortController();
  const lines: string[] = [];
  let starts = 0;
  let stopped = 0;
  const start = () => {
    starts += 1;
    const code = [1, 2, 0, 3][starts - 1];
    if (code !== undefined)
      return { ended: Promise.resolve(`exit code ${code}`), stop: async () => undefined };
    let resolve = (_end: string): void => undefined;
    const promise = new Promise<string>(done => {
      resolve = done;
    });
    setTimeout(() => controller.abort());
    const stop = async () => {
      stopped += 1;
      resolve('SIGTERM');
    };
    return { ended: promise, stop };
  };
  const log = (line: string) => lines.push(line);
  await keepRunning('the poller', start, { signal: controller.signal, log, firstPauseMs: 2 });
  expect({ starts, stopped }).toEqual({ starts: 5, stopped: 1 });
  expect(lines).toEqual([
    'the poller ended (exit code 1) and starts again in 0.002 s',
    'the poller ended (exit code 2) and starts again in 0.004 s',
    'the poller ended (exit code 0) and starts again in 0.002 s',
    'the poller ended (exit code 3) and starts again in 0.004 s',
  ]);
});
