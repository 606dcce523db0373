import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { type ServedPages, servePages } from './serve-pages';

/** Every address of 127.0.0.0/8 is this machine; proxies are told apart by where they come from. */
const NAMED = '127.0.0.2';
const NOT_NAMED = '127.0.0.3';
/** What people put into their requests so that they look like those of a proxy. */
const SPOOFED = {
  'X-Forwarded-User': 'ada',
  'X-Forwarded-Groups': 'bosses',
  'X-Forwarded-For': NAMED,
  'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Proto': 'https',
  Forwarded: `for=${NAMED}`,
};

interface Proxy {
  port: number;
  server: Server;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

let db: TestDatabase;
let pages: ServedPages;
let named: Proxy;
let notNamed: Proxy;

beforeAll(async () => {
  db = await createTestDatabase();
  pages = await servePages(db.url, {
    PROXY_USER_HEADER: 'X-Forwarded-User',
    PROXY_GROUPS_HEADER: 'X-Forwarded-Groups',
    TRUSTED_PROXIES: NAMED,
    PUBLIC_URL: 'https://builds.example.com',
    ADMINS: 'ada',
    EDITOR_GROUPS: 'makers',
    VIEWERS: 'vic',
  });
  named = await startProxy(NAMED);
  notNamed = await startProxy(NOT_NAMED);
});
afterAll(async () => {
  for (const proxy of [named, notNamed]) proxy.server.close();
  await pages.stop();
  await db.drop();
});

/** A reverse proxy that ends TLS, knows people by their password, and says who they are; what they say of it themselves it drops. */
async function startProxy(localAddress: string): Promise<Proxy> {
  const server = createServer((asked, answer) => {
    const { authorization = '', host, ...rest } = asked.headers;
    const [login = '', groups = ''] = authorization.replace('Password ', '').split(' ');
    const headers = Object.fromEntries(
      Object.entries(rest).filter(([name]) => !/^(x-)?forwarded/.test(name)),
    );
    const onward = request(
      new URL(asked.url ?? '/', pages.address),
      {
        method: asked.method ?? 'GET',
        localAddress,
        headers: {
          ...headers,
          host: 'builds.example.com',
          'x-forwarded-for': `203.0.113.9, ${asked.socket.remoteAddress}`,
          'x-forwarded-host': host ?? '',
          'x-forwarded-proto': 'https',
          ...(login === '' ? {} : { 'x-forwarded-user': login }),
          ...(groups === '' ? {} : { 'x-forwarded-groups': groups }),
        },
      },
      found => {
        answer.writeHead(found.statusCode ?? 502, found.headers);
        found.pipe(answer);
      },
    );
    asked.pipe(onward.on('error', () => answer.destroy()));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return { port: address.port, server };
}

/** @param localAddress from which it is asked */
function ask(
  target: { port: number },
  path: string,
  {
    headers = {},
    localAddress = '127.0.0.1',
  }: { headers?: Record<string, string>; localAddress?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const own = { Host: 'builds.example.com', ...headers };
    request({ host: '127.0.0.1', port: target.port, path, headers: own, localAddress }, async answer => {
      let text = '';
      for await (const chunk of answer.setEncoding('utf8')) text += chunk;
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
    })
      .on('error', reject)
      .end();
  });
}

const as = (login: string, groups = '') => ({ Authorization: `Password ${login} ${groups}`.trim() });
const web = () => ({ port: Number(new URL(pages.address).port) });
const MAY_READ = '/api/v1/builds';
const MAY_EDIT = '/settings/reports';
const IS_ADMIN = '/api/v1/servers';

test.each([
  ['ada', '', [200, 200, 200]],
  ['mia', 'makers', [200, 200, 403]],
  ['vic', '', [200, 403, 403]],
  // Whom no list lets in is nobody.
  ['zoe', 'others', [401, 303, 401]],
])('%s of "%s", as the named proxy says, has the role of the lists', async (login, groups, expected) => {
  const statuses: number[] = [];
  for (const path of [MAY_READ, MAY_EDIT, IS_ADMIN])
    statuses.push((await ask(named, path, { headers: as(login, groups) })).status);
  expect(statuses).toEqual(expected);
});

test('what people say of themselves is not what the proxy says', async () => {
  const headers = { ...SPOOFED, ...as('vic') };
  expect((await ask(named, MAY_READ, { headers })).status).toBe(200);
  expect((await ask(named, IS_ADMIN, { headers })).status).toBe(403);
  expect((await ask(named, MAY_READ, { headers: SPOOFED })).status).toBe(401);
});

test('a proxy that is not named, and whoever comes without one, is believed nothing', async () => {
  expect((await ask(notNamed, MAY_READ, { headers: as('ada') })).status).toBe(401);
  const direct = await ask(web(), IS_ADMIN, { headers: SPOOFED });
  expect(direct.status).toBe(401);
  expect(direct.headers['strict-transport-security']).toBeUndefined();
});

test('by which way people came is believed of the named proxy alone', async () => {
  const answer = await ask(named, MAY_READ, { headers: as('vic') });
  expect(answer.headers['strict-transport-security']).toMatch(/^max-age=/);
  // The name under which its people ask it is checked as well.
  const headers = { ...as('vic'), Host: 'evil.example' };
  expect((await ask(named, MAY_READ, { headers })).status).toBe(421);
  expect((await ask(notNamed, MAY_READ, { headers })).status).toBe(401);
});
