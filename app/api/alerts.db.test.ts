import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedPool } from '@/lib/db/shared-pool';
import { sql } from '@/lib/db/sql';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { alertsAnswerSchema } from '@/lib/reports/alerts/alert';
import { problemsWith } from '@/tests/world/api-contract';
import * as one from './v1/alerts/[id]/route';
import * as all from './v1/alerts/route';

const HOST = 'http://127.0.0.1:3000';
const CONTENT = {
  ...{ short: 'long queue on Mon 23 Nov', text: 'The queue was out of its band', detail: 'Of 40 builds.' },
  ...{ tone: 'worse', href: '/heatmap?range=2026-11-23..2026-11-23' },
};
let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  process.env.DATABASE_URL = db.url;
  for (const [day, teams] of [
    ['2026-11-23', '{}'],
    ['2026-11-10', '{blue}'],
  ])
    await db.pool.query(sql`
      insert into alert (subject, since, found_at, kinds, teams, content)
      values (${`queue ${day}`}, ${day}::date, ${day}::date, '{queue}', ${teams}::text[], ${JSON.stringify(CONTENT)}::jsonb)`);
});
afterAll(async () => {
  await sharedPool().end();
  await db.drop();
});

async function list(search = '') {
  const answer = await all.GET(new Request(`${HOST}/api/v1/alerts${search}`));
  const body: unknown = await answer.json();
  expect(problemsWith('get', '/api/v1/alerts', answer.status, body)).toEqual([]);
  return { status: answer.status, body };
}

const listed = async (search = '') => alertsAnswerSchema.parse((await list(search)).body).alerts;

async function put(id: string, content: object, headers: HeadersInit = {}) {
  const request = new Request(`${HOST}/api/v1/alerts/${id}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(content),
  });
  const answer = await one.PUT(request, { params: Promise.resolve({ id }) });
  const body: unknown = await answer.json();
  expect(problemsWith('put', '/api/v1/alerts/{id}', answer.status, body)).toEqual([]);
  return answer.status;
}

test('the newest first, of a team what concerns it or all, or one alone', async () => {
  expect((await listed()).map(({ since }) => since)).toEqual(['2026-11-23', '2026-11-10']);
  expect(await listed('?team=red')).toMatchObject([{ since: '2026-11-23', teams: [], state: 'new' }]);
  const [newest] = await listed('?limit=1');
  expect(await listed(`?id=${newest?.id}`)).toEqual([newest]);
  expect((await list('?id=12')).status).toBe(400);
});

test('one is acknowledged and that taken back, and none that is not there', async () => {
  const [{ id } = { id: '' }] = await listed();
  expect(await put(id, { state: 'explained' })).toBe(400);
  expect(await listed()).toMatchObject([{ state: 'new' }, { state: 'new' }]);
  expect(await put(id, { state: 'acknowledged', by: ' Ada ', note: 'a runner was down' })).toBe(200);
  expect(await listed(`?id=${id}`)).toMatchObject([
    { state: 'acknowledged', by: 'Ada', note: 'a runner was down', at: expect.any(String) },
  ]);
  expect(await put(id, { state: 'new' })).toBe(200);
  expect(await listed(`?id=${id}`)).toMatchObject([{ state: 'new', by: null, note: null, at: null }]);
  for (const gone of ['12', '00000000-0000-4000-8000-000000000000'])
    expect(await put(gone, { state: 'acknowledged' })).toBe(404);
});
