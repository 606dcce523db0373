import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import {
  type AskedRequest,
  CiAnswerError,
  CiBrokenAnswerError,
  CiTooLargeError,
  type CiUnreachableError,
} from '@/lib/ci/ci-errors';
import { proxyHeaders, TunnelAgent } from '../proxy-tunnel';
import { BrokenEncodingError, EncodingError, isEncoded, plainBody } from './content-encoding';
import { failedConnectionError, silenceError } from './failed-connection';
import { trustedContext } from './trusted-context';

/** Logs are capped by Drone at 5 MiB of text, about 16 MB as JSON: more than this is something else. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** By performance.now(), in the middle between asking and the first byte of the answer: our clock may be set meanwhile. */
  askedAtMs: number;
}

/** The same while its body still comes in; reading it throws CiUnreachableError, or the reason given to `close`. */
export interface OpenAnswer extends Omit<HttpAnswer, 'body'> {
  body: AsyncIterable<Buffer>;
}

export interface ConnectionOptions {
  base: URL;
  token: string;
  timeoutMs: number;
  proxy: URL | null;
  caFile: string | null;
}

/**
 * Kept-open connections to one server, through a proxy or not. On node:http rather than fetch: a small request costs 45 µs of CPU
 * instead of 210, and one core asks 23,000 times a second instead of 5,500 (Node 20, loopback, 7 kB body).
 */
export class HttpConnection {
  private readonly target: http.RequestOptions & { request: typeof http.request };
  private readonly agent: http.Agent;
  /** Before the path: a proxy that is asked without a tunnel is given whole addresses. */
  private readonly pathPrefix: string;
  private readonly underWay = new Map<ClientRequest, (error: unknown) => void>();

  /** @throws CiOptionsError when the file of certificate authorities cannot be used */
  constructor(private readonly options: ConnectionOptions) {
    const { base, proxy, caFile, timeoutMs } = options;
    const secure = caFile === null ? {} : { secureContext: trustedContext(caFile) };
    const isTunnel = proxy !== null && base.protocol === 'https:';
    const peer = isTunnel ? base : (proxy ?? base);
    const scheme = peer.protocol === 'https:' ? https : http;
    this.agent = isTunnel
      ? new TunnelAgent(proxy, { keepAlive: true, ...secure }, timeoutMs)
      : new scheme.Agent({ keepAlive: true, ...secure });
    this.pathPrefix = isTunnel || proxy === null ? '' : base.origin;
    this.target = {
      request: scheme.request,
      agent: this.agent,
      protocol: peer.protocol,
      hostname: peer.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: peer.port,
      headers: {
        authorization: `Bearer ${options.token}`,
        accept: 'application/json',
        'accept-encoding': 'identity',
        'user-agent': 'buildhours',
        ...(isTunnel || proxy === null ? {} : { host: base.host, ...proxyHeaders(proxy) }),
      },
    };
  }

  /**
   * One GET, one answer, whatever its status; redirects are not followed.
   *
   * @param path from the root, encoded
   * @throws CiUnreachableError; CiTooLargeError above MAX_BODY_BYTES; the reason given to `close`
   */
  get(asked: AskedRequest, path: string): Promise<HttpAnswer> {
    const { timeoutMs } = this.options;
    return new Promise((resolve, reject) => {
      const startedAtMs = performance.now();
      const request = this.request(path);
      const timer = setTimeout(() => fail(this.timeoutError(asked)), timeoutMs);
      const end = () => {
        clearTimeout(timer);
        this.underWay.delete(request);
      };
      const fail = (error: unknown) => {
        end();
        reject(error);
        request.destroy();
      };
      const failToReach = (error: Error) => fail(this.failure(asked, error));
      const failTooLarge = (status: number) =>
        fail(new CiTooLargeError(asked, status, `more than ${MAX_BODY_BYTES / 1024 / 1024} MB`));
      this.underWay.set(request, fail);
      request.on('error', failToReach);
      request.on('response', response => {
        const askedAtMs = (startedAtMs + performance.now()) / 2;
        const { statusCode: status = 0, headers } = response;
        response.on('error', failToReach);
        const done = (body: Buffer) => {
          end();
          resolve({ status, headers, body, askedAtMs });
        };
        const tooLarge = () => failTooLarge(status);
        collectBody(
          response,
          body => {
            const encoding = headers['content-encoding'];
            if (!isEncoded(encoding, body)) return done(body);
            readPlain(body, encoding).then(
              plain => (plain === null ? tooLarge() : done(plain)),
              error => fail(this.failure(asked, error, status)),
            );
          },
          tooLarge,
        );
      });
      request.end();
    });
  }

  /**
   * The same for what is too long to be held: the body is read as fast as it is taken. The time-out is for the answer to
   * begin, and for each piece from when it is asked for: however long the piece before is being stored.
   *
   * @throws CiUnreachableError; the reason given to `close`
   */
  open(asked: AskedRequest, path: string): Promise<OpenAnswer> {
    return new Promise((resolve, reject) => {
      const startedAtMs = performance.now();
      const request = this.request(path);
      const { timeoutMs } = this.options;
      // Node's own time-out would count while nothing is read, since pieces are being stored.
      const failAsSilent = () => fail(this.timeoutError(asked));
      const timer = setTimeout(failAsSilent, timeoutMs);
      let failure: unknown = null;
      const fail = (error: unknown) => {
        failure ??= error;
        clearTimeout(timer);
        this.underWay.delete(request);
        reject(failure);
        request.destroy(failure instanceof Error ? failure : undefined);
      };
      const { underWay } = this;
      underWay.set(request, fail);
      const failureOf = (error: unknown, status?: number) => this.failure(asked, error, status);
      request.on('error', error => fail(failureOf(error)));
      request.on('response', response => {
        const askedAtMs = (startedAtMs + performance.now()) / 2;
        clearTimeout(timer);
        async function* body(): AsyncGenerator<Buffer, void> {
          try {
            const pieces = timed(response, timeoutMs, failAsSilent);
            yield* plainBody(pieces, response.headers['content-encoding']);
          } catch (error) {
            throw failure ?? failureOf(error, response.statusCode);
          } finally {
            underWay.delete(request);
            request.destroy();
          }
        }
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: body(), askedAtMs });
      });
      request.end();
    });
  }

  /** Whether a server that drops what is asked by http would rather be asked by https. */
  speaksTls(): Promise<boolean> {
    const { base, proxy, timeoutMs } = this.options;
    if (base.protocol === 'https:' || proxy !== null) return Promise.resolve(false);
    return new Promise(resolve => {
      // Nothing is sent, so it does not matter whose certificate it is.
      const host = base.hostname.replace(/^\[(.*)\]$/, '$1');
      const socket = tls.connect({ host, port: Number(base.port) || 80, rejectUnauthorized: false });
      const end = (speaks: boolean) => {
        socket.destroy();
        resolve(speaks);
      };
      socket.setTimeout(timeoutMs, () => end(false));
      socket.once('secureConnect', () => end(true));
      socket.once('error', () => end(false));
    });
  }

  private request(path: string): ClientRequest {
    const { request, ...target } = this.target;
    return request({ ...target, path: `${this.pathPrefix}${path}` });
  }

  private timeoutError(asked: AskedRequest): CiUnreachableError {
    return silenceError(asked, this.options);
  }

  private failure(asked: AskedRequest, error: unknown, status = 0): unknown {
    if (error instanceof BrokenEncodingError) return new CiBrokenAnswerError(asked, status, error.message);
    if (error instanceof EncodingError) return new CiAnswerError(asked, status, error.message);
    return error instanceof Error ? failedConnectionError(asked, error, this.options) : error;
  }

  /** Ends what is under way with `reason` and lets go of the connections. */
  close(reason: unknown): void {
    for (const fail of this.underWay.values()) fail(reason);
    this.agent.destroy();
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

function collectBody(response: IncomingMessage, done: (body: Buffer) => void, tooLarge: () => void): void {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  response.on('data', (chunk: Buffer) => {
    byteCount += chunk.length;
    if (byteCount > MAX_BODY_BYTES) {
      chunks.length = 0;
      tooLarge();
    } else {
      chunks.push(chunk);
    }
  });
  response.on('end', () => {
    const [only] = chunks;
    done(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks));
  });
}

/** @returns null: unpacked it is more than is read */
async function readPlain(body: Buffer, encoding: string | undefined): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of plainBody(oneChunk(body), encoding)) {
    byteCount += chunk.length;
    if (byteCount > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* oneChunk(body: Buffer): AsyncGenerator<Buffer, void> {
  yield body;
}
