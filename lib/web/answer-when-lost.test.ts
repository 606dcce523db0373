import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { noteLostConnection } from '@/lib/db/noted-trouble';
import { DatabaseState } from '@/lib/operations/database-state';
import { answerWhenLost, type IsLost } from './answer-while-away';
import { RecordedResponse } from './recorded-response';

const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED', syscall: 'connect' });
const broken = new Error('Connection terminated unexpectedly');

const shared = globalThis as typeof globalThis & { buildhoursDatabaseState?: DatabaseState };
/** What a look at the database meets. */
let look: () => Promise<boolean>;
let looks = 0;
let respond: (response: RecordedResponse, isLost: IsLost) => void | Promise<void>;

const server = createServer(
  { ServerResponse: RecordedResponse },
  (request: IncomingMessage, response: RecordedResponse) => {
    const isLost = answerWhenLost(request, response);
    void response.record({ acceptsGzip: request.headers['accept-encoding'] === 'gzip' });
    void respond(response, isLost);
  },
);
let address: string;

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  looks = 0;
  look = async () => false;
  shared.buildhoursDatabaseState = new DatabaseState(() => {
    looks += 1;
    return look();
  });
});

const isAway = async () => {
  throw refused;
};

function fail500(response: RecordedResponse): void {
  response.statusCode = 500;
  response.setHeader('Content-Type', 'text/html');
  response.setHeader('X-Of-The-Page', 'yes');
  response.flushHeaders();
  response.write('<p>half ');
  response.end('a page</p>');
}

const ask = async (path = '/', init: RequestInit = {}) => {
  const answer = await fetch(address + path, init);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

test.each(['', 'gzip'])(
  'an error while the database is away becomes the answer that it is (%s)',
  async encoding => {
    look = isAway;
    respond = fail500;
    const page = await ask('/', { headers: { 'accept-encoding': encoding } });
    expect([page.status, page.headers.get('retry-after'), page.headers.get('x-of-the-page')]).toEqual([
      503,
      '5',
      null,
    ]);
    expect(page.text).toContain('The database does not answer: nothing listens at its address');
    const api = await ask('/api/v1/builds');
    expect(api.status).toBe(503);
    expect(JSON.parse(api.text).problems).toEqual([
      expect.stringContaining('nothing listens at its address, since '),
    ]);
  },
);

test('an error of something else stays one', async () => {
  respond = fail500;
  expect(await ask()).toMatchObject({ status: 500, text: '<p>half a page</p>' });
  expect(looks).toBe(1);
});

test('an error while a connection broke is of that, though the database is back', async () => {
  respond = response => {
    noteLostConnection(broken);
    fail500(response);
  };
  expect(await ask()).toMatchObject({ status: 503, text: expect.stringContaining('the connection broke') });
});

test('a page whose connections break before its head is sent waits for a look, and is sent as it is or not at all', async () => {
  respond = response => {
    noteLostConnection(broken);
    response.setHeader('Content-Type', 'text/html');
    response.write('<p>half ');
    response.flush();
    response.end('a page</p>');
  };
  expect(await ask()).toMatchObject({ status: 200, text: '<p>half a page</p>' });
  look = isAway;
  expect(await ask('/', { headers: { 'accept-encoding': 'gzip' } })).toMatchObject({ status: 503 });
});

test.each([
  ['POST', '/api/v1/optimisations'],
  ['GET', '/sign-in/oidc/callback'],
])(
  'what was done is said to be done, whatever becomes of the database meanwhile: %s %s',
  async (method, path) => {
    look = isAway;
    respond = async response => {
      noteLostConnection(broken);
      // Longer than it takes to find out that the database is away.
      await new Promise(resolve => setTimeout(resolve, 1_300));
      response.statusCode = 201;
      response.setHeader('Set-Cookie', 'session=1');
      response.end('stored');
    };
    const answer = await ask(path, { method });
    expect([answer.status, answer.text, answer.headers.get('set-cookie')]).toEqual([
      201,
      'stored',
      'session=1',
    ]);
    respond = fail500;
    expect((await ask(path, { method })).status).toBe(503);
  },
);

test('a page of a healthy database waits for no look: what is written is on its way', async () => {
  look = () => new Promise(() => undefined);
  let finish = () => {};
  respond = response => {
    response.setHeader('Content-Type', 'text/html');
    response.write('<p>half ');
    finish = () => response.end('a page</p>');
  };
  const answer = await fetch(address);
  const reader = answer.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('<p>half ');
  // Lost between the shell and what is streamed: its head cannot be taken back.
  noteLostConnection(broken);
  look = isAway;
  finish();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('a page</p>');
  expect(looks).toBe(0);
});

test('who writes the head again while it waits, as what compresses answers of the API does, is no mistake', async () => {
  respond = response => {
    noteLostConnection(broken);
    response.flushHeaders();
    response.writeHead(503, { 'X-First': 'yes' });
    response.writeHead(503);
    response.write('in ');
    response.writeHead(503);
    response.end('words');
  };
  expect(await ask('/api/v1/builds')).toMatchObject({ text: 'in words' });
});

test('who waits for an answer is told when the database hangs', async () => {
  look = async () => {
    throw new Error('Query read timeout');
  };
  respond = () => undefined;
  expect(await ask()).toMatchObject({
    status: 503,
    text: expect.stringContaining('took too long to answer'),
  });
});

test('more than may wait in memory waits at its writer', async () => {
  const block = 'x'.repeat(400_000);
  respond = async response => {
    noteLostConnection(broken);
    response.setHeader('Content-Type', 'text/csv');
    let paused = 0;
    for (let blocks = 0; blocks < 10; blocks += 1) {
      if (response.write(block)) continue;
      paused += 1;
      await new Promise(resolve => response.once('drain', resolve));
    }
    response.end(`${paused > 0}`);
  };
  const answer = await ask('/', { headers: { 'accept-encoding': 'gzip' } });
  expect([answer.status, answer.text.length, answer.text.slice(-4)]).toEqual([200, 4_000_004, 'true']);
});

test.each([
  [broken, 503],
  [refused, 200],
])('what keeps an answer from being made is told: %s', async (error, status) => {
  // The second one is of another server: the database answers.
  respond = async (response, isLost) => {
    if (!(await isLost(error))) response.end('of something else');
  };
  expect((await ask()).status).toBe(status);
});

test('where nothing is to be had of the database, nothing waits', async () => {
  look = isAway;
  respond = fail500;
  expect((await ask('/api/v1/health/live')).status).toBe(500);
  expect(looks).toBe(0);
});
