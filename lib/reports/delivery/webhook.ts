import { createHmac } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { bareHost, peerOf } from '@/lib/ci/peer';
import { proxyHeaders, TunnelAgent, TunnelRefusedError } from '@/lib/ci/proxy-tunnel';
import { limitSignal } from '@/lib/time/limited-signal';
import { SECOND_MS } from '@/lib/time/units';
import { renderJson } from '../render/json';
import type { RenderOptions } from '../render/links';
import { renderSlack } from '../render/slack';
import { AttemptFailedError, type OutgoingMessage, RefusedError } from './attempt';
import { isPublicAddress, PrivateAddressError, publicLookup } from './public-lookup';

export interface WebhookOptions {
  /** Whether addresses of private networks may be asked. */
  allowPrivate: boolean;
  /** Which proxy leads to an address; null: none is needed. Left out: never one. */
  proxyFor?: (url: URL) => URL | null;
  /** For all of it. */
  deadlineMs?: number;
}

const DEADLINE_MS = 30 * SECOND_MS;
/** Of an answer no more is read. */
const MOST_ANSWER_BYTES = 64 * 1024;

const EVENT_TYPES = {
  report: 'buildhours.report',
  alerts: 'alert.opened',
  test: 'buildhours.test',
} as const satisfies Record<OutgoingMessage['kind'], string>;

interface Posted {
  body: string;
  headers: Record<string, string>;
}

/** @throws AttemptFailedError, RefusedError; neither holds the address, which is a secret */
export function sendToSlack(
  options: WebhookOptions,
  url: string,
  { document }: OutgoingMessage,
  links: RenderOptions,
  signal: AbortSignal,
): Promise<void> {
  return post(options, url, { body: JSON.stringify(renderSlack(document, links)), headers: {} }, signal);
}

/**
 * Sends the message as JSON, signed as Standard Webhooks say. By its id it always has the same webhook-id.
 *
 * @param secret whsec_ and base64; null: nothing is signed
 * @throws AttemptFailedError, RefusedError; neither holds address or secret
 */
export function sendToWebhook(
  options: WebhookOptions,
  { url, secret }: { url: string; secret: string | null },
  { id, kind, document, dueAt }: OutgoingMessage,
  { links, now }: { links: RenderOptions; now: Date },
  signal: AbortSignal,
): Promise<void> {
  const body = JSON.stringify({
    type: EVENT_TYPES[kind],
    timestamp: dueAt.toISOString(),
    data: renderJson(document, links),
  });
  const timestamp = String(Math.floor(now.getTime() / SECOND_MS));
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...(secret === null ? {} : { 'webhook-signature': webhookSignature(secret, id, timestamp, body) }),
  };
  return post(options, url, { body, headers }, signal);
}

/** `v1,` and the HMAC-SHA256 of `id.timestamp.body` by the secret's bytes (standardwebhooks.com). */
function webhookSignature(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** One POST; redirects are not followed, wherever they lead. */
async function post(
  { allowPrivate, proxyFor = () => null, deadlineMs = DEADLINE_MS }: WebhookOptions,
  address: string,
  { body, headers }: Posted,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(address);
  const host = bareHost(url);
  // An address in numbers is never looked up.
  if (!allowPrivate && net.isIP(host) !== 0 && !isPublicAddress(host)) {
    throw new RefusedError(new PrivateAddressError(host).message);
  }
  const proxy = proxyFor(url);
  const limit = limitSignal(signal, deadlineMs);
  let way: Way | null = null;
  let isLookedUp = true;
  let answer: http.IncomingMessage;
  try {
    way = wayTo(url, proxy, deadlineMs);
    if (proxy !== null && !allowPrivate) {
      // Whom a proxy connects to is his to look up: what the name means here is all that can be looked at.
      isLookedUp = false;
      await checkIsPublic(host, limit.signal);
      isLookedUp = true;
    }
    const lookup = allowPrivate || proxy !== null ? {} : { lookup: publicLookup };
    answer = await ask(way, { body, headers }, lookup, limit.signal);
  } catch (error) {
    if (error instanceof PrivateAddressError) throw new RefusedError(error.message);
    if (signal.aborted) throw new AttemptFailedError('stopped while it was sent');
    if (limit.isOverdue()) {
      const what = isLookedUp ? 'did not answer' : 'could not be looked up';
      throw new AttemptFailedError(`${url.host} ${what} in time`);
    }
    if (error instanceof AttemptFailedError) throw error;
    const through = proxy === null ? '' : ` through the proxy ${proxy.host}`;
    throw new AttemptFailedError(`${url.host} could not be reached${through}: ${codeOf(error)}`);
  } finally {
    limit.release();
    way?.close();
  }
  const { statusCode: status = 0, headers: answered } = answer;
  if (status >= 200 && status < 300) return;
  const words = `${url.host} answered ${status}`;
  if (status >= 300 && status < 400) throw new RefusedError(`${words}: redirects are not followed`);
  // What asks for patience, and what is the receiver's own trouble; all else says that it is our address or message.
  const mayLater = status >= 500 || [408, 425, 429].includes(status);
  if (!mayLater) throw new RefusedError(words);
  throw new AttemptFailedError(words, retryAfterMs(answered['retry-after'], Date.now()));
}

/** @throws what went wrong, or the signal's reason as soon as that aborts: a tunnel may still be opening then */
function ask(
  way: Way,
  { body, headers }: Posted,
  options: http.RequestOptions,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  return untilAborted(signal, (resolve, reject) => {
    const request = way.request({
      ...way.options,
      ...options,
      signal,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'buildhours',
        ...way.headers,
        ...headers,
      },
    });
    request.on('error', reject);
    request.on('response', response => {
      let byteCount = 0;
      response.on('data', (chunk: Buffer) => {
        byteCount += chunk.length;
        if (byteCount <= MOST_ANSWER_BYTES) return;
        // Its status is all that is asked for.
        resolve(response);
        request.destroy();
      });
      response.on('end', () => resolve(response));
      response.on('error', reject);
    });
    request.end(body);
  });
}

interface Way {
  request: typeof http.request;
  options: http.RequestOptions;
  headers: http.OutgoingHttpHeaders;
  close: () => void;
}

/** Directly, through a tunnel of the proxy where the webhook has https, else by asking the proxy for the whole address. */
function wayTo(url: URL, proxy: URL | null, timeoutMs: number): Way {
  const peer = proxy === null || url.protocol === 'https:' ? url : proxy;
  const tunnel =
    proxy !== null && url.protocol === 'https:'
      ? new TunnelAgent(proxy, { keepAlive: false }, timeoutMs)
      : null;
  const isAsked = proxy !== null && tunnel === null;
  return {
    request: peer.protocol === 'https:' ? https.request : http.request,
    options: {
      agent: tunnel ?? false,
      protocol: peer.protocol,
      // By its own name, also where that is a proxy: else Node takes that of the header.
      ...peerOf(peer),
      path: isAsked ? url.href.replace(/#.*$/, '') : `${url.pathname}${url.search}`,
    },
    headers: isAsked ? { host: url.host, ...proxyHeaders(proxy) } : {},
    close: () => tunnel?.destroy(),
  };
}

/**
 * @throws PrivateAddressError where the name means something private; AttemptFailedError where it is not known here; the
 *   signal's reason once that aborts, since a lookup cannot be ended
 */
async function checkIsPublic(host: string, signal: AbortSignal): Promise<void> {
  const error = await untilAborted<Error | null>(signal, resolve => publicLookup(host, {}, resolve));
  if (error === null) return;
  if (error instanceof PrivateAddressError) throw error;
  throw new AttemptFailedError(
    `${host} cannot be looked up here (${codeOf(error)}), and so it is not known whether it is private; where only the proxy knows names, set WEBHOOK_ALLOW_PRIVATE=true`,
  );
}

/** As `new Promise`; once the signal aborts, it fails with its reason. */
function untilAborted<Value>(
  signal: AbortSignal,
  begin: (resolve: (value: Value) => void, reject: (error: unknown) => void) => void,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    begin(resolve, reject);
  });
}

/** Seconds or a date (RFC 9110); null: it does not say, or what it says is neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * SECOND_MS;
  const ms = Date.parse(header);
  return Number.isNaN(ms) ? null : Math.max(0, ms - nowMs);
}

/** Never the message: it may hold the address. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof TunnelRefusedError) return error.message;
  return error instanceof Error ? error.name : 'unknown trouble';
}
