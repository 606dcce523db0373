import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

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

/** The types of Node want a socket beside an error too; it takes none. */
type Done = (error: Error | null, ...sockets: Duplex[]) => void;

/**
 * Connections to https servers through a proxy (CONNECT), kept open and used again as those of node:https. What waits
 * for the proxy ends after `timeoutMs` and with `destroy`, which agents that are made of promises do not see to.
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
    const { host, port } = options;
    const name = host ?? '';
    const target = `${name.includes(':') ? `[${name}]` : name}:${port}`;
    const opening = this.openTunnel(target, (error, socket) => {
      this.opening.delete(opening);
      if (error !== null || socket === undefined) return callback?.(error ?? new Error('no tunnel'));
      // The agent checks the certificate against the name of the server, and gives the options for it.
      callback?.(null, tls.connect({ ...tlsOptionsOf(options), socket }));
    });
    this.opening.add(opening);
  }

  private openTunnel(target: string, done: Done): ClientRequest {
    const { proxy } = this;
    const scheme = proxy.protocol === 'https:' ? https : http;
    const opening = scheme.request({
      ...this.tlsOptions,
      agent: false,
      method: 'CONNECT',
      protocol: proxy.protocol,
      hostname: proxy.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: proxy.port,
      path: target,
      headers: { host: target, 'user-agent': 'buildhours', ...proxyHeaders(proxy) },
    });
    const timer = setTimeout(() => {
      const error = new Error(`no answer within ${this.timeoutMs} ms`);
      opening.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
    }, this.timeoutMs);
    opening.once('connect', ({ statusCode = 0, statusMessage, headers }, socket) => {
      clearTimeout(timer);
      if (statusCode >= 200 && statusCode < 300) return done(null, socket);
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
    return opening;
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
export function proxyHeaders({ username, password }: URL): http.OutgoingHttpHeaders {
  if (username === '' && password === '') return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
}
