import http from 'node:http';
import https from 'node:https';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ciServerOf } from '@/lib/ci/registry';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { type Env, parseEnv, requireCi } from '@/lib/env';
import { checkCi, judgeProxy } from '@/lib/operations/doctor/check-ci';
import { certificateFile, type ServerCertificate, shownCertificate } from './world/certificates';
import { startForwardProxy } from './world/forward-proxy';
import { pollOnce } from './world/one-pass';
import { SmallDrone } from './world/small-drone';

const HOST = 'drone.corp.invalid';

let drone: SmallDrone;
let db: TestDatabase;
const closing: Array<() => Promise<unknown>> = [];

beforeEach(async () => {
  [drone, db] = await Promise.all([SmallDrone.start(), createTestDatabase()]);
  drone.addRepo(1, 'acme/api', 3);
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await drone.close();
  await db.drop();
});

/** The same Drone behind TLS. @returns its port */
async function serveTls(name: ServerCertificate): Promise<string> {
  const server = https.createServer(shownCertificate(name), (request, response) => {
    const { headers, url = '' } = request;
    http
      .get(new URL(url, drone.url), { headers }, answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      })
      .on('error', () => response.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise(resolve => server.close(resolve));
  });
  const address = server.address();
  return typeof address === 'object' ? String(address?.port) : '';
}

async function openProxy(...options: Parameters<typeof startForwardProxy>) {
  const proxy = await startForwardProxy(...options);
  closing.push(() => proxy.close());
  return proxy;
}

const envOf = (variables: Record<string, string>) => parseEnv({ DRONE_TOKEN: 'secret', ...variables });

async function poll(env: Env): Promise<string[]> {
  const { errors } = await pollOnce({
    pool: db.pool,
    ci: { ...requireCi(env), backoffBaseMs: 1, maxAttempts: 2, requestTimeoutMs: 5_000 },
    ciPublicUrl: null,
    logPolicy: { minStepSeconds: 0, maxAgeDays: null },
    keepSpansDays: 36_500,
  });
  return errors;
}

async function examine(env: Env): Promise<string[]> {
  const server = ciServerOf('drone');
  const client = server.createClient({ ...requireCi(env), maxAttempts: 1, requestTimeoutMs: 5_000 });
  try {
    const findings = [...judgeProxy(server, env.ciProxy), ...(await checkCi(server, client))];
    return findings.map(({ level, text }) => `${level} ${text}`);
  } finally {
    client.close();
  }
}

async function storedBuilds(): Promise<number[]> {
  const { rows } = await db.pool.query<{ number: number }>('select number from build order by 1');
  return rows.map(({ number }) => Number(number));
}

describe('a poller behind a forward proxy (tried/drone/10)', () => {
  const login = { user: 'bob', password: 'p@ss:wörd' };

  test('that leads to a server by http', async () => {
    const proxy = await openProxy({ [HOST]: new URL(drone.url).port });
    const env = envOf({ DRONE_SERVER: `http://${HOST}:8080`, http_proxy: proxy.url.href });
    expect(await poll(env)).toEqual([]);
    expect(await storedBuilds()).toEqual([1, 2, 3]);
    expect(proxy.asked.every(asked => asked.startsWith(`GET http://${HOST}:8080/`))).toBe(true);
    expect((await examine(env))[0]).toBe(
      `ok Drone is asked through the proxy ${proxy.url.origin}: http_proxy says so`,
    );
  });

  test('that wants a login, and leads to a server with an authority of its own by few tunnels', async () => {
    const proxy = await openProxy({ [HOST]: await serveTls('server') }, login);
    const variables = { DRONE_SERVER: `https://${HOST}`, ALL_PROXY: proxy.url.href };
    const env = envOf({ ...variables, DRONE_CA_FILE: certificateFile('authority') });
    expect(await poll(env)).toEqual([]);
    expect(await storedBuilds()).toEqual([1, 2, 3]);
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${HOST}:443`]));
    expect(proxy.asked.length).toBeLessThanOrEqual(8);
    expect(drone.asked.length).toBeGreaterThan(proxy.asked.length);
    const lines = await examine(env);
    expect(lines[0]).toBe(`ok Drone is asked through the proxy ${proxy.url.origin}: ALL_PROXY says so`);
    expect(lines.filter(line => !line.startsWith('ok'))).toEqual([]);
  });

  test('is told what is wrong where the proxy does not do', async () => {
    const proxy = await openProxy({}, login);
    const [withLogin, without] = [proxy.url.href, proxy.url.origin];
    const failing = async (scheme: string, url: string) =>
      (await examine(envOf({ DRONE_SERVER: `${scheme}://${HOST}`, ALL_PROXY: url }))).at(-1);
    for (const scheme of ['http', 'https'])
      expect(await failing(scheme, without)).toMatch(/^fail .*proxy .*407.*, not Drone: it wants a name and/);
    expect(await failing('https', withLogin)).toMatch(/^fail .*proxy .*502.*it could not reach the server/);
    await proxy.close();
    for (const scheme of ['http', 'https'])
      expect(await failing(scheme, withLogin)).toMatch(
        /^fail .*the proxy \S+ cannot be used: nothing listens/,
      );
  });
});

describe('a server with a certificate that nobody else vouches for', () => {
  test.each(['server', 'self-signed'] as const)('is read by the file that vouches for it: %s', async name => {
    const caFile = certificateFile(name === 'server' ? 'authority' : name);
    const variables = { DRONE_SERVER: `https://localhost:${await serveTls(name)}`, DRONE_CA_FILE: caFile };
    expect(await poll(envOf(variables))).toEqual([]);
    expect(await storedBuilds()).toEqual([1, 2, 3]);
  });

  test.each([
    ['server', /signed by an authority that is not known here.*DRONE_CA_FILE/],
    ['self-signed', /is self-signed.*DRONE_CA_FILE/],
  ] as const)('is named without it: %s', async (name, message) => {
    const env = envOf({ DRONE_SERVER: `https://127.0.0.1:${await serveTls(name)}` });
    expect(await examine(env)).toEqual([expect.stringMatching(message)]);
    expect((await poll(env)).join('\n')).toMatch(message);
  });

  test('http in the address where it speaks https', async () => {
    const port = await serveTls('server');
    const [line] = await examine(envOf({ DRONE_SERVER: `http://localhost:${port}` }));
    expect(line).toContain(
      `the server speaks https at this port, and the address says http: use https://localhost:${port}`,
    );
  });
});
