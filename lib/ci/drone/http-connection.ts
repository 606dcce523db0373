import tls, { type SecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import {
  type AskedRequest,
  CiAnswerError,
  CiBrokenAnswerError,
  CiTooLargeError,
  type CiUnreachableError,
} from '@/lib/ci/ci-errors';
import { peerOf } from '../peer';
import { proxyHeaders } from '../proxy-tunnel';
import type { ConnectionPool } from './connection-pool';
import { BrokenEncodingError, EncodingError, plainBody } from './content-encoding';
import { failedConnectionError, silenceError } from './failed-connection';
import {
  BodyTooLargeError,
  type HttpAnswer,
  MAX_BODY_BYTES,
  PendingAnswer,
  singleHeaders,
} from './pending-answer';
import { trustedContext } from './trusted-context';

/** The same while its body still comes in; reading it throws CiUnreachableError, or the reason given to `close`. */
export interface OpenAnswer extends Omit<HttpAnswer, 'body'> {
  body: AsyncIterable<Buffer>;
}

const ENCODED_PATH = /^\/[!-~]*$/;

export interface ConnectionOptions {
  base: URL;
  token: string;
  /** At a time. */
  connections: number;
  timeoutMs: number;
  proxy: URL | null;
  caFile: string | null;
}

/**
 * Kept-open connections to one server, through a proxy or not. By undici's dispatch, since an answer of 7 kB then costs
 * some 30 µs of CPU, by node:http 70, by fetch 200 (Node 20, loopback). It is loaded when something is asked: most pages
 * know their server, and ask it nothing.
 */
export class HttpConnection {
  private readonly secureContext: SecureContext | null;
  private readonly headers: string[];
  /** Through which https is spoken unread; of http a proxy is given whole addresses. */
  private readonly tunnel: URL | null;
  private readonly pathPrefix: string;
  private readonly closing = new AbortController();
  private readonly underWay = new Set<Pick<PendingAnswer, 'fail'>>();
  private loading: Promise<typeof import('./connection-pool')> | null = null;
  private pool: ConnectionPool | null = null;

  /** @throws CiOptionsError when the file of certificate authorities cannot be used */
  constructor(private readonly options: ConnectionOptions) {
    const { base, proxy, caFile, token } = options;
    this.secureContext = caFile === null ? null : trustedContext(caFile);
    this.tunnel = base.protocol === 'https:' ? proxy : null;
    const isForwarded = proxy !== null && this.tunnel === null;
    this.pathPrefix = isForwarded ? base.origin : '';
    const headers: Record<string, string> = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'buildhours',
      ...(isForwarded ? { host: base.host, ...proxyHeaders(proxy) } : {}),
    };
    this.headers = Object.entries(headers).flat();
  }

  /**
   * One GET, one answer, whatever its status; redirects are not followed.
   *
   * @param path from the root, encoded
   * @throws CiUnreachableError; CiTooLargeError above MAX_BODY_BYTES; the reason given to `close`
   */
  async get(asked: AskedRequest, path: string): Promise<HttpAnswer> {
    const pool = this.pool ?? (await this.openPool());
    const request = this.request(path);
    return new Promise((resolve, reject) => {
      const pending = new PendingAnswer({
        take: answer => {
          this.underWay.delete(pending);
          resolve(answer);
        },
        fail: error => {
          this.underWay.delete(pending);
          reject(error);
        },
        explain: (error, status) => this.failure(asked, error, status),
      });
      this.underWay.add(pending);
      pool.dispatch(request, pending);
      // After it: a connection that is opened for it has the same time, and can say better what was late.
      pending.limit(this.options.timeoutMs, () => this.timeoutError(asked));
    });
  }

  /**
   * The same for what is too long to be held: the body is read as fast as it is taken. The time-out is for the answer to
   * begin, and for each piece from when it is asked for: however long the piece before is being stored.
   *
   * @throws CiUnreachableError; the reason given to `close`
   */
  async open(asked: AskedRequest, path: string): Promise<OpenAnswer> {
    const pool = this.pool ?? (await this.openPool());
    const request = this.request(path);
    return new Promise((resolve, reject) => {
      const { timeoutMs } = this.options;
      const startedAtMs = performance.now();
      const ending = new AbortController();
      const { signal } = ending;
      const pending = {
        fail: (error: unknown) => {
          // What it failed with first is what is told.
          ending.abort(error);
          clearTimeout(timer);
          underWay.delete(pending);
          reject(signal.reason);
        },
      };
      const failAsSilent = () => pending.fail(this.timeoutError(asked));
      const { underWay } = this;
      underWay.add(pending);
      const failureOf = (error: unknown, status?: number) => this.failure(asked, error, status);
      const answered = ({ statusCode: status, headers: received, body }: Dispatcher.ResponseData) => {
        const askedAtMs = (startedAtMs + performance.now()) / 2;
        clearTimeout(timer);
        const headers = singleHeaders(received);
        async function* pieces(): AsyncGenerator<Buffer, void> {
          try {
            yield* plainBody(timed(body, timeoutMs, failAsSilent), headers['content-encoding']);
          } catch (error) {
            throw signal.aborted ? signal.reason : failureOf(error, status);
          } finally {
            underWay.delete(pending);
            ending.abort();
          }
        }
        resolve({ status, headers, body: pieces(), askedAtMs });
      };
      pool.request({ ...request, signal }).then(answered, (error: unknown) => {
        pending.fail(failureOf(error));
      });
      const timer = setTimeout(failAsSilent, timeoutMs);
    });
  }

  /** Whether a server that drops what is asked by http would rather be asked by https. */
  speaksTls(): Promise<boolean> {
    const { base, proxy, timeoutMs } = this.options;
    if (base.protocol === 'https:' || proxy !== null) return Promise.resolve(false);
    return new Promise(resolve => {
      // Nothing is sent, so it does not matter whose certificate it is.
      const socket = tls.connect({ ...peerOf(base), rejectUnauthorized: false });
      const end = (speaks: boolean) => {
        socket.destroy();
        resolve(speaks);
      };
      socket.setTimeout(timeoutMs, () => end(false));
      socket.once('secureConnect', () => end(true));
      socket.once('error', () => end(false));
    });
  }

  /** @throws the reason given to `close` before */
  private async openPool(): Promise<ConnectionPool> {
    this.loading ??= import('./connection-pool');
    const { ConnectionPool } = await this.loading;
    this.closing.signal.throwIfAborted();
    const { base, proxy, connections, timeoutMs } = this.options;
    const { tunnel, secureContext } = this;
    const peer = tunnel === null ? (proxy ?? base) : base;
    this.pool ??= new ConnectionPool({ peer, tunnel, secureContext, connections, timeoutMs });
    return this.pool;
  }

  private request(path: string): Dispatcher.DispatchOptions {
    // What undici refuses by itself would take a place in the pool for good.
    if (!ENCODED_PATH.test(path)) throw new TypeError(`"${path}" is no encoded path`);
    return { method: 'GET', path: `${this.pathPrefix}${path}`, headers: this.headers };
  }

  private timeoutError(asked: AskedRequest): CiUnreachableError {
    return silenceError(asked, this.options);
  }

  private failure(asked: AskedRequest, error: unknown, status = 0): unknown {
    if (error instanceof BodyTooLargeError)
      return new CiTooLargeError(asked, status, `more than ${MAX_BODY_BYTES / 1024 / 1024} MB`);
    if (error instanceof BrokenEncodingError) return new CiBrokenAnswerError(asked, status, error.message);
    if (error instanceof EncodingError) return new CiAnswerError(asked, status, error.message);
    return error instanceof Error ? failedConnectionError(asked, error, this.options) : error;
  }

  /** Ends what is under way with `reason` and lets go of the connections. */
  close(reason: unknown): void {
    for (const pending of this.underWay) pending.fail(reason);
    this.closing.abort(reason);
    this.pool?.end();
    this.pool = null;
  }
}

/** @param onSilence called when a piece that is waited for has not come in time */
async function* timed(
  pieces: AsyncIterable<Buffer>,
  timeoutMs: number,
  onSilence: () => void,
): AsyncGenerator<Buffer, void> {
  const rest = pieces[Symbol.asyncIterator]();
  try {
    for (;;) {
      const timer = setTimeout(onSilence, timeoutMs);
      const next = await rest.next().finally(() => clearTimeout(timer));
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}
