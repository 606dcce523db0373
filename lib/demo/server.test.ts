import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { startDemoServer } from './server';
import { createDemoWorld } from './world';

const origin = new Date('2026-03-11T14:20:00Z');
const world = createDemoWorld({ seed: 7, origin, weeks: 8 });
let clock = origin;
const server = await startDemoServer({ world, now: () => clock });
afterAll(() => server.close());

const CATALOG = '/api/repos/storefront/catalog-api';

interface Got {
  status: number;
  text: string;
  type: string;
  headers: Headers;
}

async function get(path: string, token: string | null = server.tokens.admin): Promise<Got> {
  const headers: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };
  const response = await fetch(`${server.url}${path}`, { headers, redirect: 'manual' });
  const text = await response.text();
  return {
    status: response.status,
    text,
    type: response.headers.get('content-type') ?? '',
    headers: response.headers,
  };
}

interface Row {
  id: number;
  number: number;
  slug: string;
  event: string;
  ref: string;
}

async function rows(path: string, token: string | null = server.tokens.admin): Promise<Row[]> {
  return JSON.parse((await get(path, token)).text);
}

describe('who asks', () => {
  it('knows a machine, a person and a member apart', async () => {
    expect(JSON.parse((await get('/api/user')).text)).toMatchObject({ machine: true, admin: true });
    expect(JSON.parse((await get('/api/user', 'demo-human')).text)).toMatchObject({
      machine: false,
      admin: true,
    });
    expect(JSON.parse((await get('/api/user', 'demo-member')).text)).toMatchObject({ admin: false });
  });

  it('takes a token with or without Bearer, or as a parameter that a header overrules', async () => {
    const plain = await fetch(`${server.url}/api/user`, { headers: { Authorization: 'demo-admin' } });
    expect(plain.status).toBe(200);
    expect((await get('/api/user?access_token=demo-admin', null)).status).toBe(200);
    expect((await get('/api/user?access_token=demo-admin', 'wrong')).status).toBe(401);
  });

  it('makes a guest of a bad token: 401 on what is private, 200 on what is public', async () => {
    for (const token of [null, 'wrong']) {
      expect(await get('/api/user', token)).toMatchObject({
        status: 401,
        text: '{"message":"Unauthorized"}\n',
      });
      expect((await get(`${CATALOG}/builds`, token)).status).toBe(401);
      expect((await get('/api/repos/no/body', token)).status).toBe(401);
      expect((await get('/api/repos/platform/edge-proxy/builds/1', token)).status).toBe(200);
    }
  });

  it('gives a machine no repositories of its own, a person all, a member some', async () => {
    expect((await get('/api/user/repos')).text).toBe('[]\n');
    const mine = await rows('/api/user/repos', 'demo-human');
    expect(mine.map(repo => repo.slug)).toEqual([...mine.map(repo => repo.slug)].sort());
    expect(mine).toHaveLength(world.repos.length);
    expect((await rows('/api/user/repos', 'demo-member')).length).toBe(9);
    expect((await get('/api/repos', 'demo-member')).status).toBe(403);
    expect((await get('/api/repos/logistics/orders-api', 'demo-member')).status).toBe(404);
    expect((await get('/api/repos/storefront/media-resizer', 'demo-member')).status).toBe(200);
  });
});

describe('lists', () => {
  it('turn a page of more than 100 silently into 25', async () => {
    for (const [query, length] of [
      ['', 25],
      ['?per_page=100', 100],
      ['?per_page=101', 25],
      ['?per_page=0', 25],
      ['?per_page=x', 25],
      ['?per_page=40', 40],
    ] as const) {
      expect(await rows(`${CATALOG}/builds${query}`)).toHaveLength(length);
    }
  });

  it('page by offset, newest first, page 0 being page 1, and end in []', async () => {
    const [zero, one, two] = await Promise.all(
      [0, 1, 2].map(page => rows(`${CATALOG}/builds?page=${page}&per_page=10`)),
    );
    expect(zero).toEqual(one);
    const numbers = [...(one ?? []), ...(two ?? [])].map(build => build.number);
    expect(numbers).toEqual(
      numbers.map((_, index) => world.buildCount('storefront/catalog-api', clock) - index),
    );
    expect((await get(`${CATALOG}/builds?page=9999`)).text).toBe('[]\n');
  });

  it('never hold stages, details do', async () => {
    const [first] = await rows(`${CATALOG}/builds`);
    expect(first).not.toHaveProperty('stages');
    expect(JSON.parse((await get(`${CATALOG}/builds/12`)).text)).toEqual(
      world.build('storefront/catalog-api', 12, clock),
    );
  });

  it('filter by branch and tag as references', async () => {
    const main = await rows(`${CATALOG}/builds?branch=main&per_page=100`);
    expect(main.length).toBeGreaterThan(20);
    expect(new Set(main.map(build => build.ref))).toEqual(new Set(['refs/heads/main']));
    const tagged = world.builds('storefront/catalog-api', clock).find(build => build.event === 'tag');
    const tag = tagged?.ref.replace('refs/tags/', '') ?? '';
    expect((await rows(`${CATALOG}/builds?tag=${tag}`)).every(build => build.ref === tagged?.ref)).toBe(true);
    const second = await rows(`${CATALOG}/builds?branch=main&per_page=10&page=2`);
    expect(second.map(build => build.number)).toEqual(main.slice(10, 20).map(build => build.number));
  });

  it('of repositories have no upper limit, no order and no builds', async () => {
    const all = await rows('/api/repos?per_page=100000');
    expect(all).toHaveLength(world.repos.length);
    expect(all.map(repo => repo.slug)).not.toEqual([...all.map(repo => repo.slug)].sort());
    expect(await rows('/api/repos?per_page=5&page=2')).toHaveLength(5);
    expect(all[0]).not.toHaveProperty('build');
    expect(all[0]).not.toHaveProperty('permissions');
  });

  it('embed the newest build with latest=true, literally', async () => {
    const latest: { slug: string; counter: number; build?: Row }[] = JSON.parse(
      (await get('/api/user/repos?latest=true', 'demo-human')).text,
    );
    for (const repo of latest) expect(repo.build?.number ?? 0).toBe(repo.counter);
    expect((await get('/api/user/repos?latest=1', 'demo-human')).text).not.toContain('"build":');
    const recent: { build: Row }[] = JSON.parse((await get('/api/user/builds', 'demo-human')).text);
    expect(recent).toHaveLength(25);
    expect(recent.map(repo => repo.build.id)).toEqual(
      [...recent.map(repo => repo.build.id)].sort((a, b) => b - a),
    );
  });

  it('know the newest build of a branch', async () => {
    const latest = JSON.parse((await get(`${CATALOG}/builds/latest`)).text);
    expect(latest).toMatchObject({ ref: 'refs/heads/main' });
    expect(latest).toHaveProperty('stages');
    expect((await get(`${CATALOG}/builds/latest?branch=nobody`)).status).toBe(404);
    const branches = await rows(`${CATALOG}/builds/branches`);
    expect(new Set(branches.map(build => build.ref)).size).toBe(branches.length);
  });
});

describe('errors', () => {
  it('speak as Drone does', async () => {
    const message = (text: string) => `${JSON.stringify({ message: text })}\n`;
    expect(await get(`${CATALOG}/builds/12x`)).toMatchObject({
      status: 400,
      text: message('strconv.ParseInt: parsing "12x": invalid syntax'),
    });
    expect(await get(`${CATALOG}/builds/999999`)).toMatchObject({
      status: 404,
      text: message('sql: no rows in result set'),
    });
    expect(await get(`${CATALOG}/builds/1/logs/1/99`)).toMatchObject({
      status: 404,
      text: message('sql: no rows in result set'),
    });
    expect(await get('/api/repos/storefront/none')).toMatchObject({
      status: 404,
      text: message('Not Found'),
    });
    expect(await get('/api/builds/incomplete')).toMatchObject({ status: 501 });
  });

  it('answer unknown paths in plain text below /api and with a page elsewhere', async () => {
    expect(await get('/api/nothing')).toMatchObject({
      status: 404,
      text: '404 page not found\n',
      type: 'text/plain; charset=utf-8',
    });
    expect(await get('/drone/api/user')).toMatchObject({ status: 200, type: 'text/html; charset=UTF-8' });
    expect(await get('/', null)).toMatchObject({ status: 303 });
    expect(await get('/healthz', null)).toMatchObject({ status: 200, text: 'OK' });
    expect(JSON.parse((await get('/version', null)).text)).toMatchObject({ version: '2.25.0' });
  });

  it('send no ETag, no Link, and forbid caching', async () => {
    const { headers } = await get(`${CATALOG}/builds`);
    expect(headers.get('etag')).toBeNull();
    expect(headers.get('link')).toBeNull();
    expect(headers.get('cache-control')).toContain('no-cache');
    expect(headers.get('content-type')).toBe('application/json');
  });

  it('write JSON as Go does', async () => {
    const { text } = await get(`${CATALOG}/builds?per_page=100`);
    expect(text).toContain('\\u003c');
    expect(text).not.toContain('<');
    expect(text.endsWith(']\n')).toBe(true);
  });
});

describe('time', () => {
  it('brings new builds and a higher counter', async () => {
    const total = async () => {
      const all: { counter: number }[] = JSON.parse((await get('/api/repos?per_page=1000')).text);
      return all.reduce((sum, repo) => sum + repo.counter, 0);
    };
    const before = await total();
    clock = new Date(origin.getTime() + 10 * 60_000);
    expect(await total()).toBeGreaterThan(before + 4);
    clock = origin;
  });
});

/** Every key of Drone's answers: of its structs and of payloads of real servers. */
const DRONE_KEYS = new URL('../../tests/fixtures/drone-keys.json', import.meta.url);

function keysOf(value: unknown, keys: Set<string>): Set<string> {
  if (Array.isArray(value)) for (const item of value) keysOf(item, keys);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) keysOf(inner, keys.add(key));
  }
  return keys;
}

describe('wire shape', () => {
  it('has no key that Drone does not have', async () => {
    const known = new Set<unknown>(JSON.parse(readFileSync(DRONE_KEYS, 'utf8')));
    const sent = new Set<string>();
    for (const path of [
      '/api/user',
      '/api/repos?per_page=100',
      CATALOG,
      '/version',
      `${CATALOG}/builds/1/logs/1/1`,
    ]) {
      keysOf(JSON.parse((await get(path)).text), sent);
    }
    keysOf(JSON.parse((await get('/api/user/repos?latest=true', 'demo-human')).text), sent);
    keysOf(JSON.parse((await get(CATALOG, 'demo-human')).text), sent);
    for (const repo of world.repos) keysOf(world.builds(repo.slug, clock), sent);
    expect([...sent].filter(key => !known.has(key))).toEqual([]);
  });
});
