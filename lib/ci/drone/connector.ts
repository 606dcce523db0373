import net from 'node:net';
import tls from 'node:tls';
import type { buildConnector } from 'undici';
import { type Peer, peerOf } from '../peer';
import { openTunnel, timedOutError } from '../proxy-tunnel';
import type { PoolOptions } from './connection-pool';

/** A socket, or the wish for a tunnel. */
interface Part {
  destroy(error?: Error): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** Opens connections for undici: straight, or through a tunnel of a proxy. */
export class Connector {
  /** All that is open or being opened; undici leaves alone what is being opened. */
  private readonly parts = new Set<Part>();
  /** Of TLS, the latest: the next connection begins with it, which is less work for both. */
  private session: Buffer | undefined;

  constructor(private readonly options: Pick<PoolOptions, 'tunnel' | 'secureContext' | 'timeoutMs'>) {}

  readonly connect: buildConnector.connector = (target, done) => {
    const { tunnel, timeoutMs } = this.options;
    // The name of TLS that undici gives is that of the server, also where a proxy is spoken to.
    const peer = peerOf(target);
    const fail = (error: Error) => {
      clearTimeout(timer);
      done(error, null);
    };
    const speak = (throughTunnel?: net.Socket): net.Socket => {
      const socket =
        target.protocol === 'https:' ? this.openTls(peer, throughTunnel) : this.keep(net.connect(peer));
      socket.once('error', fail).setNoDelay(true);
      return socket.once(socket instanceof tls.TLSSocket ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        socket.off('error', fail);
        done(null, socket);
      });
    };
    const openThrough = (proxy: URL): Part =>
      this.keep(
        openTunnel(proxy, this.secure, peer, outcome => {
          if (outcome instanceof Error) fail(outcome);
          else part = speak(outcome);
        }),
      );
    let part = tunnel === null ? speak() : openThrough(tunnel);
    const timer = setTimeout(() => part.destroy(timedOutError(timeoutMs)), timeoutMs);
  };

  /** Ends all connections. */
  end(): void {
    for (const part of this.parts) part.destroy(new Error('the connection is needed no more'));
  }

  private get secure(): tls.SecureContextOptions & Pick<tls.ConnectionOptions, 'secureContext'> {
    const { secureContext } = this.options;
    return secureContext === null ? {} : { secureContext };
  }

  private openTls(peer: Peer, throughTunnel: net.Socket | undefined): tls.TLSSocket {
    const { session, secure } = this;
    const socket = tls.connect({
      ...secure,
      ...peer,
      session,
      socket: throughTunnel,
      ALPNProtocols: ['http/1.1'],
    });
    socket.on('session', latest => {
      this.session = latest;
    });
    return this.keep(socket);
  }

  private keep<Kept extends Part>(part: Kept): Kept {
    this.parts.add(part);
    part.once('close', () => this.parts.delete(part));
    return part;
  }
}
