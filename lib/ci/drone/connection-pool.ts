import type { SecureContext } from 'node:tls';
import { Pool } from 'undici';
import { Connector } from './connector';

export interface PoolOptions {
  /** Whom a connection is to: the server, or a proxy that is given whole addresses. */
  peer: URL;
  /** The proxy through which it leads; null: none. */
  tunnel: URL | null;
  /** null: whom Node trusts. */
  secureContext: SecureContext | null;
  connections: number;
  /** For a connection to be opened; who asks sees to all else. */
  timeoutMs: number;
}

/** So long a connection is kept that nothing is asked by, where the server does not say how long it keeps it. */
const KEPT_MS = 60_000;
/** It is given up so long before the server does. */
const KEPT_LESS_MS = 1_000;

/** Connections that are kept open and used again. */
export class ConnectionPool extends Pool {
  private readonly connector: Connector;

  constructor(options: PoolOptions) {
    const connector = new Connector(options);
    super(options.peer.origin, {
      connect: connector.connect,
      connections: options.connections,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEPT_MS,
      keepAliveTimeoutThreshold: KEPT_LESS_MS,
    });
    this.connector = connector;
  }

  end(): void {
    this.connector.end();
    void this.destroy();
  }
}
