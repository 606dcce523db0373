import net from 'node:net';
import tls, { type SecureContext } from 'node:tls';
import { type buildConnector, Pool } from 'undici';
import { HTTP_PORT, HTTPS_PORT, openTunnel } from '../proxy-tunnel';

export interface PoolOptions {
  /** Whom a connection is to: the server, or a proxy that is given whole addresses. */
  peer: URL;
  /** The proxy through which it leads; null: none. */
  tunnel: URL | null;
  /** null: whom Node trusts. */
  secureContext: SecureContext | null;
  connections: number;
  /** For a connection to be opened; who asks sees to all others. */
  timeoutMs: number;
}

/** Connections that are kept open and used again. */
export class ConnectionPool extends Pool {
  /** Ends connections that are still being opened, which undici leaves alone. */
  private readonly closing: AbortController;

  constructor(options: PoolOptions) {
    const closing = new AbortController();
    super(options.peer.origin, {
      connect: connector(options, closing.signal),
      connections: options.connections,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.closing = closing;
  }

  end(): void {
    this.closing.abort();
    void this.destroy();
  }
}

function connector(options: PoolOptions, signal: AbortSignal): buildConnector.connector {
  const { tunnel, timeoutMs } = options;
  const opening = new Set<net.Socket>();
  signal.addEventListener('abort', () => {
    for (const socket of opening) socket.destroy(new Error('the connection is needed no more'));
  });
  const secure = options.secureContext === null ? {} : { secureContext: options.secureContext };
  let session: Buffer | undefined;

  const open = ({ protocol, hostname, port, httpSocket }: buildConnector.Options) => {
    const target = { host: hostname, port: Number(port) || (protocol === 'https:' ? HTTPS_PORT : HTTP_PORT) };
    if (protocol !== 'https:') return net.connect(target);
    // The name that undici gives is that of the server, also where a proxy is spoken to.
    const names = { servername: net.isIP(hostname) === 0 ? hostname : '', ALPNProtocols: ['http/1.1'] };
    return tls
      .connect({ ...secure, ...target, ...names, session, socket: httpSocket })
      .on('session', latest => {
        session = latest;
      });
  };
  const connect: buildConnector.connector = (target, done) => {
    const socket = open(target);
    opening.add(socket);
    const fail = (error: Error) => {
      opening.delete(socket);
      done(error, null);
    };
    const failAsSilent = () => {
      const error = new Error(`no connection within ${timeoutMs} ms`);
      socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
    };
    socket.once('error', fail).setTimeout(timeoutMs, failAsSilent).setNoDelay(true);
    socket.once(socket instanceof tls.TLSSocket ? 'secureConnect' : 'connect', () => {
      opening.delete(socket);
      socket.off('error', fail).setTimeout(0).off('timeout', failAsSilent);
      done(null, socket);
    });
  };
  if (tunnel === null) return connect;
  return (target, done) => {
    const { hostname, port } = target;
    const way = { proxy: tunnel, tlsOptions: secure, timeoutMs, signal };
    openTunnel(way, { hostname, port: port || HTTPS_PORT }, outcome => {
      if (outcome instanceof Error) done(outcome, null);
      else connect({ ...target, httpSocket: outcome }, done);
    });
  };
}
