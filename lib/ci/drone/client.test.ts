import { afterEach, describe, expect, test } from 'vitest';
import {
  CiAnswerError,
  CiForbiddenError,
  CiHttpError,
  CiOptionsError,
  CiTokenError,
} from '@/lib/ci/ci-errors';
import type { CiClient, CiClientOptions } from '@/lib/ci/ci-server';
import { allRepos } from '@/tests/world/all-repos';
import { NOT_FOUND, startTestServer, type TestAnswer, type TestServer } from '@/tests/world/drone-server';
import { sampleBuild, sampleRepo } from '@/tests/world/drone-wire';
import { createDroneClient } from './client';

const TOKEN = 'f00df00df00df00d';
const SHOP = { externalId: 7, slug: 'acme/shop' };
const USER = { login: 'poller', admin: true, machine: true, active: true };
const PLAIN_404: TestAnswer = (_, response) => {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n');
};
const WEB_PAGE: TestAnswer = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8' }).end('<!doctype html><p>hi');
};

let server: TestServer | undefined;
let client: CiClient | undefined;

async function connect(
  answer: Parameters<typeof startTestServer>[0],
  options: Partial<CiClientOptions> = {},
): Promise<CiClient> {
  server = await startTestServer(answer);
  client = createDroneClient({
    server: server.url,
    token: TOKEN,
    maxAttempts: 2,
    backoffBaseMs: 0,
    ...options,
  });
  return client;
}

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error('there was no error');
  return outcome;
}

afterEach(async () => {
  client?.close();
  await server?.close();
  server = undefined;
  client = undefined;
});

describe('probe', () => {
  const server225 = (address: URL): TestAnswer => {
    if (address.pathname === '/api/user') return { json: USER };
    if (address.pathname === '/version') return { json: { source: 'x', version: '2.25.0' } };
    return { json: [] };
  };

  test('an admin machine user on Drone 2.25', async () => {
    const drone = await connect(server225);
    const { clockSkewMs, serverTime, ...identity } = await drone.probe();
    expect(identity).toEqual({ ...USER, version: '2.25.0', canListAll: true });
    expect(clockSkewMs).not.toBeNull();
    expect(serverTime?.atMs).toBeLessThan(performance.now());
  });

  test('the token goes with the request', async () => {
    let sent: string | undefined;
    const drone = await connect((address, _, request) => {
      sent = request.headers.authorization;
      return server225(address);
    });
    await drone.probe();
    expect(sent).toBe(`Bearer ${TOKEN}`);
  });

  test('a clock that is an hour ahead', async () => {
    const drone = await connect(address =>
      address.pathname === '/api/user'
        ? { json: USER, headers: { date: new Date(Date.now() + 3_600_000).toUTCString() } }
        : server225(address),
    );
    const { clockSkewMs } = await drone.probe();
    expect(Math.round((clockSkewMs ?? 0) / 60_000)).toBe(60);
  });

  test.each([
    ['an old server', PLAIN_404],
    ['an edition without it', { status: 501, json: { message: 'Not Implemented' } }],
  ])('the list of all repositories is missing: %s', async (_, answer) => {
    const drone = await connect(address => (address.pathname === '/api/repos' ? answer : server225(address)));
    expect((await drone.probe()).canListAll).toBe(false);
  });

  test('who is no admin is not asked to list all', async () => {
    const drone = await connect(address =>
      address.pathname === '/api/user' ? { json: { login: 'mia' } } : server225(address),
    );
    expect(await drone.probe()).toMatchObject({
      login: 'mia',
      admin: false,
      machine: false,
      canListAll: false,
    });
    expect(server?.asked).toEqual(['/api/user', '/version']);
  });

  test('a version hidden behind a web page is unknown', async () => {
    const drone = await connect(address => (address.pathname === '/version' ? WEB_PAGE : server225(address)));
    expect((await drone.probe()).version).toBeNull();
  });
});

describe('listRepos', () => {
  test.each([
    ['403 for who is no admin', { status: 403, json: { message: 'Forbidden' } }],
    ['404 before 1.6', PLAIN_404],
    ['501 of an edition without it', { status: 501, json: { message: 'Not Implemented' } }],
  ])('falls back on %s', async (_, answer) => {
    const drone = await connect(address =>
      address.pathname === '/api/repos' ? answer : { json: [sampleRepo()] },
    );
    expect((await allRepos(drone)).entries).toEqual([
      {
        ...{ externalId: 7, slug: 'acme/shop', namespace: 'acme', name: 'shop', defaultBranch: 'main' },
        ...{ link: null, visibility: 'private', active: true, counter: 250 },
        isProtected: false,
      },
    ]);
    expect(server?.asked.at(-1)).toBe('/api/user/repos');
  });

  test('an odd entry is told by its place in the whole list, however that comes in', async () => {
    const drone = await connect(address => (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      if (address.searchParams.get('page') !== '1') return response.end('[]');
      const [one, two] = [sampleRepo(), sampleRepo({ id: 8, slug: 'acme/two' })].map(r => JSON.stringify(r));
      response.write(`[${one},${two},`, () => setTimeout(() => response.end('{"id":9},null]'), 20));
    });
    expect((await allRepos(drone)).odd.map(({ name }) => name)).toEqual(['entry 3', 'entry 4']);
  });

  test('after one bad moment larger pages are tried again, the more rarely the more often they fail', async () => {
    const isCut = (perPage: number) => perPage > largest;
    let largest = 1_000;
    const drone = await connect(
      address => {
        if (isCut(Number(address.searchParams.get('per_page'))))
          return (_, response) => response.writeHead(200).end('[{"id":7,');
        return { json: address.searchParams.get('page') === '1' ? [sampleRepo()] : [] };
      },
      { maxAttempts: 1 },
    );
    /** The sizes that are asked for while the list is read so often. */
    const sizes = async (times: number) => {
      if (server !== undefined) server.asked.length = 0;
      for (let n = 0; n < times; n += 1) await allRepos(drone);
      const firstPages = (server?.asked ?? []).filter(path => path.includes('page=1&'));
      return firstPages.map(path => Number(/per_page=(\d+)/.exec(path)?.[1]));
    };
    expect(await sizes(1)).toEqual([100_000, 5_000, 500]);
    expect(await sizes(10)).toEqual(Array(10).fill(500));
    expect(await sizes(1)).toEqual([5_000, 500]);
    expect(await sizes(20)).toEqual(Array(20).fill(500));
    largest = 5_000;
    expect(await sizes(1)).toEqual([5_000]);
    expect(await sizes(10)).toEqual(Array(10).fill(5_000));
    largest = 100_000;
    expect(await sizes(3)).toEqual([100_000, 100_000, 100_000]);
  });

  test('a server in trouble is no reason to fall back to a shorter list', async () => {
    const drone = await connect(() => ({ status: 500, json: { message: 'boom' } }));
    expect(await errorOf(allRepos(drone))).toMatchObject({ status: 500, serverMessage: 'boom' });
  });
});

describe('errors say what was asked, what came and what to do, and never the token', () => {
  const refusal = async (answer: TestAnswer, ask = (drone: CiClient) => drone.listBuilds(SHOP, 1)) => {
    const drone = await connect(() => answer);
    const error = await errorOf(ask(drone));
    expect(error.message).toContain(`GET ${server?.url}/api/repos/acme/shop/builds?page=1&per_page=100 `);
    expect(error.message).not.toContain(TOKEN);
    return error;
  };

  test('401', async () => {
    expect(await refusal({ status: 401, json: { message: 'Unauthorized' } })).toBeInstanceOf(CiTokenError);
  });

  test('403', async () => {
    expect(await refusal({ status: 403, json: { message: 'Forbidden' } })).toBeInstanceOf(CiForbiddenError);
  });

  test('500 that repeats the token', async () => {
    const error = await refusal({ status: 500, json: { message: `cannot use ${TOKEN}` } });
    expect(error).toBeInstanceOf(CiHttpError);
    expect(error).toMatchObject({ status: 500, serverMessage: 'cannot use …', method: 'GET' });
  });

  test('a web page with status 200: the address is not that of Drone; asked once', async () => {
    const error = await refusal(WEB_PAGE);
    expect(error).toBeInstanceOf(CiAnswerError);
    expect(error.message).toContain('check the address of the server');
    expect(server?.asked).toHaveLength(1);
  });

  test('a redirect to another scheme names the address to use; asked once', async () => {
    const error = await refusal((request, response) => {
      response.writeHead(301, { location: `https://drone.example.com${request.url}` }).end();
    });
    expect(error).toMatchObject({ status: 301 });
    expect(error.message).toContain('use https://drone.example.com as the address');
    expect(server?.asked).toHaveLength(1);
  });

  test('a redirect to a login page', async () => {
    const error = await refusal((_, response) => {
      response.writeHead(303, { location: `/welcome?access_token=${TOKEN}` }).end();
    });
    expect(error.message).toContain(`points to ${server?.url}/welcome;`);
  });

  test('JSON of another shape names the place', async () => {
    const answer = { json: sampleBuild({ number: 'two' }) };
    const drone = await connect(() => answer);
    const error = await errorOf(drone.fetchBuild(SHOP, 1));
    expect(error).toBeInstanceOf(CiAnswerError);
    expect(error.message).toContain('at number: Invalid input');
    expect(server?.asked).toHaveLength(1);
  });
});

test('an unknown status is an error of that build only', async () => {
  const odd = sampleBuild({ number: 2, status: 'started' });
  const drone = await connect(address =>
    address.pathname.endsWith('/builds') ? { json: [odd, sampleBuild()] } : { json: odd },
  );
  expect((await drone.listBuilds(SHOP, 1)).entries.map(build => build.number)).toEqual([2, 1]);
  const error = await errorOf(drone.fetchBuild(SHOP, 2));
  expect(error).toBeInstanceOf(CiAnswerError);
  expect(error.message).toContain('status: unknown status "started"');
});

test('a slug is quoted in the path', async () => {
  const drone = await connect(() => NOT_FOUND);
  await errorOf(drone.listBuilds({ externalId: 8, slug: 'a b/c?d#e' }, 1));
  expect(server?.asked).toEqual(['/api/repos/a%20b/c%3Fd%23e/builds?page=1&per_page=100']);
});

test.each(['', '  ', 'two words', 'line\nend'])('the token %j is refused before anything is asked', token => {
  expect(() => createDroneClient({ server: 'http://127.0.0.1:1', token })).toThrow(CiOptionsError);
});
