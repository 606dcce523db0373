import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { ZodError } from 'zod';
import {
  type AskedRequest,
  CiAnswerError,
  CiBrokenAnswerError,
  type CiError,
  CiUnreachableError,
} from '@/lib/ci/ci-errors';
import type { CiClientOptions } from '@/lib/ci/ci-server';
import { MINUTE_MS } from '@/lib/time/units';
import { parseServerAddress, parseToken } from './addresses';
import { readAnswer } from './answers';
import { describeMisfit } from './decode';
import { HttpConnection } from './http-connection';
import { BrokenListError, listEntries } from './list-entries';
import type { HttpAnswer } from './pending-answer';

type Attempt = { json: unknown; answer: HttpAnswer } | FailedAttempt;

interface FailedAttempt {
  error: CiError;
  mayPass: boolean;
  retryAfter: string | undefined;
}

/** Some entries of a list, one after the other. */
interface ListPart {
  entries: unknown[];
  /** The place of the first of them in the list, from 1. */
  first: number;
}

/** Asks one server: limited, timed, tried again where that may help, cancelled all together. */
export class DroneRequests {
  private readonly base: URL;
  private readonly token: string;
  private readonly maxAttempts: number;
  private readonly backoffBaseMs: number;
  private readonly onRequest: CiClientOptions['onRequest'];
  private readonly limit: ReturnType<typeof pLimit>;
  private readonly connection: HttpConnection;
  private readonly closing = new AbortController();
  private readonly stopListening: () => void;

  constructor(options: CiClientOptions) {
    this.base = parseServerAddress(options.server);
    this.token = parseToken(options.token);
    this.maxAttempts = options.maxAttempts ?? 5;
    this.backoffBaseMs = options.backoffBaseMs ?? 500;
    this.onRequest = options.onRequest;
    const { maxConcurrentRequests = 8 } = options;
    this.limit = pLimit(maxConcurrentRequests);
    this.connection = new HttpConnection({
      base: this.base,
      token: this.token,
      connections: maxConcurrentRequests,
      timeoutMs: options.requestTimeoutMs ?? 30_000,
      proxy: options.proxy ?? null,
      caFile: options.caFile ?? null,
    });
    const cancel = () => this.cancel(options.signal?.reason);
    options.signal?.addEventListener('abort', cancel, { once: true });
    this.stopListening = () => options.signal?.removeEventListener('abort', cancel);
    if (options.signal?.aborted === true) cancel();
  }

  /** GET with the given path from the root, for error messages. */
  asked(path: string): AskedRequest {
    return { method: 'GET', url: `${this.base.origin}${path}` };
  }

  /**
   * Asks until an answer can be used, and decodes it. A request keeps its place while it waits for its
   * next attempt, so that a server in trouble is asked less.
   *
   * @param decode throws ZodError when the JSON has another shape
   * @throws CiError; the signal's reason when cancelled
   */
  get<T>(path: string, decode: (json: unknown, answer: HttpAnswer) => T): Promise<T> {
    return this.limit(async () => {
      const { json, answer } = await this.ask(path);
      try {
        return decode(json, answer);
      } catch (error) {
        if (!(error instanceof ZodError)) throw error;
        throw new CiAnswerError(this.asked(path), answer.status, describeMisfit(error), { cause: error });
      }
    });
  }

  /**
   * The entries of a list of any length while they come in. What breaks off is asked for again from its beginning, so
   * that entries may come twice.
   *
   * @throws CiError; the signal's reason when cancelled
   */
  async *list(path: string): AsyncGenerator<ListPart, void> {
    const leave = await this.takePlace();
    try {
      for (let attempt = 1; ; attempt += 1) {
        this.closing.signal.throwIfAborted();
        const failed = yield* this.listOnce(path, attempt);
        if (failed === null) return;
        if (!failed.mayPass || attempt >= this.maxAttempts) throw failed.error;
        await this.pause(attempt, failed.retryAfter);
      }
    } finally {
      leave();
    }
  }

  /** One attempt, whatever comes of it; null: no answer. */
  async peek(path: string): Promise<HttpAnswer | null> {
    const asked = this.asked(path);
    try {
      return await this.limit(() => this.connection.get(asked, path));
    } catch (error) {
      this.closing.signal.throwIfAborted();
      if (error instanceof CiUnreachableError || error instanceof CiAnswerError) return null;
      throw error;
    }
  }

  /** Looks whether https is meant where the address says http; one attempt. */
  speaksTls(): Promise<boolean> {
    return this.limit(() => this.connection.speaksTls());
  }

  /** Ends everything under way and to come. */
  close(): void {
    this.cancel(new Error('the Drone client was closed'));
  }

  private cancel(reason: unknown): void {
    this.stopListening();
    this.closing.abort(reason);
    this.connection.close(this.closing.signal.reason);
  }

  private async ask(path: string): Promise<{ json: unknown; answer: HttpAnswer }> {
    for (let attempt = 1; ; attempt += 1) {
      this.closing.signal.throwIfAborted();
      const outcome = await this.askOnce(path, attempt);
      if ('json' in outcome) return outcome;
      if (!outcome.mayPass || attempt >= this.maxAttempts) throw outcome.error;
      await this.pause(attempt, outcome.retryAfter);
    }
  }

  private async askOnce(path: string, attempt: number): Promise<Attempt> {
    const asked = this.asked(path);
    const startedMs = performance.now();
    const tell = (status: number | null) =>
      this.onRequest?.({ ...asked, status, attempt, durationMs: performance.now() - startedMs });
    let answer: HttpAnswer;
    try {
      answer = await this.connection.get(asked, path);
    } catch (error) {
      tell(error instanceof CiAnswerError ? error.status : null);
      if (error instanceof CiBrokenAnswerError) return { error, mayPass: true, ...NO_RETRY };
      if (!(error instanceof CiUnreachableError)) throw error;
      return { error, mayPass: mayPass(error), retryAfter: undefined };
    }
    tell(answer.status);
    const read = readAnswer(asked, answer, this.token);
    if ('json' in read) return { json: read.json, answer };
    return { ...read, retryAfter: answer.headers['retry-after'] };
  }

  /** @returns what it failed with; null: the list was read to its end */
  private async *listOnce(path: string, attempt: number): AsyncGenerator<ListPart, FailedAttempt | null> {
    const asked = this.asked(path);
    const startedMs = performance.now();
    let status: number | null = null;
    try {
      const answer = await this.connection.open(asked, path);
      status = answer.status;
      if (status >= 200 && status < 300 && !/^text\/html\b/i.test(answer.headers['content-type'] ?? '')) {
        let first = 1;
        for await (const entries of listEntries(answer.body)) {
          yield { entries, first };
          first += entries.length;
        }
        return null;
      }
      const body = await readStart(answer.body);
      const read = readAnswer(asked, { ...answer, body }, this.token);
      if ('json' in read) return { error: brokenList(asked, status, 'no list'), mayPass: false, ...NO_RETRY };
      return { ...read, retryAfter: answer.headers['retry-after'] };
    } catch (error) {
      if (error instanceof BrokenListError && status !== null)
        return { error: brokenList(asked, status, error.message, error), mayPass: true, ...NO_RETRY };
      if (error instanceof CiBrokenAnswerError) return { error, mayPass: true, ...NO_RETRY };
      if (!(error instanceof CiUnreachableError)) throw error;
      return { error, mayPass: mayPass(error), ...NO_RETRY };
    } finally {
      this.onRequest?.({ ...asked, status, attempt, durationMs: performance.now() - startedMs });
    }
  }

  /** One of the places for requests, held until the returned function is called. */
  private takePlace(): Promise<() => void> {
    return new Promise(resolve => {
      void this.limit(() => new Promise<void>(leave => resolve(leave)));
    });
  }

  private async pause(attempt: number, retryAfter: string | undefined): Promise<void> {
    const { signal } = this.closing;
    const delayMs = retryDelayMs({
      attempt,
      baseMs: this.backoffBaseMs,
      retryAfter,
      nowMs: Date.now(),
      random: Math.random(),
    });
    await sleep(delayMs, undefined, { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
  }
}

/** Certificates, schemes and what a proxy allows do not change by asking again at once. */
function mayPass({ reason }: CiUnreachableError): boolean {
  return reason !== 'tls' && reason !== 'scheme' && reason !== 'proxy';
}

const NO_RETRY = { retryAfter: undefined };
/** Of an answer that is an error: its words stand at its beginning. */
const MOST_ERROR_BYTES = 65_536;

async function readStart(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let byteCount = 0;
  for await (const piece of body) {
    pieces.push(piece);
    byteCount += piece.length;
    if (byteCount >= MOST_ERROR_BYTES) break;
  }
  return Buffer.concat(pieces);
}

function brokenList(asked: AskedRequest, status: number, what: string, cause?: Error): CiAnswerError {
  return new CiBrokenAnswerError(asked, status, `${what}: cut off or garbled on the way`, { cause });
}

const MAX_BACKOFF_MS = 30_000;
/** A server that asks for a day may be well in a minute; eight requests a minute are no burden to any. */
const MAX_RETRY_AFTER_MS = MINUTE_MS;

export interface RetryDelayInput {
  /** From 1: the attempt that just failed. */
  attempt: number;
  baseMs: number;
  /** The header as sent: seconds or an HTTP date. */
  retryAfter: string | undefined;
  nowMs: number;
  /** From 0 to 1. */
  random: number;
}

/**
 * How long to wait before the next attempt: what the server asks for, else exponential back-off with full
 * jitter (anything from 0 to the exponential bound, so that clients do not come back in step).
 */
export function retryDelayMs({ attempt, baseMs, retryAfter, nowMs, random }: RetryDelayInput): number {
  const askedMs = parseRetryAfterMs(retryAfter, nowMs);
  if (askedMs !== null) return Math.min(Math.max(askedMs, 0), MAX_RETRY_AFTER_MS);
  return random * Math.min(MAX_BACKOFF_MS, baseMs * 2 ** (attempt - 1));
}

function parseRetryAfterMs(retryAfter: string | undefined, nowMs: number): number | null {
  if (retryAfter === undefined) return null;
  if (/^\s*\d+\s*$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? null : date - nowMs;
}
