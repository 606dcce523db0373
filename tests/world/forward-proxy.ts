import http, { type IncomingMessage } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ForwardProxy {
  /** With name and password, if it wants some. */
  url: URL;
  /** Of each connection: `CONNECT host:port`, and of each request: `GET http://host:port/path`. */
  asked: string[];
  close(): Promise<void>;
}

/**
 * A forward proxy as companies have them: plain requests by whole addresses, tunnels by CONNECT.
 *
 * @param leadsTo the port on this machine at which each host that it knows is found
 * @param login name and password without which it answers 407
 */
export async function startForwardProxy(
  leadsTo: Record<string, string>,
  login: { user: string; password: string } | null = null,
): Promise<ForwardProxy> {
  const asked: string[] = [];
  const sockets = new Set<Duplex>();
  const keep = <T extends Duplex>(socket: T): T => {
    sockets.add(socket);
    return socket.on('error', () => socket.destroy());
  };
  const isWelcome = ({ headers }: IncomingMessage) => {
    if (login === null) return true;
    const wanted = Buffer.from(`${login.user}:${login.password}`).toString('base64');
    return headers['proxy-authorization'] === `Basic ${wanted}`;
  };
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (!isWelcome(request)) return response.writeHead(407).end('<html>login</html>');
    const { hostname, pathname, search } = new URL(request.url ?? '');
    const port = leadsTo[hostname];
    if (port === undefined) return response.writeHead(502).end('<html>no such host</html>');
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const onward = http.request(
      { host: '127.0.0.1', port, method: request.method, path: `${pathname}${search}`, headers },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(onward.on('error', () => response.destroy()));
  });
  server.on('connection', keep);
  server.on('connect', (request, client, head) => {
    asked.push(`CONNECT ${request.url}`);
    if (!isWelcome(request)) return client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const port = leadsTo[request.url?.split(':')[0] ?? ''];
    if (port === undefined) return client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const onward = keep(net.connect(Number(port), '127.0.0.1'));
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    onward.write(head);
    onward.pipe(client).pipe(onward);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port }: Partial<AddressInfo> = Object(server.address());
  const url = new URL(`http://127.0.0.1:${port}`);
  if (login !== null) [url.username, url.password] = [login.user, login.password];
  return {
    url,
    asked,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}
