import { createHmac } from 'node:crypto';
import dns from 'node:dns';
import { getEventListeners, once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ForwardProxy, startForwardProxy } from '../../../tests/world/forward-proxy';
import { sampleReport } from '../../../tests/world/sample-report';
import type { OutgoingMessage } from './attempt';
import { AttemptFailedError, RefusedError } from './attempt';
import { createSigningSecret } from './link-tokens';
import { isPublicAddress, PrivateAddressError, publicLookup } from './public-lookup';
import { retryAfterMs, sendToSlack, sendToWebhook } from './webhook';

const MESSAGE: OutgoingMessage = {
  id: '0b9a2f3c-0000-4000-8000-000000000001',
  kind: 'report',
  document: sampleReport(),
  dueAt: new Date('2026-11-23T06:00:00Z'),
};
const LINKS = { publicUrl: 'https://buildhours.example.com' };
const NOW = new Date('2026-11-23T06:00:05Z');
const never = new AbortController().signal;
const servers: http.Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Asked {
  headers: http.IncomingHttpHeaders;
  body: string;
}

async function serve(
  answer: (response: http.ServerResponse) => void,
): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    asked.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    answer(response);
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { url: `http://127.0.0.1:${address.port}/services/T0/SECRET`, asked };
}

/** Takes connections and says nothing. */
async function silentProxy(): Promise<{ url: URL; asked: Promise<net.Socket> }> {
  const server = net.createServer();
  const asked = once(server, 'connection').then(([socket]: net.Socket[]) => {
    if (socket === undefined) throw new Error('a connection without a socket');
    server.close();
    return socket.resume();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return { url: new URL(`http://127.0.0.1:${address.port}`), asked };
}

const send = (url: string, deadlineMs = 2_000, allowPrivate = true) =>
  sendToWebhook(
    { allowPrivate, deadlineMs },
    { url, secret: null },
    MESSAGE,
    { links: LINKS, now: NOW },
    never,
  );

async function failureOf(sent: Promise<void>): Promise<Error> {
  const error = await sent.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('it was sent');
  expect(error.message).not.toContain('SECRET');
  return error;
}

test('a webhook gets JSON that is signed over its id, its time and its body', async () => {
  const { url, asked } = await serve(response => response.writeHead(204).end());
  const secret = createSigningSecret();
  await sendToWebhook({ allowPrivate: true }, { url, secret }, MESSAGE, { links: LINKS, now: NOW }, never);
  const [{ headers, body } = { headers: {}, body: '' }] = asked;
  expect(headers['webhook-id']).toBe(MESSAGE.id);
  expect(headers['webhook-timestamp']).toBe('1795413605');
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = createHmac('sha256', key).update(`${MESSAGE.id}.1795413605.${body}`).digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${signed}`);
  expect(JSON.parse(body)).toMatchObject({
    type: 'buildhours.report',
    data: { title: sampleReport().title },
  });
});

test('a message about alerts is an event of its own', async () => {
  const { url, asked } = await serve(response => response.end());
  const alerts = { ...MESSAGE, kind: 'alerts' as const };
  const options = { links: LINKS, now: NOW };
  await sendToWebhook({ allowPrivate: true }, { url, secret: null }, alerts, options, never);
  expect(JSON.parse(asked[0]?.body ?? '{}').type).toBe('alert.opened');
});

test('Slack gets blocks', async () => {
  const { url, asked } = await serve(response => response.end('ok'));
  await sendToSlack({ allowPrivate: true }, url, MESSAGE, LINKS, never);
  expect(JSON.parse(asked[0]?.body ?? '{}').blocks[0].type).toBe('header');
});

test('500 and 429 are tried again, and what the receiver asks for is passed on', async () => {
  const broken = await serve(response => response.writeHead(500).end());
  expect(await failureOf(send(broken.url))).toMatchObject({ retryAfterMs: null });
  const busy = await serve(response => response.writeHead(429, { 'retry-after': '120' }).end());
  const failure = await failureOf(send(busy.url));
  expect(failure).toBeInstanceOf(AttemptFailedError);
  expect(failure).toMatchObject({ retryAfterMs: 120_000 });
});

test('what is slow, drips, or is closed is bounded and tried again', async () => {
  const silent = await serve(() => undefined);
  expect(await failureOf(send(silent.url, 200))).toBeInstanceOf(AttemptFailedError);
  const dripping = await serve(response => {
    response.writeHead(200);
    response.write('a');
  });
  expect(await failureOf(send(dripping.url, 200))).toBeInstanceOf(AttemptFailedError);
  expect(await failureOf(send('http://127.0.0.1:1/SECRET'))).toBeInstanceOf(AttemptFailedError);
});

test('of an endless answer no more is read than is asked for', async () => {
  const endless = await serve(response => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384)));
    };
    response.on('drain', more);
    more();
  });
  await send(endless.url);
});

test('a redirect is followed nowhere', async () => {
  const inside = await serve(response => response.end('secret'));
  const outside = await serve(response => response.writeHead(307, { location: inside.url }).end());
  expect(await failureOf(send(outside.url))).toBeInstanceOf(RefusedError);
  expect(inside.asked).toEqual([]);
});

test.each([400, 404, 410])('%i is for good', async status => {
  const gone = await serve(response => response.writeHead(status).end());
  expect(await failureOf(send(gone.url))).toBeInstanceOf(RefusedError);
});

describe('where a proxy leads out', () => {
  const through = (proxy: ForwardProxy, url: string, allowPrivate = true, deadlineMs = 2_000) =>
    sendToWebhook(
      { allowPrivate, deadlineMs, proxyFor: () => proxy.url },
      { url, secret: null },
      MESSAGE,
      { links: LINKS, now: NOW },
      never,
    );

  test('it is asked for the whole address, or for a tunnel, and what it refuses is told', async () => {
    const { url, asked } = await serve(response => response.end());
    const proxy = await startForwardProxy({ 'hooks.example.com': new URL(url).port });
    await through(proxy, 'http://hooks.example.com/SECRET?a=b');
    expect(asked[0]?.headers.host).toBe('hooks.example.com');
    const failure = await failureOf(through(proxy, 'https://elsewhere.example.com/SECRET'));
    expect(failure).toBeInstanceOf(AttemptFailedError);
    expect(failure.message).toContain('the proxy answered 502');
    expect(proxy.asked).toEqual([
      'POST http://hooks.example.com/SECRET?a=b',
      'CONNECT elsewhere.example.com:443',
    ]);
    await proxy.close();
  });

  test('a lookup that never ends is over with the deadline', async () => {
    const proxy = await startForwardProxy({});
    const lookup = vi.spyOn(dns, 'lookup').mockImplementation(() => undefined);
    try {
      const failure = await failureOf(through(proxy, 'https://hooks.example.com/SECRET', false, 100));
      expect(failure).toBeInstanceOf(AttemptFailedError);
      expect(failure.message).toBe('hooks.example.com could not be looked up in time');
    } finally {
      lookup.mockRestore();
      await proxy.close();
    }
  });

  test('a stop is not held up by a proxy that never answers', async () => {
    const silent = await silentProxy();
    const stop = new AbortController();
    const sent = sendToWebhook(
      { allowPrivate: true, deadlineMs: 600_000, proxyFor: () => silent.url },
      { url: 'https://hooks.example.com/SECRET', secret: null },
      MESSAGE,
      { links: LINKS, now: NOW },
      stop.signal,
    );
    const socket = await silent.asked;
    stop.abort();
    expect((await failureOf(sent)).message).toBe('stopped while it was sent');
    // The tunnel that was being opened is closed as well.
    if (!socket.closed) await once(socket, 'close');
  });

  test('a proxy whose login cannot be read is told, and leaves nothing behind', async () => {
    const { signal } = new AbortController();
    const sent = sendToWebhook(
      { allowPrivate: true, proxyFor: () => new URL('http://u:%zz@127.0.0.1:9') },
      { url: 'http://hooks.example.com/SECRET', secret: null },
      MESSAGE,
      { links: LINKS, now: NOW },
      signal,
    );
    expect(await failureOf(sent)).toBeInstanceOf(AttemptFailedError);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('a private name is refused before the proxy is asked; one that is not known here waits', async () => {
    const proxy = await startForwardProxy({});
    for (const host of ['localhost', '127.0.0.1', '[::1]'])
      expect(await failureOf(through(proxy, `https://${host}/SECRET`, false))).toBeInstanceOf(RefusedError);
    const unknown = await failureOf(through(proxy, 'https://hooks.invalid/SECRET', false));
    expect(unknown).toBeInstanceOf(AttemptFailedError);
    expect(unknown.message).toContain('cannot be looked up here');
    expect(proxy.asked).toEqual([]);
    await proxy.close();
  });
});

test('without the setting nothing private is asked: not by number, however written, and not by name', async () => {
  const { url, asked } = await serve(response => response.end());
  const port = new URL(url).port;
  for (const host of [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    'localhost',
  ]) {
    expect(await failureOf(send(`http://${host}:${port}/SECRET`, 2_000, false))).toBeInstanceOf(RefusedError);
  }
  expect(asked).toEqual([]);
});

test('which addresses are those of the internet', () => {
  for (const address of [
    '10.1.2.3',
    '172.31.0.1',
    '192.168.0.1',
    '169.254.169.254',
    '100.100.100.200',
    '0.1.2.3',
  ]) {
    expect(isPublicAddress(address)).toBe(false);
    expect(isPublicAddress(`::ffff:${address}`)).toBe(false);
    expect(isPublicAddress(`64:ff9b::${address}`)).toBe(false);
  }
  for (const address of [
    'fe80::1%eth0',
    'fd00:ec2::254',
    '::',
    '::1',
    'ff02::1',
    '2002:7f00:1::',
    'x',
    '224.0.0.1',
  ]) {
    expect(isPublicAddress(address)).toBe(false);
  }
  for (const address of ['8.8.8.8', '172.32.0.1', '2606:4700::1111'])
    expect(isPublicAddress(address)).toBe(true);
});

test('the lookup of the connection itself refuses a name that means this machine', async () => {
  const error = await new Promise(resolve => publicLookup('localhost', {}, resolve));
  expect(error).toBeInstanceOf(PrivateAddressError);
});

test('Retry-After is seconds or a date, and anything else is nothing', () => {
  const nowMs = Date.parse('2026-11-23T06:00:00Z');
  expect(retryAfterMs('90', nowMs)).toBe(90_000);
  expect(retryAfterMs('Mon, 23 Nov 2026 06:01:00 GMT', nowMs)).toBe(60_000);
  expect(retryAfterMs('Mon, 23 Nov 2026 05:00:00 GMT', nowMs)).toBe(0);
  expect(retryAfterMs('soon', nowMs)).toBeNull();
  expect(retryAfterMs(undefined, nowMs)).toBeNull();
});
