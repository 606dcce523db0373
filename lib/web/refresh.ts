import { randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage, type Server } from 'node:http';

/** Marks what we ask of ourselves; its value is of this process alone. */
const REFRESH_HEADER = 'x-buildhours-refresh';
const SECRET = randomBytes(32).toString('hex');
/** Whoever waits for it is nobody, so there is no hurry. */
const TIMEOUT_MS = 60_000;

/** Whether a request is one of our own; the mark goes, whoever set it. */
export function takeRefreshMark({ headers }: IncomingMessage): boolean {
  const mark = headers[REFRESH_HEADER];
  delete headers[REFRESH_HEADER];
  return mark === SECRET;
}

/**
 * Sends a request to our own server as it came, by the way that all come: it passes the same steps. Resolves when it is
 * answered, in whatever way: a page that fails is seen by the next who asks.
 */
export function askAgain(server: Pick<Server, 'address'>, asked: IncomingMessage): Promise<void> {
  const address = server.address();
  if (address === null || typeof address === 'string') return Promise.resolve();
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address.address] ?? address.address;
  const headers = { ...asked.headers, connection: 'close', [REFRESH_HEADER]: SECRET };
  return new Promise(resolve => {
    const asking = httpRequest({
      ...{ host, port: address.port, path: asked.url, headers },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    asking.on('response', answer => answer.resume());
    asking.on('error', () => resolve());
    asking.on('close', resolve);
    asking.end();
  });
}
