import type { Dispatcher } from 'undici';
import { isEncoded, plainBody } from './content-encoding';

/** Logs are capped by Drone at 5 MiB of text, about 16 MB as JSON: more than this is something else. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** By their names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string | undefined>>;

type ReceivedHeaders = Record<string, string | string[] | undefined>;

export interface HttpAnswer {
  status: number;
  headers: AnswerHeaders;
  body: Buffer;
  /** By performance.now(), in the middle between asking and the first byte of the answer: our clock may be set meanwhile. */
  askedAtMs: number;
}

export interface AnswerTaker {
  take: (answer: HttpAnswer) => void;
  fail: (error: unknown) => void;
  /** What to say of an error on the way. @param status of the answer; 0: none had begun */
  explain: (error: unknown, status: number) => unknown;
}

/** A body of more than MAX_BODY_BYTES. */
export class BodyTooLargeError extends Error {}

/** One answer, read to its end and held. Its taker hears of it once: that it is there, or why it is not. */
export class PendingAnswer implements Dispatcher.DispatchHandler {
  private readonly startedAtMs = performance.now();
  private askedAtMs = 0;
  private status = 0;
  private headers: AnswerHeaders = {};
  private readonly chunks: Buffer[] = [];
  private byteCount = 0;
  private isOver = false;
  private timer: NodeJS.Timeout | null = null;
  private controller: Dispatcher.DispatchController | null = null;

  constructor(private readonly taker: AnswerTaker) {}

  /** From now on it may take so long; then it fails with what `late` says. */
  limit(timeoutMs: number, late: () => unknown): void {
    if (!this.isOver) this.timer = setTimeout(() => this.fail(late()), timeoutMs);
  }

  /** Ends it wherever it is. A connection that is being opened for it goes on being opened. */
  fail(error: unknown): void {
    if (!this.finish()) return;
    this.taker.fail(error);
    this.controller?.abort(NOBODY_WAITS);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.isOver) controller.abort(NOBODY_WAITS);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: ReceivedHeaders): void {
    // Early hints and the like: the answer is still to come.
    if (status < 200) return;
    this.askedAtMs = (this.startedAtMs + performance.now()) / 2;
    this.status = status;
    this.headers = singleHeaders(headers);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.byteCount += chunk.length;
    if (this.byteCount > MAX_BODY_BYTES) this.failBy(new BodyTooLargeError());
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [only] = this.chunks;
    const body = only !== undefined && this.chunks.length === 1 ? only : Buffer.concat(this.chunks);
    const encoding = this.headers['content-encoding'];
    if (isEncoded(encoding, body)) {
      readPlain(body, encoding).then(
        plain => this.end(plain),
        (error: unknown) => this.failBy(error),
      );
    } else {
      this.end(body);
    }
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.failBy(error);
  }

  private failBy(error: unknown): void {
    if (!this.isOver) this.fail(this.taker.explain(error, this.status));
  }

  private end(body: Buffer): void {
    if (!this.finish()) return;
    const { status, headers, askedAtMs } = this;
    this.taker.take({ status, headers, body, askedAtMs });
  }

  /** @returns false: it was over already */
  private finish(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    if (this.timer !== null) clearTimeout(this.timer);
    return true;
  }
}

const NOBODY_WAITS = new Error('nobody waits for this answer any more');

/** Whose values are lists, be it in one header or in several. */
const LISTS = ['content-encoding', 'proxy-authenticate', 'via', 'www-authenticate'];

/** Of headers that come several times the first counts, but where they are parts of a list. */
export function singleHeaders(headers: ReceivedHeaders): AnswerHeaders {
  const single: Record<string, string | undefined> = {};
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) single[name] = LISTS.includes(name) ? value.join(', ') : value[0];
    else single[name] = value;
  }
  return single;
}

/** @throws BodyTooLargeError, EncodingError */
async function readPlain(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of plainBody(oneChunk(body), encoding)) {
    byteCount += chunk.length;
    if (byteCount > MAX_BODY_BYTES) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* oneChunk(body: Buffer): AsyncGenerator<Buffer, void> {
  yield body;
}
