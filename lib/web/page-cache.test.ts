import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { PageCache, wroteCookie } from './page-cache';
import { RecordedResponse } from './recorded-response';

interface Asked {
  request: IncomingMessage;
  response: RecordedResponse;
  nonce: string;
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

let server: Server<typeof IncomingMessage, typeof RecordedResponse> | null = null;
/** What was asked for again beside. */
let again: string[] = [];
let finishRefresh = () => {};
const cache = new PageCache(
  request =>
    new Promise(resolve => {
      again.push(request.url ?? '');
      finishRefresh = resolve;
    }),
);

afterEach(async () => {
  vi.restoreAllMocks();
  again = [];
  cache.clear();
  server?.closeAllConnections();
  await new Promise(resolve => server?.close(resolve));
});

/** Pages that `render` writes, behind the cache. */
async function serve(render: (asked: Asked) => void): Promise<string> {
  server = createServer({ ServerResponse: RecordedResponse });
  server.on('request', (request, response) => {
    const viewer = String(request.headers['x-viewer'] ?? '');
    void cache.answer({
      request,
      response,
      viewer,
      isRefresh: request.headers['x-again'] === 'yes',
      render: nonce => render({ request, response, nonce }),
    });
  });
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${port(server.address())}`;
}

function port(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

function ask(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers, agent: false }, message => {
      const chunks: Buffer[] = [];
      message.on('data', (chunk: Buffer) => chunks.push(chunk));
      message.on('error', reject);
      message.on('end', () =>
        resolve({ status: message.statusCode ?? 0, headers: message.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end();
  });
}

function html(response: RecordedResponse, text: string): void {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(text);
}

test('many who ask for the same at once cost one rendering, and each has a nonce of their own', async () => {
  let renderings = 0;
  const address = await serve(({ response, nonce }) => {
    renderings += 1;
    response.setHeader('Content-Security-Policy', `script-src 'nonce-${nonce}'`);
    setImmediate(() => html(response, `<script nonce="${nonce}"></script>`));
  });
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(`${address}/services?range=4w`)));
  expect(renderings).toBe(1);
  const nonces = answers.map(({ body }) => body.toString().split('"')[1]);
  expect(new Set(nonces).size).toBe(20);
  for (const [at, { headers }] of answers.entries()) {
    expect(headers['content-security-policy']).toBe(`script-src 'nonce-${nonces[at]}'`);
  }
});

test('the address, the part that Next.js asks for, the favourite team and the viewer tell pages apart', async () => {
  const address = await serve(({ request, response }) =>
    html(
      response,
      `${request.url} ${request.headers.rsc} ${request.headers['x-viewer']} ${request.headers.cookie}`,
    ),
  );
  const texts = await Promise.all([
    ask(`${address}/a`),
    ask(`${address}/a?x=1`),
    ask(`${address}/a`, { rsc: '1' }),
    ask(`${address}/a`, { 'x-viewer': 'ann' }),
    ask(`${address}/a`, { 'x-viewer': 'ben' }),
    ask(`${address}/a`, { cookie: 'x=1; buildhours-team=payments' }),
  ]);
  expect(texts.map(({ body }) => body.toString())).toEqual([
    '/a undefined undefined undefined',
    '/a?x=1 undefined undefined undefined',
    '/a 1 undefined undefined',
    '/a undefined ann undefined',
    '/a undefined ben undefined',
    '/a undefined undefined x=1; buildhours-team=payments',
  ]);
});

test('what is written clears what is kept, and what was begun before it is not kept', async () => {
  let state = 'before';
  let goOn: (() => void) | null = null;
  const address = await serve(({ request, response }) => {
    const seen = state;
    if (request.url === '/slow') goOn = () => html(response, seen);
    else html(response, seen);
  });
  expect((await ask(`${address}/a`)).body.toString()).toBe('before');
  const slow = ask(`${address}/slow`);
  await expect.poll(() => goOn).not.toBeNull();
  state = 'after';
  expect((await ask(`${address}/a`)).body.toString()).toBe('before');
  cache.clear();
  expect((await ask(`${address}/a`)).body.toString()).toBe('after');
  const finish: unknown = goOn;
  if (typeof finish === 'function') finish();
  expect((await slow).body.toString()).toBe('before');
  const again = ask(`${address}/slow`);
  await expect.poll(() => goOn).not.toBe(finish);
  const finishAgain: unknown = goOn;
  if (typeof finishAgain === 'function') finishAgain();
  expect((await again).body.toString()).toBe('after');
});

test('who has just written gets pages of now, also from a server that does not know of it', async () => {
  let renderings = 0;
  const address = await serve(({ response }) => {
    renderings += 1;
    html(response, String(renderings));
  });
  const cookie = wroteCookie().split(';')[0] ?? '';
  expect((await ask(`${address}/a`)).body.toString()).toBe('1');
  expect((await ask(`${address}/a`)).body.toString()).toBe('1');
  expect((await ask(`${address}/a`, { cookie })).body.toString()).toBe('2');
  // Kept a moment after it was sent.
  await expect.poll(async () => (await ask(`${address}/a`)).body.toString()).toBe('2');
});

test.each([
  [
    'an error',
    (response: RecordedResponse) => {
      response.statusCode = 500;
    },
  ],
  [
    'an answer that sets a cookie',
    (response: RecordedResponse) => void response.setHeader('Set-Cookie', 'a=1'),
  ],
])('%s is not kept, and nobody waits for another', async (_, prepare) => {
  let renderings = 0;
  const address = await serve(({ response }) => {
    renderings += 1;
    prepare(response);
    setImmediate(() => html(response, String(renderings)));
  });
  await Promise.all([ask(`${address}/a`), ask(`${address}/a`), ask(`${address}/a`)]);
  expect(renderings).toBe(3);
});

test.each(['/api/v1/health', '/_next/static/a.js', '/metrics', '/unsubscribe/token'])(
  '%s is none of its business',
  async path => {
    let renderings = 0;
    const address = await serve(({ response }) => {
      renderings += 1;
      html(response, 'x');
    });
    await ask(`${address}${path}`);
    await ask(`${address}${path}`);
    expect(renderings).toBe(2);
  },
);

test('where the first of many goes away before the end, the next one is the first', async () => {
  const waiting: Asked[] = [];
  const address = await serve(asked => waiting.push(asked));
  const gone = httpRequest(`${address}/a`, { agent: false }).on('error', () => undefined);
  gone.end();
  await expect.poll(() => waiting.length).toBe(1);
  const others = [ask(`${address}/a`), ask(`${address}/a`)];
  // Both are with the server once a later request of another page is.
  const later = ask(`${address}/b`);
  await expect.poll(() => waiting.length).toBe(2);
  gone.destroy();
  await expect.poll(() => waiting.length).toBe(3);
  for (const { response, request } of waiting.slice(1)) html(response, `page ${request.url}`);
  expect((await Promise.all(others)).map(({ body }) => body.toString())).toEqual(['page /a', 'page /a']);
  await later;
  expect(waiting).toHaveLength(3);
});

test('what is written bit by bit arrives bit by bit, compressed where the browser takes it', async () => {
  let first: Asked | null = null;
  const address = await serve(asked => {
    first = asked;
    asked.response.setHeader('Content-Type', 'text/html');
    asked.response.write('<p>at once</p>'.repeat(50));
    asked.response.flush();
  });
  const text = '<p>at once</p>'.repeat(50);
  const whole = new Promise<Buffer>((resolve, reject) => {
    httpRequest(`${address}/a`, { headers: { 'accept-encoding': 'gzip, br' }, agent: false }, message => {
      const chunks: Buffer[] = [];
      message.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (chunks.length === 1) first?.response.end('<p>later</p>');
      });
      message.on('end', () => resolve(Buffer.concat(chunks)));
    })
      .on('error', reject)
      .end();
  });
  expect(gunzipSync(await whole).toString()).toBe(`${text}<p>later</p>`);
  const again = await ask(`${address}/a`, { 'accept-encoding': 'gzip' });
  expect(again.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(again.body).toString()).toBe(`${text}<p>later</p>`);
  const plain = await ask(`${address}/a`, { 'accept-encoding': 'gzip;q=0' });
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.body.toString()).toBe(`${text}<p>later</p>`);
});

test('a page is a second old at most where there is little to do', async () => {
  let renderings = 0;
  const address = await serve(({ response }) => {
    renderings += 1;
    html(response, String(renderings));
  });
  const text = async () => (await ask(`${address}/a`)).body.toString();
  const start = performance.now();
  const clock = vi.spyOn(performance, 'now').mockReturnValue(start);
  expect(await text()).toBe('1');
  // Kept a moment after it was sent.
  await expect.poll(text).toBe('1');
  clock.mockReturnValue(start + 900);
  expect(await text()).toBe('1');
  clock.mockReturnValue(start + 1_100);
  expect(await text()).toBe('2');
  expect(again).toEqual([]);
});

test('while many pages are made nobody waits for one that is there: each is made anew in its turn', async () => {
  const slow: Asked[] = [];
  const renderings = new Map<string, number>();
  const address = await serve(asked => {
    const url = asked.request.url ?? '';
    if (url.startsWith('/slow')) return slow.push(asked);
    renderings.set(url, (renderings.get(url) ?? 0) + 1);
    html(asked.response, `${url} ${renderings.get(url)}`);
  });
  const text = async (url: string, headers = {}) => (await ask(`${address}${url}`, headers)).body.toString();
  const start = performance.now();
  const clock = vi.spyOn(performance, 'now').mockReturnValue(start);
  for (const url of ['/a', '/b']) {
    expect(await text(url)).toBe(`${url} 1`);
    // Kept a moment after it was sent.
    await expect.poll(() => text(url)).toBe(`${url} 1`);
  }
  const waiting = [1, 2, 3, 4].map(at => ask(`${address}/slow/${at}`));
  await expect.poll(() => slow.length).toBe(4);

  clock.mockReturnValue(start + 60_000);
  expect(await text('/a')).toBe('/a 1');
  expect(await text('/b')).toBe('/b 1');
  expect(await text('/a')).toBe('/a 1');
  expect(again).toEqual(['/a']);
  finishRefresh();
  await expect.poll(() => again).toEqual(['/a', '/b']);
  expect(await text('/a', { 'x-again': 'yes' })).toBe('/a 2');
  await expect.poll(() => text('/a')).toBe('/a 2');

  clock.mockReturnValue(start + 200_000);
  expect(await text('/b')).toBe('/b 2');
  finishRefresh();
  for (const { response } of slow) html(response, 'slow');
  await Promise.all(waiting);
});
