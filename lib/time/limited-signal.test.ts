import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limitSignal } from './limited-signal';

let server: http.Server;
let address: string;
beforeAll(async () => {
  server = http.createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Requests to a server that never answers, while garbage is collected all the time. */
async function askWhileCollecting(limitOf: () => AbortSignal): Promise<unknown[]> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const collecting = setInterval(collect, 20);
  const asks = Array.from({ length: 3 }, () =>
    fetch(address, { signal: limitOf() }).catch((error: unknown) => error),
  );
  return Promise.all(asks).finally(() => clearInterval(collecting));
}

test('aborts once its time is over, whatever is collected meanwhile', async () => {
  const limits = Array.from({ length: 3 }, () => limitSignal(new AbortController().signal, 500));
  const errors = await askWhileCollecting(() => limits.pop()?.signal ?? AbortSignal.abort());
  expect(errors.map(error => error instanceof DOMException && error.name)).toEqual(
    new Array(3).fill('TimeoutError'),
  );
});

test('aborts with the other one, and as it did', async () => {
  const parent = new AbortController();
  const limit = limitSignal(parent.signal, null);
  expect(limit.signal.aborted).toBe(false);
  parent.abort(new Error('stopped'));
  expect(limit.signal.reason).toEqual(new Error('stopped'));
  expect(limit.isOverdue()).toBe(false);
  expect(limitSignal(parent.signal, 1000).signal.aborted).toBe(true);
});

test('released, it neither aborts nor keeps anything running', async () => {
  const parent = new AbortController();
  const limit = limitSignal(parent.signal, 1);
  limit.release();
  parent.abort();
  await new Promise(resolve => setTimeout(resolve, 20));
  expect(limit.signal.aborted).toBe(false);
  expect(limit.isOverdue()).toBe(false);
});
