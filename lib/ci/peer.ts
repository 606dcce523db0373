import net from 'node:net';

export const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Whom an address leads to, as `node:net` and `node:tls` want it. */
export interface Peer {
  /** A name or an address; of IPv6 without brackets. */
  host: string;
  port: number;
  /** The name that is asked for by TLS; '': an address has none, and its certificate must be for the host. */
  servername: string;
}

/** @param address an URL, or what a part of one says */
export function peerOf(address: Pick<URL, 'protocol' | 'hostname' | 'port'>): Peer {
  const host = bareHost(address);
  const port = Number(address.port) || (DEFAULT_PORTS[address.protocol] ?? 0);
  return { host, port, servername: net.isIP(host) === 0 ? host : '' };
}

/** The host of an address, of IPv6 without brackets. */
export function bareHost({ hostname }: Pick<URL, 'hostname'>): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
