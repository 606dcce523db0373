import net, { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CiAnswerError, CiHttpError, CiUnreachableError } from '@/lib/ci/ci-errors';
import type { CiClientOptions } from '@/lib/ci/ci-server';
import { startTestServer, type TestAnswer, type TestServer } from '@/tests/world/drone-server';
import { MAX_BODY_BYTES } from './pending-answer';
import { DroneRequests } from './requests';

const TINY = { json: { ok: true } };
const echo = (json: unknown) => json;
const status = (code: number, headers = {}): TestAnswer => ({
  status: code,
  json: { message: 'no' },
  headers,
});
const silence: TestAnswer = () => {};
const drop: TestAnswer = request => {
  request.socket.destroy();
};
const cutOff: TestAnswer = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
  response.write('{"ok":', () => response.destroy());
};
const halfJson: TestAnswer = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":');
};

const halfGzip: TestAnswer = (_, response) => {
  response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"ok":true}').subarray(0, 20));
};

let server: TestServer | undefined;
let requests: DroneRequests | undefined;

async function connect(
  answer: Parameters<typeof startTestServer>[0],
  options: Partial<CiClientOptions> = {},
): Promise<DroneRequests> {
  server = await startTestServer(answer);
  requests = new DroneRequests({ server: server.url, token: 'secret', backoffBaseMs: 0, ...options });
  return requests;
}

afterEach(async () => {
  vi.restoreAllMocks();
  requests?.close();
  await server?.close();
  server = undefined;
  requests = undefined;
});

describe('asked again, after which it answers', () => {
  test.each([
    ['408', status(408)],
    ['425', status(425)],
    ['429', status(429, { 'retry-after': '0' })],
    ['500', status(500)],
    ['502', status(502)],
    ['503', status(503)],
    ['a dropped connection', drop],
    ['a body that is cut off', cutOff],
    ['half a JSON', halfJson],
    ['half of what is compressed', halfGzip],
  ])('%s', async (_, failure) => {
    const drone = await connect((_address, count) => (count < 3 ? failure : TINY));
    expect(await drone.get('/x', echo)).toEqual({ ok: true });
    expect(server?.asked).toHaveLength(3);
  });

  test('silence, also in the middle of a body', async () => {
    const stall: TestAnswer = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"ok":');
    };
    const answers = [silence, stall];
    const drone = await connect((_, count) => answers[count - 1] ?? TINY, { requestTimeoutMs: 50 });
    expect(await drone.get('/x', echo)).toEqual({ ok: true });
    expect(server?.asked).toHaveLength(3);
  });
});

test('the wait that the server asks for comes before our own', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const busy = status(503, { 'retry-after': '0' });
  const drone = await connect((_, count) => (count === 1 ? busy : TINY), { backoffBaseMs: 30_000 });
  expect(await drone.get('/x', echo)).toEqual({ ok: true });
});

test.each([400, 401, 402, 403, 404, 409, 501])('%i is not asked again', async code => {
  const drone = await connect(() => status(code));
  await expect(drone.get('/x', echo)).rejects.toMatchObject({ status: code });
  expect(server?.asked).toHaveLength(1);
});

test.each([
  ['500', status(500), CiHttpError, { status: 500 }],
  ['half a JSON', halfJson, CiAnswerError, { status: 200 }],
  ['a dropped connection', drop, CiUnreachableError, { reason: 'dropped' }],
  ['a body that is cut off', cutOff, CiUnreachableError, { reason: 'dropped' }],
  ['silence', silence, CiUnreachableError, { reason: 'timeout' }],
])('%s for good ends after the last attempt', async (_, failure, kind, fields) => {
  // Whatever else is wrong is seen long before, on a busy machine too.
  const requestTimeoutMs = failure === silence ? 50 : 10_000;
  const drone = await connect(() => failure, { maxAttempts: 3, requestTimeoutMs });
  const error = await drone.get('/x', echo).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(kind);
  expect(error).toMatchObject({ ...fields, method: 'GET', url: `${server?.url}/x` });
  expect(server?.asked).toHaveLength(3);
});

test('a port where nobody listens', async () => {
  const taken = net.createServer();
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve));
  const { port }: Partial<AddressInfo> = Object(taken.address());
  await new Promise(resolve => taken.close(resolve));
  requests = new DroneRequests({ server: `http://127.0.0.1:${port}`, token: 'secret', maxAttempts: 1 });
  await expect(requests.get('/x', echo)).rejects.toMatchObject({ reason: 'refused' });
});

test('a server that speaks no TLS is not asked again', async () => {
  let connectionCount = 0;
  const plain = net.createServer(socket => {
    connectionCount += 1;
    socket.on('error', () => socket.destroy());
    socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  await new Promise<void>(resolve => plain.listen(0, '127.0.0.1', resolve));
  const { port }: Partial<AddressInfo> = Object(plain.address());
  requests = new DroneRequests({ server: `https://127.0.0.1:${port}`, token: 'secret', backoffBaseMs: 0 });
  await expect(requests.get('/x', echo)).rejects.toMatchObject({ reason: 'scheme' });
  expect(connectionCount).toBe(1);
  await new Promise(resolve => plain.close(resolve));
});

test('an endless body is not read to its end', async () => {
  const mebibyte = Buffer.alloc(1024 * 1024, 0x20);
  let sentBytes = 0;
  const drone = await connect(() => (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const pour = () => {
      if (response.closed) return;
      sentBytes += mebibyte.length;
      // The close of the other side has a turn of its own only where writing leaves it one.
      response.write(mebibyte, () => setImmediate(pour));
    };
    pour();
  });
  await expect(drone.get('/x', echo)).rejects.toThrow('more than 64 MB');
  expect(sentBytes).toBeGreaterThan(MAX_BODY_BYTES);
  expect(server?.asked).toHaveLength(1);
});

test('no more requests are under way than allowed, and connections are used again', async () => {
  let held: Array<() => void> = [];
  let most = 0;
  const ports = new Set<number | undefined>();
  const release = () => {
    most = Math.max(most, held.length);
    for (const answer of held) answer();
    held = [];
  };
  const drone = await connect(
    () => (request, response) => {
      ports.add(request.socket.remotePort);
      held.push(() => response.writeHead(200).end('{}'));
      // Time for a fourth request, if there were one.
      if (held.length === 3) setTimeout(release, 20);
    },
    { maxConcurrentRequests: 3 },
  );
  await Promise.all(Array.from({ length: 12 }, (_, i) => drone.get(`/${i}`, echo)));
  expect(most).toBe(3);
  expect(ports.size).toBe(3);
});

describe('a list', () => {
  const ENTRY = `"${'x'.repeat(100_000)}"`;
  /** More than what the system keeps of an answer that nobody reads. */
  const ENTRY_COUNT = 200;
  const long: TestAnswer = (_, response) => {
    response.writeHead(200).end(`[${Array(ENTRY_COUNT).fill(ENTRY).join()}]`);
  };

  async function readList(drone: DroneRequests, pauseMs: number): Promise<number> {
    let count = 0;
    for await (const { entries } of drone.list('/x')) {
      if (count === 0) await sleep(pauseMs);
      count += entries.length;
    }
    return count;
  }

  test('whose pieces are stored for longer than a request may take is read to its end', async () => {
    const drone = await connect(() => long, { requestTimeoutMs: 2_000 });
    expect(await readList(drone, 4_400)).toBe(ENTRY_COUNT);
    expect(server?.asked).toHaveLength(1);
  });

  test('that falls silent before it begins or within is asked for again', async () => {
    const stall: TestAnswer = (_, response) => {
      response.writeHead(200).write('["a",');
    };
    const answers = [silence, stall];
    const drone = await connect((_, count) => answers[count - 1] ?? { json: ['a', 'b'] }, {
      requestTimeoutMs: 200,
    });
    expect(await readList(drone, 0)).toBe(3);
    expect(server?.asked).toHaveLength(3);
  });
});

describe('cancelled', () => {
  const reason = new Error('the test is over');

  test('while waiting for an answer, and with those in the queue', async () => {
    const abort = new AbortController();
    const drone = await connect(
      () => () => {
        abort.abort(reason);
      },
      { signal: abort.signal, maxConcurrentRequests: 1 },
    );
    const all = await Promise.allSettled([drone.get('/a', echo), drone.get('/b', echo)]);
    expect(all).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    expect(server?.asked).toEqual(['/a']);
  });

  test('while waiting for the next attempt', async () => {
    const abort = new AbortController();
    const drone = await connect(() => status(503, { 'retry-after': '200' }), {
      signal: abort.signal,
      onRequest: () => setImmediate(() => abort.abort(reason)),
    });
    await expect(drone.get('/x', echo)).rejects.toBe(reason);
    expect(server?.asked).toHaveLength(1);
  });

  test('before it began', async () => {
    const drone = await connect(() => TINY, { signal: AbortSignal.abort(reason) });
    await expect(drone.get('/x', echo)).rejects.toBe(reason);
    expect(server?.asked).toEqual([]);
  });

  test('by closing', async () => {
    const drone = await connect(() => silence);
    const asking = drone.get('/x', echo);
    drone.close();
    await expect(asking).rejects.toThrow('the Drone client was closed');
  });

  test('by closing, while a list is read', async () => {
    const begun: TestAnswer = (_, response) => {
      response.writeHead(200).write('["a",');
    };
    const drone = await connect(() => begun);
    const reading = (async () => {
      for await (const { entries } of drone.list('/x')) {
        expect(entries).toEqual(['a']);
        drone.close();
      }
    })();
    await expect(reading).rejects.toThrow('the Drone client was closed');
  });
});

test('every attempt is reported', async () => {
  const told: Array<[string, number | null, number]> = [];
  const answers = [status(500), drop];
  const drone = await connect((_, count) => answers[count - 1] ?? TINY, {
    onRequest: info => told.push([info.url, info.status, info.attempt]),
  });
  await drone.get('/x', echo);
  const url = `${server?.url}/x`;
  expect(told).toEqual([
    [url, 500, 1],
    [url, null, 2],
    [url, 200, 3],
  ]);
});
