import { QueryClient } from '@tanstack/react-query';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { metricContext } from '@/app/metric-context';
import { sharedPool } from '@/lib/db/shared-pool';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import {
  deleteOptimisation,
  editOptimisation,
  type Optimisation,
  type OptimisationsSearch,
  optimisationsQuery,
  recordOptimisation,
  restoreOptimisation,
} from '@/lib/insights/query';
import { problemsWith } from '@/tests/world/api-contract';
import { addRepo, addServer } from '@/tests/world/stored-builds';
import * as restored from './v1/optimisations/[id]/restore/route';
import * as one from './v1/optimisations/[id]/route';
import * as optimisations from './v1/optimisations/route';

let db: TestDatabase;
const HOST = 'http://127.0.0.1:3000';

/** What the browser fetches is answered by the routes, and held against the document. */
async function answerBrowser(address: string, init: RequestInit = {}): Promise<Response> {
  const request = new Request(HOST + address, init);
  const { pathname } = new URL(request.url);
  const [, id = ''] = /optimisations\/([^/]+)/.exec(pathname) ?? [];
  const place = { params: Promise.resolve({ id }) };
  const path = id === '' ? pathname : pathname.replace(`/${id}`, '/{id}');
  const routes: Record<string, () => Promise<Response>> = {
    'GET /api/v1/optimisations': () => optimisations.GET(request),
    'POST /api/v1/optimisations': () => optimisations.POST(request),
    'GET /api/v1/optimisations/{id}': () => one.GET(request, place),
    'PUT /api/v1/optimisations/{id}': () => one.PUT(request, place),
    'DELETE /api/v1/optimisations/{id}': () => one.DELETE(request, place),
    'POST /api/v1/optimisations/{id}/restore': () => restored.POST(request, place),
  };
  const answer = await routes[`${request.method} ${path}`]?.();
  if (answer === undefined) throw new Error(`nothing answers ${request.method} ${path}`);
  const { method } = request;
  expect(problemsWith(method.toLowerCase(), path, answer.status, await answer.clone().json())).toEqual([]);
  return answer;
}

const list = (search: Partial<OptimisationsSearch> = {}): Promise<Optimisation[]> =>
  new QueryClient().fetchQuery(optimisationsQuery({ team: null, service: null, step: null, ...search }));

beforeAll(async () => {
  db = await createTestDatabase();
  process.env.DATABASE_URL = db.url;
  process.env.TIME_ZONE = 'Europe/Berlin';
  await addServer(db.pool);
  await addRepo(db.pool, 'shop/web');
  vi.stubGlobal('fetch', answerBrowser);
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await sharedPool().end();
  await db.drop();
});
beforeEach(async () => {
  await db.pool.query('truncate optimisation cascade');
  metricContext().source.expire();
});

describe('optimisations', () => {
  test('are recorded with what is given; a day is a local one', async () => {
    const recorded = await recordOptimisation({
      title: ' Small base image ',
      at: '2026-03-02',
      scope: { services: ['shop/web', 'shop/web'], teams: [], steps: ['publish'], runners: [] },
      hoursSpent: 4,
    });
    expect(recorded).toMatchObject({
      title: 'Small base image',
      at: '2026-03-01T23:00:00.000Z',
      day: '2026-03-02',
      scope: { services: ['shop/web'], teams: [], steps: ['publish'], runners: [] },
      hoursSpent: 4,
      by: null,
      effect: null,
    });
    expect(await list()).toEqual([recorded]);
  });

  test('a title is enough: it concerns everything, and took effect now', async () => {
    const before = Date.now();
    const { at, scope } = await recordOptimisation({ title: 'More runners' });
    expect(Date.parse(at)).toBeGreaterThanOrEqual(before);
    expect(Object.values(scope).flat()).toEqual([]);
  });

  test('are listed where their scope meets the filter, the newest first', async () => {
    const scope = { services: [], teams: [], steps: [], runners: [] };
    const titles = async (search: Partial<OptimisationsSearch>) =>
      (await list(search)).map(({ title }) => title);
    await recordOptimisation({ title: 'all', at: '2026-01-01' });
    await recordOptimisation({ title: 'web', at: '2026-01-02', scope: { ...scope, services: ['shop/web'] } });
    await recordOptimisation({ title: 'tests', at: '2026-01-03', scope: { ...scope, steps: ['test'] } });
    expect(await titles({})).toEqual(['tests', 'web', 'all']);
    expect(await titles({ service: 'shop/web' })).toEqual(['tests', 'web', 'all']);
    expect(await titles({ service: 'shop/api', step: 'publish' })).toEqual(['all']);
  });

  test('are edited, but nothing that somebody else saved is overwritten', async () => {
    const { id, revision, at } = await recordOptimisation({ title: 'one', at: '2026-01-01', hoursSpent: 2 });
    const whole = {
      id,
      revision,
      at: null,
      by: null,
      note: null,
      expectedHoursAWeek: null,
      findingKey: null,
    };
    const scope = { services: [], teams: ['shop'], steps: [], runners: [] };
    const edited = await editOptimisation({ ...whole, title: 'two', scope, hoursSpent: null });
    expect(edited).toMatchObject({ title: 'two', at, scope, hoursSpent: null });
    await expect(
      editOptimisation({ ...whole, title: 'three', scope, hoursSpent: null }),
    ).rejects.toMatchObject({
      status: 409,
    });
    expect(await list()).toEqual([edited]);
  });

  test('are deleted, and come back', async () => {
    const recorded = await recordOptimisation({ title: 'one' });
    await deleteOptimisation(recorded.id);
    expect(await list()).toEqual([]);
    await expect(deleteOptimisation(recorded.id)).rejects.toMatchObject({ status: 404 });
    expect(await restoreOptimisation(recorded.id)).toMatchObject({ id: recorded.id, title: 'one' });
    expect(await list()).toHaveLength(1);
  });

  test.each([
    [{ title: ' ' }, 'title: is empty: say what was done'],
    [{ title: 'a', at: '2026-02-30' }, 'at: must be a day such as'],
    [{ title: 'a', hoursSpent: -1 }, 'hoursSpent: must be hours from 0'],
    [{ title: 'a', scope: { service: ['x'] } }, 'scope: takes services, teams, steps and runners'],
  ])('refuse %j', async (draft, problem) => {
    await expect(recordOptimisation(Object(draft))).rejects.toThrow(problem);
    expect(await list()).toEqual([]);
  });

  test('are not recorded by a page of another site', async () => {
    const headers = { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'cross-site' };
    const answer = await answerBrowser('/api/v1/optimisations', {
      method: 'POST',
      headers,
      body: JSON.stringify({ title: 'one' }),
    });
    expect(answer.status).toBe(403);
    expect(await list()).toEqual([]);
  });
});
