import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test lets its server answer: JSON with status 200, or a response written by hand. */
export type TestAnswer =
  | { json: unknown; status?: number; headers?: http.OutgoingHttpHeaders }
  | ((request: IncomingMessage, response: ServerResponse) => void);

export interface TestServer {
  url: string;
  /** Path and query of every request, in the order of arrival. */
  asked: string[];
  close(): Promise<void>;
}

/** Drone's answer to what is not there, or not known to be readable. */
export const NOT_FOUND: TestAnswer = { status: 404, json: { message: 'Not Found' } };
/** Drone's answer to a row that is missing in its database. */
export const NO_ROW: TestAnswer = { status: 404, json: { message: 'sql: no rows in result set' } };

/**
 * An HTTP server on a free port of this machine for one test.
 *
 * @param answer what to answer to the `count`th request, from 1, for this path and query
 */
export async function startTestServer(
  answer: (address: URL, count: number, request: IncomingMessage) => TestAnswer,
): Promise<TestServer> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const count = asked.filter(other => other === path).length;
    const given = answer(new URL(path, 'http://test'), count, request);
    if (typeof given === 'function') return given(request, response);
    const headers = { 'content-type': 'application/json', ...given.headers };
    response.writeHead(given.status ?? 200, headers).end(JSON.stringify(given.json));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    asked,
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.close(error => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  return address.port;
}
