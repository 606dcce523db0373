import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { GET as askFirst, POST as unsubscribe } from '@/app/unsubscribe/[token]/route';
import { sharedPool } from '@/lib/db/shared-pool';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { unsubscribeToken } from '@/lib/reports/delivery/link-tokens';
import {
  type NewSubscription,
  newSubscriptionSchema,
  type Subscription,
  subscriptionSchema,
  subscriptionsAnswerSchema,
} from '@/lib/reports/delivery/subscription';
import { problemsWith } from '@/tests/world/api-contract';
import * as restore from './v1/subscriptions/[id]/restore/route';
import * as one from './v1/subscriptions/[id]/route';
import * as send from './v1/subscriptions/[id]/test/route';
import * as all from './v1/subscriptions/route';

const HOST = 'http://127.0.0.1:3000';
const DRAFT = { channel: 'email', target: 'team@example.com', team: null, weekday: 1, hour: 7 };
const WHEN = { timeZone: 'Europe/Berlin', isPaused: false };
const WEBHOOK = 'https://hooks.example.com/services/T0/secret';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  process.env.DATABASE_URL = db.url;
});
afterAll(async () => {
  await sharedPool().end();
  await db.drop();
});
beforeEach(() => db.pool.query('truncate subscription cascade'));

/** Asks a route, and holds what it answers against the document. */
async function ask(method: string, path: string, content: object | null = null, headers: HeadersInit = {}) {
  const request = new Request(HOST + path, {
    method,
    headers: { ...(content === null ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(content === null ? {} : { body: JSON.stringify(content) }),
  });
  const [, id = ''] = /subscriptions\/([^/]+)/.exec(path) ?? [];
  const place = { params: Promise.resolve({ id }) };
  const template = id === '' ? path : path.replace(`/${id}`, '/{id}');
  const routes: Record<string, () => Promise<Response>> = {
    'GET /api/v1/subscriptions': () => all.GET(),
    'POST /api/v1/subscriptions': () => all.POST(request),
    'PUT /api/v1/subscriptions/{id}': () => one.PUT(request, place),
    'DELETE /api/v1/subscriptions/{id}': () => one.DELETE(request, place),
    'POST /api/v1/subscriptions/{id}/restore': () => restore.POST(request, place),
    'POST /api/v1/subscriptions/{id}/test': () => send.POST(request, place),
  };
  const answer = await routes[`${method} ${template}`]?.();
  if (answer === undefined) throw new Error(`nothing answers ${method} ${path}`);
  const body: unknown = await answer.json();
  expect(problemsWith(method.toLowerCase(), template, answer.status, body)).toEqual([]);
  return { status: answer.status, body };
}

async function add(change: object = {}): Promise<NewSubscription> {
  const { body } = await ask('POST', '/api/v1/subscriptions', { ...DRAFT, ...WHEN, ...change });
  return newSubscriptionSchema.parse(body);
}

async function list(): Promise<Subscription[]> {
  const { body } = await ask('GET', '/api/v1/subscriptions');
  return subscriptionsAnswerSchema.parse(body).subscriptions;
}

test('a webhook’s address and secret are told once, when it is made, and never again', async () => {
  const made = await add({ channel: 'webhook', target: WEBHOOK });
  expect(made).toMatchObject({
    target: 'hooks.example.com/…',
    signingSecret: expect.stringMatching(/^whsec_/),
  });
  const listed = JSON.stringify(await list());
  expect(listed).toContain('hooks.example.com/…');
  for (const secret of ['services', 'secret', 'whsec_']) expect(listed).not.toContain(secret);
});

test('one is edited by what was read, paused, deleted and brought back', async () => {
  const { id, revision } = await add();
  const path = `/api/v1/subscriptions/${id}`;
  const { channel: _, ...edit } = { ...DRAFT, ...WHEN, revision, hour: 9, isPaused: true, target: null };
  const { body } = await ask('PUT', path, edit);
  expect(subscriptionSchema.parse(body)).toMatchObject({ hour: 9, isPaused: true, nextDueAt: null });
  expect((await ask('PUT', path, edit)).status).toBe(409);
  expect((await ask('DELETE', path)).status).toBe(200);
  expect(await list()).toEqual([]);
  expect((await ask('DELETE', path)).status).toBe(404);
  expect((await ask('POST', `${path}/test`)).status).toBe(404);
  expect((await ask('POST', `${path}/restore`)).status).toBe(200);
  expect((await ask('POST', `${path}/test`)).status).toBe(200);
  expect(await list()).toMatchObject([{ id, deliveries: [{ subject: expect.stringMatching(/^test:/) }] }]);
});

test.each([
  ['a mail address that is none', { target: 'nobody' }],
  ['a webhook that is no address', { channel: 'webhook', target: 'hooks' }],
  ['an hour that no clock has', { hour: 24 }],
  ['a zone that there is not', { timeZone: 'Europe/Nowhere' }],
  ['a channel that is none', { channel: 'fax' }],
])('%s is refused, and says at which field', async (_, change) => {
  const { status, body } = await ask('POST', '/api/v1/subscriptions', { ...DRAFT, ...WHEN, ...change });
  expect(status).toBe(400);
  const [field = ''] = Object.keys(change).slice(-1);
  expect(JSON.stringify(body)).toContain(field);
  expect(await list()).toEqual([]);
});

test('the link of a mail asks first, one click ends the subscription, and a forged one ends none', async () => {
  const { id } = await add();
  const { rows } = await db.pool.query<{ key: string }>('select link_key as key from subscription');
  const token = unsubscribeToken(id, rows[0]?.key ?? '');
  const open = async (method: 'GET' | 'POST', text: string) => {
    const request = new Request(`${HOST}/unsubscribe/${text}`, { method });
    const place = { params: Promise.resolve({ token: text }) };
    const answer = await (method === 'GET' ? askFirst : unsubscribe)(request, place);
    return { status: answer.status, text: await answer.text() };
  };
  expect(await open('GET', token)).toMatchObject({
    status: 200,
    text: expect.stringContaining('team@example.com'),
  });
  for (const forged of [unsubscribeToken(id, 'another key'), `${id}.`, 'x', `${id + 1}${token.slice(1)}`]) {
    expect((await open('POST', forged)).status).toBe(404);
  }
  expect(await list()).toHaveLength(1);
  // Some programs click twice.
  const clicks = await Promise.all([open('POST', token), open('POST', token)]);
  expect(clicks.map(({ status }) => status).sort()).toEqual([200, 404]);
  expect(await list()).toEqual([]);
  expect((await open('GET', token)).status).toBe(404);
});
