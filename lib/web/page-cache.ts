import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { troubleSince } from '@/lib/db/noted-trouble';
import { FAVOURITE_COOKIE } from '@/lib/favourite-cookie';
import { MINUTE_MS, SECOND_MS } from '@/lib/time/units';
import { bytesOf, gzippedBody, type KeptPage, keepPage, plainBody } from './kept-page';
import type { Recorded, RecordedResponse } from './recorded-response';

/** Whoever asks gets what the one before got. */
const FRESH_MS = SECOND_MS;
/**
 * While as many pages as that are being made or wait for it, nobody waits for one that is there: they get it as it was,
 * and it is made anew in its turn: one after the other, with pauses as long as each took, so that there is room for answers.
 */
const BUSY_PAGES = 4;
const MOST_STALE_MS = 2 * MINUTE_MS;
const REFRESHED_AT_ONCE = 1;
const MAX_BYTES = 32_000_000;
const NONCE_BYTES = 16;

/** By these one address has several answers: Next.js asks for parts of a page when one moves on within them. */
const VARYING = [
  'host',
  'rsc',
  'next-router-state-tree',
  'next-router-prefetch',
  'next-router-segment-prefetch',
  'next-url',
] as const;
/** Not pages: they answer by themselves, or are files. */
const OTHERS = /^\/(api|_next|metrics|unsubscribe)(\/|\?|$)/;

/** Set by a write, so that who saved something sees it wherever they are led to. */
const WROTE_COOKIE = 'buildhours_wrote';

interface Entry {
  page: KeptPage;
  /** When it was made, on the clock that never goes back. */
  atMs: number;
}

export interface PageAsked {
  request: IncomingMessage;
  response: RecordedResponse;
  /** Whose pages are alike: equal text, equal pages. */
  viewer: string;
  /** Asked by ourselves, so that nobody waits for it. */
  isRefresh: boolean;
  /** Answers by rendering; the nonce is that of its scripts. */
  render: (nonce: string) => void;
}

/**
 * Pages as they were sent to the last one who asked: many people look at the same few at the same time. Equal requests
 * at the same time are rendered once, and what is kept is a second old at most, minutes where there is too much to do.
 */
export class PageCache {
  private readonly entries = new Map<string, Entry>();
  private readonly underWay = new Map<string, Promise<Recorded<KeptPage>>>();
  /** Those that wait for it, too. */
  private readonly refreshed = new Set<string>();
  private readonly inTurn = pLimit(REFRESHED_AT_ONCE);
  private bytes = 0;
  /** Goes up with each write: what was begun before is not kept. */
  private generation = 0;

  /** @param refresh asks for the same page again, for nobody; resolves when it is there, or will not be */
  constructor(private readonly refresh: (request: IncomingMessage) => Promise<void>) {}

  /** Somebody has changed what pages show. */
  clear(): void {
    this.generation += 1;
    this.entries.clear();
    this.underWay.clear();
    this.bytes = 0;
  }

  async answer(asked: PageAsked): Promise<void> {
    const { request, response } = asked;
    if (request.method !== 'GET' || OTHERS.test(request.url ?? '')) return asked.render(newNonce());
    const key = keyOf(asked);
    while (!asked.isRefresh && !hasJustWritten(request)) {
      const kept = this.find(key);
      if (kept !== null) {
        if (!kept.isFresh) this.makeAnewBeside(key, request);
        return send(response, request, kept.page);
      }
      const underWay = this.underWay.get(key);
      if (underWay === undefined) break;
      const page = await underWay;
      if (page === 'not to be kept') return asked.render(newNonce());
      // Where who was first has gone, the next of those who wait is.
      if (page !== 'broken off') return send(response, request, page);
    }
    await this.renderAnew(key, asked);
  }

  private async renderAnew(key: string, asked: PageAsked): Promise<void> {
    const nonce = newNonce();
    const { generation } = this;
    const rendered = recordPage(asked, nonce);
    this.underWay.set(key, rendered);
    // We compress it ourselves.
    delete asked.request.headers['accept-encoding'];
    asked.render(nonce);
    const page = await rendered.finally(() => {
      if (this.underWay.get(key) === rendered) this.underWay.delete(key);
    });
    if (typeof page !== 'string' && generation === this.generation) this.keep(key, page);
  }

  private makeAnewBeside(key: string, request: IncomingMessage): void {
    if (this.refreshed.has(key) || this.underWay.has(key)) return;
    this.refreshed.add(key);
    void this.inTurn(async () => {
      const startMs = performance.now();
      await this.refresh(request).finally(() => this.refreshed.delete(key));
      await sleep(performance.now() - startMs, undefined, { ref: false });
    });
  }

  private find(key: string): { page: KeptPage; isFresh: boolean } | null {
    const entry = this.entries.get(key);
    if (entry === undefined) return null;
    const ageMs = performance.now() - entry.atMs;
    const isFresh = ageMs <= FRESH_MS;
    return isFresh || (this.isBusy() && ageMs <= MOST_STALE_MS) ? { page: entry.page, isFresh } : null;
  }

  private isBusy(): boolean {
    return this.underWay.size + this.inTurn.pendingCount >= BUSY_PAGES;
  }

  private keep(key: string, page: KeptPage): void {
    this.drop(key);
    const atMs = performance.now();
    this.entries.set(key, { page, atMs });
    this.bytes += bytesOf(page);
    for (const [oldest, entry] of this.entries) {
      if (this.bytes <= MAX_BYTES && atMs - entry.atMs <= MOST_STALE_MS) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    this.bytes -= bytesOf(entry.page);
  }
}

async function recordPage({ request, response }: PageAsked, nonce: string): Promise<Recorded<KeptPage>> {
  const startMs = performance.now();
  const answer = await response.record({ acceptsGzip: takesGzip(request) });
  if (typeof answer === 'string') return answer;
  // Parts of it may say that there was no answer.
  return troubleSince(startMs) === null ? keepPage(answer, nonce) : 'broken off';
}

/** For the answer to a write. */
export function wroteCookie(): string {
  return `${WROTE_COOKIE}=1; Path=/; Max-Age=${MOST_STALE_MS / SECOND_MS}; HttpOnly; SameSite=Lax`;
}

function hasJustWritten({ headers }: IncomingMessage): boolean {
  return headers.cookie?.includes(`${WROTE_COOKIE}=`) === true;
}

function keyOf({ request, viewer }: PageAsked): string {
  const headers = VARYING.map(name => request.headers[name] ?? null);
  return JSON.stringify([viewer, request.url, ...headers, favouriteOf(request)]);
}

/** The team that pages begin with, of which the address says nothing. */
function favouriteOf({ headers }: IncomingMessage): string | null {
  const cookies = (headers.cookie ?? '').split(/;\s*/);
  return cookies.find(cookie => cookie.startsWith(`${FAVOURITE_COOKIE}=`)) ?? null;
}

function newNonce(): string {
  return randomBytes(NONCE_BYTES).toString('base64url');
}

function takesGzip({ headers }: IncomingMessage): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(headers['accept-encoding'] ?? '');
}

function send(response: RecordedResponse, request: IncomingMessage, page: KeptPage): void {
  const nonce = newNonce();
  const isGzip = takesGzip(request);
  const body = isGzip ? gzippedBody(page, nonce) : plainBody(page, nonce);
  for (const [name, value] of page.headers) response.setHeader(name, value.replaceAll(page.nonce, nonce));
  if (isGzip) response.setHeader('Content-Encoding', 'gzip');
  response.setHeader('Content-Length', body.length);
  response.end(body);
}
