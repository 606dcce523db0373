import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createBulkWorld } from './bulk-world';
import { startDemoServer } from './server';
import { createDemoWorld } from './world';

const origin = new Date('2026-03-11T14:20:00Z');
const world = createDemoWorld({ seed: 7, origin, weeks: 2 });
let clock = origin;
const server = await startDemoServer({ world, now: () => clock });
afterAll(() => server.close());
beforeEach(() => {
  clock = origin;
  server.misbehave({});
});

const SLUG = 'storefront/catalog-api';
const BUILDS = `/api/repos/${SLUG}/builds`;

function get(path: string, token = 'demo-admin'): Promise<Response> {
  return fetch(`${server.url}${path}`, { headers: { Authorization: `Bearer ${token}` } });
}

async function listed(query = ''): Promise<{ id: number; number: number }[]> {
  return JSON.parse(await (await get(`${BUILDS}?per_page=100${query}`)).text());
}

/** How many of these requests end in each way. */
async function outcomes(count: number): Promise<Record<string, number>> {
  const ends: Record<string, number> = {};
  for (let index = 0; index < count; index++) {
    const end = await outcome(`${BUILDS}/${index + 1}`);
    ends[end] = (ends[end] ?? 0) + 1;
  }
  return ends;
}

async function outcome(path: string): Promise<string> {
  let response: Response;
  try {
    response = await get(path);
  } catch (error) {
    return error instanceof TypeError ? 'dropped' : 'unknown';
  }
  try {
    const text = await response.text();
    return isJson(text) ? String(response.status) : `broken ${response.status}`;
  } catch (error) {
    return error instanceof TypeError ? 'torn' : 'unknown';
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

describe('faults', () => {
  it('are off unless told', async () => {
    expect(await outcomes(20)).toEqual({ 200: 20 });
  });

  it('come in the ratio asked for, and go away when asked again', async () => {
    server.misbehave({ errorRatio: 0.5 });
    const ends = await outcomes(60);
    expect(ends['500']).toBeGreaterThan(15);
    expect(ends['200']).toBeGreaterThan(15);
  });

  it('break connections before and in the middle of an answer', async () => {
    server.misbehave({ dropRatio: 1 });
    const ends = await outcomes(20);
    expect(ends.dropped).toBeGreaterThan(2);
    expect(ends.torn).toBeGreaterThan(2);
    expect((ends.dropped ?? 0) + (ends.torn ?? 0)).toBe(20);
  });

  it('send what is no JSON, whole or cut', async () => {
    server.misbehave({ malformedRatio: 1 });
    expect(await outcomes(5)).toEqual({ 'broken 200': 5 });
    server.misbehave({ truncateRatio: 1 });
    expect(await outcomes(5)).toEqual({ 'broken 200': 5 });
    server.misbehave({ truncateLogRatio: 1 });
    expect(await outcomes(5)).toEqual({ 200: 5 });
    expect(await outcome(`${BUILDS}/3/logs/1/1`)).toBe('broken 200');
  });

  it('ask to wait', async () => {
    server.misbehave({ rateLimit: { retryAfterSeconds: 3, ratio: 1 } });
    const limited = await get(BUILDS);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3']);
    server.misbehave({ rateLimit: { retryAfterSeconds: 1, ratio: 1, status: 503 } });
    expect((await get(BUILDS)).status).toBe(503);
  });

  it('can be kept to some addresses', async () => {
    server.misbehave({ errorRatio: 1, paths: '/logs/' });
    expect(await outcomes(3)).toEqual({ 200: 3 });
    expect(await outcome(`${BUILDS}/1/logs/1/1`)).toBe('500');
  });

  it('are drawn alike for the same seed, whatever the order', async () => {
    const run = async (numbers: readonly number[]) => {
      const fresh = await startDemoServer({
        world,
        now: () => clock,
        misbehave: { seed: 5, errorRatio: 0.5 },
      });
      const statuses = new Map<number, number>();
      for (const number of numbers) {
        const response = await fetch(`${fresh.url}${BUILDS}/${number}?access_token=demo-admin`);
        statuses.set(number, response.status);
      }
      await fresh.close();
      return [...statuses].sort(([a], [b]) => a - b);
    };
    expect(await run([1, 2, 3, 4, 5, 6])).toEqual(await run([6, 3, 1, 2, 5, 4]));
  });
});

describe('a server in trouble', () => {
  it('answers with a page of a proxy', async () => {
    server.misbehave({ html: true });
    const response = await get('/api/user');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=UTF-8',
    ]);
  });

  it('does not find a repository when the permission check fails', async () => {
    server.misbehave({ notFoundRepos: [SLUG] });
    for (const token of ['demo-admin', 'demo-human', 'demo-member'])
      expect((await get(BUILDS, token)).status).toBe(404);
    expect((await get('/api/repos/storefront/cart-api/builds')).status).toBe(200);
  });

  it('has purged old builds', async () => {
    server.misbehave({ purgedBelow: { [SLUG]: 30 } });
    const numbers = (await listed()).map(build => build.number);
    expect(Math.min(...numbers)).toBe(30);
    expect((await get(`${BUILDS}/29`)).status).toBe(404);
    expect((await get(`${BUILDS}/30`)).status).toBe(200);
  });

  it('shifts its pages while they are read', async () => {
    const before = (await listed()).map(build => build.number);
    server.misbehave({ shiftPages: { hiddenBuilds: 12, revealedPerRequest: 4 } });
    const tops: (number | undefined)[] = [];
    for (let index = 0; index < 5; index++) tops.push((await listed())[0]?.number);
    const newest = before[0] ?? 0;
    expect(tops).toEqual([newest - 12, newest - 8, newest - 4, newest, newest]);
  });

  it('hands numbers out again after a backup was restored, with other ids', async () => {
    const before = await listed();
    server.misbehave({ restored: { at: origin, lostBuilds: 5 } });
    expect((await listed())[0]?.number).toBe((before[0]?.number ?? 0) - 5);
    clock = new Date(origin.getTime() + 24 * 3_600_000);
    const later = await listed();
    const kept = (before[0]?.number ?? 0) - 5;
    const again = later.filter(build => build.number > kept && build.number <= kept + 5);
    expect(again).toHaveLength(5);
    for (const build of again) {
      expect(build.id).not.toBe(before.find(old => old.number === build.number)?.id);
      const detail = await (await get(`${BUILDS}/${build.number}`)).json();
      expect(detail).toMatchObject({ id: build.id, number: build.number });
    }
    expect(later.find(build => build.number === kept)?.id).toBe(before.find(old => old.number === kept)?.id);
  });
});

it('counts requests', async () => {
  const before = server.requestCount(/\/version$/);
  await get('/version');
  expect(server.requestCount(/\/version$/)).toBe(before + 1);
});

describe('bulk world', () => {
  it('serves as many builds, steps and bytes as asked for', async () => {
    const bulk = createBulkWorld({ builds: 103, repos: 4, stepsPerBuild: 6, logBytes: 8000 });
    const at = new Date('2026-04-01T00:00:00Z');
    const slugs = bulk.repoList(at).map(repo => repo.slug);
    expect(slugs.reduce((sum, slug) => sum + bulk.buildCount(slug, at), 0)).toBe(103);
    const ids = slugs.flatMap(slug =>
      Array.from({ length: bulk.buildCount(slug, at) }, (_, index) => bulk.idOf(slug, index + 1, at)),
    );
    expect(new Set(ids).size).toBe(103);
    const detail = JSON.parse(bulk.detailJson('bulk/service-001', 7, at) ?? '');
    const { stages, ...row } = detail;
    expect(JSON.parse(bulk.listedJson('bulk/service-001', 7, at) ?? '')).toEqual(row);
    expect(stages[0].steps).toHaveLength(6);
    expect(bulk.logJson('bulk/service-001', 7, 1, 6, at)?.length).toBeGreaterThan(7000);
    expect(bulk.logJson('bulk/service-001', 7, 1, 7, at)).toBeNull();
  });
});
