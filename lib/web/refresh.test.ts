import { createServer, type IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { askAgain, takeRefreshMark } from './refresh';

test('a request is sent again as it came, with a mark that nobody else can make', async () => {
  const seen: Array<{ url: string; cookie: string; isOurs: boolean; hasMark: boolean }> = [];
  let first: IncomingMessage | null = null;
  const server = createServer((request, response) => {
    first ??= request;
    const isOurs = takeRefreshMark(request);
    const { url = '', headers } = request;
    const hasMark = 'x-buildhours-refresh' in headers;
    seen.push({ url, cookie: headers.cookie ?? '', isOurs, hasMark });
    response.end('x');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port }: { port?: number } = Object(server.address());
  const headers = { cookie: 'a=1', 'x-buildhours-refresh': 'guessed' };
  await (await fetch(`http://127.0.0.1:${port}/services?range=4w`, { headers })).text();
  const asked: unknown = first;
  if (!isMessage(asked)) throw new Error('nothing came');
  await askAgain(server, asked);
  const page = { url: '/services?range=4w', cookie: 'a=1', hasMark: false };
  expect(seen).toEqual([
    { ...page, isOurs: false },
    { ...page, isOurs: true },
  ]);
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  // Where nobody listens it ends all the same.
  await askAgain(server, asked);
});

function isMessage(value: unknown): value is IncomingMessage {
  return typeof value === 'object' && value !== null && 'headers' in value;
}
