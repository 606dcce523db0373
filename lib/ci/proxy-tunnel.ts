import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { type Peer, peerOf } from './peer';

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

/** As the system says it, of what takes longer than we wait. */
export function timedOutError(timeoutMs: number): Error {
  return Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' });
}

/**
 * Asks a proxy for a connection to a server (CONNECT), which is then spoken on as if there were no proxy.
 *
 * @param tlsOptions for a proxy that is itself asked by https
 * @param done given TunnelRefusedError or ProxyUnreachableError where there is none
 * @returns what asks: to be destroyed where it takes too long
 */
export function openTunnel(
  proxy: URL,
  tlsOptions: https.AgentOptions,
  server: Pick<Peer, 'host' | 'port'>,
  done: (outcome: net.Socket | Error) => void,
): ClientRequest {
  const path = `${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`;
  const scheme = proxy.protocol === 'https:' ? https : http;
  const opening = scheme.request({
    ...tlsOptions,
    // By its own name: else Node takes that of the header.
    ...peerOf(proxy),
    agent: false,
    method: 'CONNECT',
    protocol: proxy.protocol,
    path,
    headers: { host: path, 'user-agent': 'buildhours', ...proxyHeaders(proxy) },
  });
  opening.once('connect', ({ statusCode = 0, statusMessage, headers }, socket) => {
    if (statusCode >= 200 && statusCode < 300) return done(socket);
    socket.destroy();
    const logins = headers['proxy-authenticate'] ?? [];
    const words = statusMessage?.slice(0, 200) || null;
    done(new TunnelRefusedError(statusCode, words, [logins].flat().join(', ') || null));
  });
  opening.once('error', error => done(new ProxyUnreachableError(error)));
  opening.end();
  return opening;
}

/** The types of Node want a socket beside an error too; it takes none. */
type Done = (error: Error | null, ...sockets: Duplex[]) => void;

/**
 * Requests of node:https through a proxy. What waits for the proxy ends after `timeoutMs` and with `destroy`, which
 * agents that are made of promises do not see to.
 */
export class TunnelAgent extends https.Agent {
  private readonly opening = new Set<ClientRequest>();

  constructor(
    private readonly proxy: URL,
    private readonly tlsOptions: https.AgentOptions,
    private readonly timeoutMs: number,
  ) {
    super(tlsOptions);
  }

  override createConnection(options: http.ClientRequestArgs, callback?: Done): undefined {
    const host = options.host ?? '';
    const server = { host, port: Number(options.port) };
    const opening = openTunnel(this.proxy, this.tlsOptions, server, outcome => {
      clearTimeout(timer);
      this.opening.delete(opening);
      if (outcome instanceof Error) return callback?.(outcome);
      // The agent gives the name that the certificate must be for, but no address: the host tells it.
      callback?.(null, tls.connect({ ...tlsOptionsOf(options), host, socket: outcome }));
    });
    const timer = setTimeout(() => opening.destroy(timedOutError(this.timeoutMs)), this.timeoutMs);
    this.opening.add(opening);
  }

  override destroy(): void {
    for (const opening of this.opening) opening.destroy();
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
