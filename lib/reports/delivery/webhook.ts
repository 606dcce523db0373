import { createHmac } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { SECOND_MS } from '@/lib/time/units';
import { renderJson } from '../render/json';
import type { RenderOptions } from '../render/links';
import { renderSlack } from '../render/slack';
import { AttemptFailedError, type OutgoingMessage, RefusedError } from './attempt';
import { isPublicAddress, PrivateAddressError, publicLookup } from './public-lookup';

export interface WebhookOptions {
  /** Whether addresses of private networks may be asked. */
  allowPrivate: boolean;
  /** For all of it. */
  deadlineMs?: number;
}

const DEADLINE_MS = 30 * SECOND_MS;
/** Of an answer no more is read. */
const MOST_ANSWER_BYTES = 64 * 1024;

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
    type: `buildhours.${kind}`,
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
  { allowPrivate, deadlineMs = DEADLINE_MS }: WebhookOptions,
  address: string,
  { body, headers }: Posted,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // An address in numbers is never looked up.
  if (!allowPrivate && net.isIP(host) !== 0 && !isPublicAddress(host)) {
    throw new RefusedError(new PrivateAddressError(host).message);
  }
  const deadline = AbortSignal.timeout(deadlineMs);
  const scheme = url.protocol === 'https:' ? https : http;
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const request = scheme.request(url, {
      method: 'POST',
      agent: false,
      signal: AbortSignal.any([signal, deadline]),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'buildhours',
        ...headers,
      },
      ...(allowPrivate ? {} : { lookup: publicLookup }),
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
  }).catch((error: unknown) => {
    if (error instanceof PrivateAddressError) throw new RefusedError(error.message);
    if (signal.aborted) throw new AttemptFailedError('stopped while it was sent');
    if (deadline.aborted) throw new AttemptFailedError(`${url.host} did not answer in time`);
    throw new AttemptFailedError(`${url.host} could not be reached: ${codeOf(error)}`);
  });
  const { statusCode: status = 0, headers: answered } = answer;
  if (status >= 200 && status < 300) return;
  const words = `${url.host} answered ${status}`;
  if (status >= 300 && status < 400) throw new RefusedError(`${words}: redirects are not followed`);
  // What asks for patience, and what is the receiver's own trouble; all else says that it is our address or message.
  const mayLater = status >= 500 || [408, 425, 429].includes(status);
  if (!mayLater) throw new RefusedError(words);
  throw new AttemptFailedError(words, retryAfterMs(answered['retry-after'], Date.now()));
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
  return error instanceof Error ? error.name : 'unknown trouble';
}
