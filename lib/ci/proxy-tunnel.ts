import http from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

export const HTTP_PORT = 80;
export const HTTPS_PORT = 443;

/** A proxy answered that it opens no tunnel to the server. */
export class TunnelRefusedError extends Error {
  constructor(
    readonly status: number,
    readonly said: string | null,
    /** `Proxy-Authenticate`: by which ways somebody may log in there. */
    readonly logins: string | null = null,
  ) {
    super(`the proxy answered ${status}${said === null ? '' : ` "${said}"`}`);
    this.name = new.target.name;
  }
}

/** The proxy itself could not be asked. */
export class ProxyUnreachableError extends Error {
  readonly code: unknown;

  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = new.target.name;
    this.code = 'code' in cause ? cause.code : undefined;
  }
}

export interface TunnelOptions {
  proxy: URL;
  /** For a proxy that is itself asked by https. */
  tlsOptions: https.AgentOptions;
  timeoutMs: number;
  /** Ends what waits for the proxy. */
  signal: AbortSignal;
}

/**
 * Asks a proxy for a connection to a server (CONNECT), which is then spoken on as if there were no proxy.
 *
 * @param target name and port of the server; an address of IPv6 comes without brackets
 * @param done given TunnelRefusedError or ProxyUnreachableError where there is none
 */
export function openTunnel(
  { proxy, tlsOptions, timeoutMs, signal }: TunnelOptions,
  target: { hostname: string; port: string | number },
  done: (outcome: net.Socket | Error) => void,
): void {
  const { hostname, port } = target;
  const path = `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
  const scheme = proxy.protocol === 'https:' ? https : http;
  const opening = scheme.request({
    ...tlsOptions,
    agent: false,
    signal,
    method: 'CONNECT',
    protocol: proxy.protocol,
    hostname: proxy.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: proxy.port,
    path,
    headers: { host: path, 'user-agent': 'buildhours', ...proxyHeaders(proxy) },
  });
  const timer = setTimeout(() => {
    const error = new Error(`no answer within ${timeoutMs} ms`);
    opening.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  }, timeoutMs);
  opening.once('connect', ({ statusCode = 0, statusMessage, headers }, socket) => {
    clearTimeout(timer);
    if (statusCode >= 200 && statusCode < 300) return done(socket);
    socket.destroy();
    const logins = headers['proxy-authenticate'] ?? [];
    const words = statusMessage?.slice(0, 200) || null;
    done(new TunnelRefusedError(statusCode, words, [logins].flat().join(', ') || null));
  });
  opening.once('error', error => {
    clearTimeout(timer);
    done(new ProxyUnreachableError(error));
  });
  opening.end();
}

/** The types of Node want a socket beside an error too; it takes none. */
type Done = (error: Error | null, ...sockets: Duplex[]) => void;

/**
 * Requests of node:https through a proxy. What waits for the proxy ends after `timeoutMs` and with `destroy`, which
 * agents that are made of promises do not see to.
 */
export class TunnelAgent extends https.Agent {
  private readonly ending = new AbortController();

  constructor(
    private readonly proxy: URL,
    private readonly tlsOptions: https.AgentOptions,
    private readonly timeoutMs: number,
  ) {
    super(tlsOptions);
  }

  override createConnection(options: http.ClientRequestArgs, callback?: Done): undefined {
    const { proxy, tlsOptions, timeoutMs } = this;
    const { signal } = this.ending;
    const target = { hostname: options.host ?? '', port: options.port ?? HTTPS_PORT };
    openTunnel({ proxy, tlsOptions, timeoutMs, signal }, target, outcome => {
      if (outcome instanceof Error) return callback?.(outcome);
      // The agent checks the certificate against the name of the server, and gives the options for it.
      callback?.(null, tls.connect({ ...tlsOptionsOf(options), socket: outcome }));
    });
  }

  override destroy(): void {
    this.ending.abort();
    super.destroy();
  }
}

function tlsOptionsOf(options: http.ClientRequestArgs): tls.ConnectionOptions {
  const {
    host: _host,
    path: _path,
    port: _port,
    socketPath: _socketPath,
    timeout: _timeout,
    ...rest
  } = options;
  return rest;
}

/** The name and password that stand in the address of a proxy. */
export function proxyHeaders({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
}
