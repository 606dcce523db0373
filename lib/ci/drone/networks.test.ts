import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { CiClientOptions } from '@/lib/ci/ci-server';
import { certificateFile, shownCertificate } from '@/tests/world/certificates';
import { startTestServer, type TestAnswer } from '@/tests/world/drone-server';
import { createDroneClient } from './client';
import { MAX_BODY_BYTES } from './pending-answer';
import { DroneRequests } from './requests';

const closing: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function requestsTo(server: string, options: Partial<CiClientOptions> = {}): DroneRequests {
  const requests = new DroneRequests({
    server,
    token: 'secret',
    backoffBaseMs: 0,
    maxAttempts: 1,
    ...options,
  });
  closing.push(() => requests.close());
  return requests;
}

async function answering(answer: TestAnswer) {
  const server = await startTestServer(() => answer);
  closing.push(() => server.close());
  return server;
}

const same = (json: unknown) => json;
const failure = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: unknown) => error,
  );

async function listed(requests: DroneRequests): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const { entries } of requests.list('/x')) all.push(...entries);
  return all;
}

const sent =
  (body: Buffer, encoding?: string, pieceBytes = body.length): TestAnswer =>
  (_, response) => {
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    });
    for (let from = 0; from < body.length; from += pieceBytes)
      response.write(body.subarray(from, from + pieceBytes));
    response.end();
  };

const PLAIN = Buffer.from('[{"a":1},{"b":"é"}]');
const WITH_BOM = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), PLAIN]);

describe('compressed though not asked for (tried/drone/16)', () => {
  test.each<[string, Buffer, string | undefined]>([
    ['gzip', gzipSync(PLAIN), 'gzip'],
    ['x-gzip, in capitals', gzipSync(PLAIN), 'X-GZip'],
    ['deflate', deflateSync(PLAIN), 'deflate'],
    ['deflate without its header', deflateRawSync(PLAIN), 'deflate'],
    ['br', brotliCompressSync(PLAIN), 'br'],
    ['one after the other', brotliCompressSync(gzipSync(PLAIN)), 'gzip, br'],
    ['gzip without saying so', gzipSync(PLAIN), undefined],
    ['plain, and called gzip', PLAIN, 'gzip'],
    ['identity', PLAIN, 'identity'],
    ['a byte order mark', WITH_BOM, undefined],
    ['a byte order mark inside gzip', gzipSync(WITH_BOM), 'gzip'],
  ])('%s', async (_, body, encoding) => {
    for (const pieceBytes of [body.length, 1]) {
      const requests = requestsTo((await answering(sent(body, encoding, pieceBytes))).url);
      expect(await requests.get('/x', same)).toEqual([{ a: 1 }, { b: 'é' }]);
      expect(await listed(requests)).toEqual([{ a: 1 }, { b: 'é' }]);
    }
  });

  test.each<[string, Buffer, string, RegExp]>([
    ['cut off', gzipSync(PLAIN).subarray(0, 20), 'gzip', /compressed bytes that cannot be unpacked/],
    ['garbled', Buffer.from([0x1f, 0x8b, 1, 2, 3, 4]), 'gzip', /compressed bytes that cannot be unpacked/],
    ['not known', PLAIN, 'zstd', /compressed by "zstd", though none was asked for/],
  ])('%s is named', async (_, body, encoding, message) => {
    const requests = requestsTo((await answering(sent(body, encoding))).url);
    expect(String(await failure(requests.get('/x', same)))).toMatch(message);
    expect(String(await failure(listed(requests)))).toMatch(message);
  });

  test('what unpacks to more than is read is not held', async () => {
    const bomb = gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1, 0x20));
    const requests = requestsTo((await answering(sent(bomb, 'gzip'))).url);
    expect(String(await failure(requests.get('/x', same)))).toContain('more than 64 MB');
  });
});

const refusal =
  (status: number, type: string, body: string, headers: http.OutgoingHttpHeaders = {}): TestAnswer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': type, ...headers }).end(body);
  };

describe("the no of a proxy or gateway is told apart from Drone's own", () => {
  const PAGE = '<html><title>Access denied</title></html>';
  test.each<[string, TestAnswer, RegExp]>([
    [
      '403 with a page',
      refusal(403, 'text/html', PAGE, { server: 'nginx' }),
      /gateway that calls itself "nginx" .*403 with a web page/,
    ],
    ['403 in words', refusal(403, 'text/plain', 'RBAC: access denied'), /403 with "RBAC: access denied"/],
    [
      '401 with a page',
      refusal(401, 'text/html', PAGE, { 'www-authenticate': 'Basic' }),
      /401 .*wants a login of its own/,
    ],
    [
      '401 with a challenge',
      refusal(401, 'application/json', '{"message":"no"}', { 'www-authenticate': 'Bearer' }),
      /in place of Drone/,
    ],
    [
      '407',
      refusal(407, 'text/html', PAGE),
      /a proxy on the way answered 407, not Drone: it wants a name and password/,
    ],
  ])('%s', async (_, answer, message) => {
    const server = await answering(answer);
    const error = await failure(requestsTo(server.url, { maxAttempts: 3 }).get('/x', same));
    expect(error).toMatchObject({ reason: 'proxy' });
    expect(String(error)).toMatch(message);
    expect(server.asked).toHaveLength(1);
  });

  test.each([401, 403])("%i of Drone stays Drone's", async status => {
    const server = await answering({ status, json: { message: 'Unauthorized' } });
    const error = await failure(requestsTo(server.url).get('/x', same));
    expect(error).toMatchObject({ status });
    expect(String(error)).not.toMatch(/proxy/i);
  });
});

async function listen(server: net.Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise(resolve => server.close(resolve));
  });
  const { port }: Partial<AddressInfo> = Object(server.address());
  return port ?? 0;
}

describe('the wrong scheme is named', () => {
  test('https where the server speaks http', async () => {
    const server = await answering({ json: {} });
    const error = await failure(
      requestsTo(server.url.replace('http:', 'https:'), { maxAttempts: 3 }).get('/x', same),
    );
    expect(error).toMatchObject({ reason: 'scheme' });
    expect(String(error)).toContain(`use ${server.url} `);
  });

  test.each([
    ['nginx', '<center>The plain HTTP request was sent to HTTPS port</center>'],
    ['Go', 'Client sent an HTTP request to an HTTPS server.\n'],
    ['Apache', "Reason: You're speaking plain HTTP to an SSL-enabled server port."],
  ])('http where %s speaks https', async (_, body) => {
    const server = await answering(refusal(400, 'text/html', body));
    const error = await failure(requestsTo(server.url, { maxAttempts: 3 }).get('/x', same));
    expect(error).toMatchObject({ reason: 'scheme' });
    expect(String(error)).toContain(`use ${server.url.replace('http:', 'https:')}`);
    expect(server.asked).toHaveLength(1);
  });

  test('http where an alert of TLS comes back', async () => {
    const alert = net.createServer(socket => socket.end(Buffer.from([0x15, 0x03, 0x01, 0, 2, 2, 70])));
    const error = await failure(requestsTo(`http://127.0.0.1:${await listen(alert)}`).get('/x', same));
    expect(error).toMatchObject({ reason: 'scheme' });
  });

  test('a redirect to https', async () => {
    const location = 'https://127.0.0.1/x';
    const server = await answering(refusal(301, 'text/html', '', { location }));
    expect(String(await failure(requestsTo(server.url).get('/x', same)))).toContain(
      'it wants https: use https://127.0.0.1 as the address of the server',
    );
  });
});

describe('a proxy that is in the way', () => {
  const SERVER = 'http://drone.corp.invalid';
  const through = (port: number, server: string, login = '') =>
    requestsTo(server, { proxy: new URL(`http://${login}127.0.0.1:${port}`), requestTimeoutMs: 200 });

  test.each([SERVER, SERVER.replace('http:', 'https:')])('that is not there, for %s', async server => {
    const taken = net.createServer();
    const port = await listen(taken);
    await closing.pop()?.();
    const error = await failure(through(port, server, 'bob:hidden@').get('/x', same));
    expect(error).toMatchObject({ reason: 'refused' });
    expect(String(error)).toContain(
      `the proxy http://127.0.0.1:${port} cannot be used: nothing listens there`,
    );
    expect(String(error)).not.toContain('hidden');
  });

  test.each<[number, string, string, RegExp]>([
    [407, '', 'proxy', /wants a name and password/],
    [407, 'bob:hidden@', 'proxy', /does not take the name and password in its address/],
    [403, '', 'proxy', /does not let us through/],
    [502, '', 'dropped', /could not reach the server/],
  ])('that answers %i to the wish for a tunnel (login "%s")', async (status, login, reason, message) => {
    const proxy = http.createServer();
    proxy.on('connect', (_, socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n<html>`));
    const error = await failure(
      through(await listen(proxy), 'https://drone.corp.invalid', login).get('/x', same),
    );
    expect(error).toMatchObject({ reason });
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain('hidden');
  });

  test.each<[string[], RegExp]>([
    [['NTLM'], /by NTLM, and only Basic .* cntlm or px, .*HTTPS_PROXY=http:\/\/127\.0\.0\.1:3128/],
    [['Negotiate', 'NTLM'], /by Negotiate or NTLM,/],
    [['Digest realm="Basic, or so", nonce="NTLM"'], /by Digest,/],
    [['negotiate', 'Basic realm="corp"'], /wants a name and password/],
    [['Basic realm="NTLM , "'], /wants a name and password/],
  ])('that wants a login by %j', async (ways, message) => {
    const headers = ways.map(way => `Proxy-Authenticate: ${way}\r\n`).join('');
    const proxy = http.createServer((_, answer) =>
      answer.writeHead(407, { 'proxy-authenticate': ways }).end('<html>'),
    );
    proxy.on('connect', (_, socket) => socket.end(`HTTP/1.1 407 No\r\n${headers}\r\n<html>`));
    const port = await listen(proxy);
    for (const server of [SERVER, SERVER.replace('http:', 'https:')])
      expect(String(await failure(through(port, server).get('/x', same)))).toMatch(message);
  });

  test.each([SERVER, SERVER.replace('http:', 'https:')])('that is silent, for %s', async server => {
    const open = new Set<Socket>();
    const silent = net.createServer(socket => {
      open.add(socket);
      socket.on('close', () => open.delete(socket)).resume();
    });
    const port = await listen(silent);
    const requests = through(port, server);
    const error = await failure(requests.get('/x', same));
    expect(error).toMatchObject({ reason: 'timeout' });
    // Of a tunnel it is known that it is the proxy's fault.
    if (server !== SERVER) expect(String(error)).toContain('cannot be used: it is too slow or silent');
    expect(String(error)).toContain(`proxy http://127.0.0.1:${port}`);
    const asking = failure(requests.get('/x', same));
    requests.close();
    await asking;
    await expect.poll(() => open.size).toBe(0);
  });
});

describe('a proxy that is itself asked by https', () => {
  test('is given whole addresses of a server by http', async () => {
    const asked: unknown[] = [];
    const proxy = https.createServer(shownCertificate(), ({ url, headers }, response) => {
      asked.push([url, headers.host]);
      response.end('{}');
    });
    const requests = requestsTo('http://other.corp.invalid', {
      proxy: new URL(`https://localhost:${await listen(proxy)}`),
      caFile: certificateFile('authority'),
    });
    expect(await requests.get('/x', same)).toEqual({});
    expect(await requests.get('/y', same)).toEqual({});
    expect(asked).toEqual([
      ['http://other.corp.invalid/x', 'other.corp.invalid'],
      ['http://other.corp.invalid/y', 'other.corp.invalid'],
    ]);
  });

  test('opens a tunnel by its own name, in which the server is asked by its', async () => {
    const named: string[] = [];
    const note = (name: string, done: (error: null) => void) => {
      named.push(name);
      done(null);
    };
    const behind = https.createServer({ ...shownCertificate(), SNICallback: note }, (_, response) =>
      response.end('{}'),
    );
    const port = await listen(behind);
    const proxy = https.createServer({ ...shownCertificate(), SNICallback: note });
    proxy.on('connect', (_, client) => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      const onward = net.connect(port, '127.0.0.1');
      onward.on('error', () => client.destroy()).pipe(client);
      client.on('error', () => onward.destroy()).pipe(onward);
    });
    const requests = requestsTo('https://drone.corp.invalid', {
      proxy: new URL(`https://localhost:${await listen(proxy)}`),
      caFile: certificateFile('authority'),
    });
    expect(await requests.get('/x', same)).toEqual({});
    expect(named).toEqual(['localhost', 'drone.corp.invalid']);
  });
});

/** Speaks as told, in bytes, to whatever is asked. */
async function speaking(...lines: string[]): Promise<string> {
  const server = net.createServer(socket => socket.once('data', () => socket.end(lines.join('\r\n'))));
  return `http://127.0.0.1:${await listen(server)}`;
}

describe('odd ways to answer', () => {
  test('hints before the answer are no answer', async () => {
    const hint = ['HTTP/1.1 103 Early Hints', 'link: </x>', ''];
    const server = await speaking(...hint, 'HTTP/1.1 200 OK', 'content-length: 2', '', '{}');
    expect(await requestsTo(server).get('/x', (json, { status }) => [json, status])).toEqual([{}, 200]);
  });

  test('of a header that comes twice the first counts; of one that is a list, all', async () => {
    const twice = ['location: http://a.invalid/', 'location: http://b.invalid/', 'via: 1.1 a', 'via: 1.1 b'];
    const server = await speaking('HTTP/1.1 200 OK', ...twice, 'content-length: 2', '', '{}');
    expect(await requestsTo(server).get('/x', (_, { headers }) => headers)).toMatchObject({
      location: 'http://a.invalid/',
      via: '1.1 a, 1.1 b',
    });
  });

  test.each([
    ['by its length', ['content-length: 5']],
    ['in a piece', ['transfer-encoding: chunked', '', '5', '[1,2']],
  ])('cut off, %s, where the connection is not kept', async (_, [header = '', ...rest]) => {
    const body = rest.length === 0 ? ['', '[1,2'] : rest;
    const server = await speaking('HTTP/1.1 200 OK', 'connection: close', header, ...body);
    expect(await failure(requestsTo(server).get('/x', same))).toMatchObject({ reason: 'dropped' });
    expect(await failure(listed(requestsTo(server)))).toMatchObject({ reason: 'dropped' });
    const forwarded = requestsTo('http://drone.corp.invalid', { proxy: new URL(server) });
    expect(await failure(forwarded.get('/x', same))).toMatchObject({ reason: 'dropped' });
  });

  test('without a length it ends with the connection', async () => {
    const server = await speaking('HTTP/1.0 200 OK', '', '[1,2]');
    expect(await requestsTo(server).get('/x', same)).toEqual([1, 2]);
    expect(await listed(requestsTo(server))).toEqual([1, 2]);
  });
});

test('a connection that takes too long to open is given up, and leaves its place to the next', async () => {
  const server = https.createServer(shownCertificate(), (_, response) => response.end('{}'));
  const port = await listen(server);
  const open = new Set<Socket>();
  let silences = 2;
  const gate = net.createServer(socket => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    silences -= 1;
    if (silences >= 0) return socket.resume();
    const onward = net.connect(port, '127.0.0.1');
    onward.on('error', () => socket.destroy()).pipe(socket);
    socket.on('error', () => onward.destroy()).pipe(onward);
  });
  const requests = requestsTo(`https://localhost:${await listen(gate)}`, {
    caFile: certificateFile('authority'),
    requestTimeoutMs: 300,
    maxConcurrentRequests: 2,
  });
  const failed = await Promise.all([failure(requests.get('/a', same)), failure(requests.get('/b', same))]);
  for (const error of failed) expect(error).toMatchObject({ reason: 'timeout' });
  await Promise.all(['/a', '/b', '/c', '/d'].map(path => requests.get(path, same)));
  expect(open.size).toBeLessThanOrEqual(2);
  requests.close();
  await expect.poll(() => open.size).toBe(0);
});

test('a path that is not encoded is refused, and the next request goes on', async () => {
  const requests = requestsTo((await answering({ json: {} })).url, { maxConcurrentRequests: 1 });
  await expect(requests.get('/a b', same)).rejects.toThrow('no encoded path');
  expect(await requests.get('/a', same)).toEqual({});
});

test('a client is refused where the file of authorities cannot be used', () => {
  const create = (caFile: string) =>
    createDroneClient({ server: 'https://drone.example.com', token: 'secret', caFile });
  expect(() => create('/nonexistent/ca.pem')).toThrow(/authorities cannot be read: ENOENT/);
  expect(() => create(import.meta.filename)).toThrow(/holds no certificate in PEM/);
});
