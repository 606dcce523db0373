import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sharedPool } from '@/lib/db/shared-pool';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { signedHeaders } from '@/lib/demo/hook-sender';
import { problemsWith } from '@/tests/world/api-contract';
import { addServer } from '@/tests/world/stored-builds';
import * as hooks from './v1/hooks/[kind]/route';

const SECRET = 'a-secret-of-the-tests';
let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  process.env.DATABASE_URL = db.url;
  await addServer(db.pool);
});
afterAll(async () => {
  await sharedPool().end();
  await db.drop();
});
beforeEach(async () => {
  process.env.DRONE_WEBHOOK_SECRET = SECRET;
  await db.pool.query('truncate repo_hint, seen_hook');
});

function send(body: string, headers = signedHeaders(body, SECRET, new Date()), kind = 'drone') {
  const request = new Request('http://127.0.0.1:3000/api/v1/hooks/drone', { method: 'POST', headers, body });
  return hooks.POST(request, { params: Promise.resolve({ kind }) });
}

const told = (number: number, slug = 'acme/api', id = 100) =>
  JSON.stringify({
    event: 'build',
    action: 'updated',
    repo: { id, slug },
    build: { number, status: 'success' },
  });

async function answerOf(answer: Response): Promise<unknown> {
  const body = await answer.json();
  expect(problemsWith('post', '/api/v1/hooks/drone', answer.status, body)).toEqual([]);
  return [answer.status, body];
}

const readHints = async () => (await db.pool.query('select repo_id, numbers from repo_hint')).rows;

test('a signed message leaves a hint, and none of its facts', async () => {
  expect(await answerOf(await send(told(7)))).toEqual([202, { looksAt: 'acme/api' }]);
  expect(await readHints()).toEqual([{ repo_id: 1, numbers: [7] }]);
  expect((await db.pool.query('select 1 from build')).rowCount).toBe(0);
});

test('however many come, a repository has one hint, of fifty builds at most', async () => {
  for (let number = 1; number <= 60; number += 1) await send(told(number));
  for (let turn = 0; turn < 3; turn += 1) await send(`${told(60)}${' '.repeat(turn + 1)}`);
  const [hint, ...others] = await readHints();
  expect(others).toEqual([]);
  expect(hint.numbers).toEqual(Array.from({ length: 50 }, (_, index) => 60 - index));
});

test('each message is taken once', async () => {
  const headers = signedHeaders(told(7), SECRET, new Date());
  expect((await send(told(7), headers)).status).toBe(202);
  const answer = await send(told(7), headers);
  expect(await answerOf(answer)).toEqual([401, { problems: [expect.stringContaining('was taken before')] }]);
});

test('what is about a repository that is not stored, or about none, leaves no hint', async () => {
  expect(await answerOf(await send(told(7, 'acme/other')))).toEqual([202, { looksAt: null }]);
  expect(await answerOf(await send(told(7, 'acme/api', 99)))).toEqual([202, { looksAt: null }]);
  expect(await answerOf(await send('{"event":"user"}'))).toEqual([202, { looksAt: null }]);
  expect(await readHints()).toEqual([]);
});

test('what is not signed changes nothing', async () => {
  const forged = await send(told(7), signedHeaders(told(7), 'another secret here', new Date()));
  expect(await answerOf(forged)).toEqual([401, { problems: [expect.stringContaining('signature')] }]);
  expect((await send('{"event":1}')).status).toBe(400);
  expect((await send('x'.repeat(2_000_001))).status).toBe(413);
  expect(await readHints()).toEqual([]);
  expect((await db.pool.query('select 1 from seen_hook')).rowCount).toBe(0);
});

test('without a secret nothing is taken, and the answer says how to have it', async () => {
  process.env.DRONE_WEBHOOK_SECRET = '';
  expect(await answerOf(await send(told(7)))).toEqual([
    404,
    { problems: ['no webhook is taken here: DRONE_WEBHOOK_SECRET is not set'] },
  ]);
  expect((await send(told(7), {}, '__proto__')).status).toBe(404);
});
