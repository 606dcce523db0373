import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { DECIDED_ROUTES } from '@/lib/access/routes';
import { sql } from '@/lib/db/sql';
import type { TestDatabase } from '@/lib/db/test-database';
import { NOT_FOUND, startTestServer, type TestServer } from '@/tests/world/drone-server';
import { sampleRepo } from '@/tests/world/drone-wire';
import { createDemoDatabase } from './demo-database';
import { type ServedPages, servePages } from './serve-pages';

const MEMBER = 'token-of-a-member';
const ADMIN = 'token-of-an-admin';
const NAMESPACE = 'storefront';
const repoRow = z.object({ id: z.int(), droneId: z.coerce.number(), slug: z.string() });

let db: TestDatabase;
let drone: TestServer;
let pages: ServedPages;
let repos: Array<z.infer<typeof repoRow>>;
/** What Drone says of the member from now on. */
let isMemberGone = false;

beforeAll(async () => {
  db = await createDemoDatabase();
  const { rows } = await db.pool.query(sql`select id, drone_id as "droneId", slug from repo`);
  repos = repoRow.array().parse(rows);
  const wire = (own: typeof repos) => own.map(({ droneId, slug }) => sampleRepo({ id: droneId, slug }));
  drone = await startTestServer(({ pathname }, _, request) => {
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const isKnown = token === ADMIN || (token === MEMBER && !isMemberGone);
    if (pathname === '/version')
      return { json: { source: 'https://github.com/harness/drone.git', version: '2.25.0' } };
    if (!isKnown) return { status: 401, json: { message: 'Unauthorized' } };
    if (pathname === '/api/user')
      return { json: { login: token === ADMIN ? 'ada' : 'mia', admin: token === ADMIN, active: true } };
    if (pathname === '/api/user/repos')
      return { json: wire(repos.filter(({ slug }) => slug.startsWith(`${NAMESPACE}/`))) };
    if (pathname === '/api/repos') {
      return token === ADMIN ? { json: wire(repos) } : { status: 403, json: { message: 'Forbidden' } };
    }
    return NOT_FOUND;
  });
  await db.pool.query(sql`update server set url = ${drone.url}, public_url = null`);
  pages = await servePages(db.url, {
    DRONE_SERVER: drone.url,
    DRONE_SIGN_IN: 'true',
    ADMINS: 'ada',
    EDITORS: 'mia',
  });
});
afterAll(async () => {
  await pages?.stop();
  await drone?.close();
  await db?.drop();
});

async function signIn(token: string): Promise<{ status: number; cookie: string; answer: unknown }> {
  const response = await fetch(`${pages.address}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const set = response.headers.getSetCookie().find(text => text.startsWith('buildhours='));
  const cookie = set?.split(';')[0] ?? '';
  return { status: response.status, cookie, answer: await response.json() };
}

const ask = async (cookie: string, address: string) => {
  const response = await fetch(pages.address + address, { headers: { Cookie: cookie }, redirect: 'manual' });
  return { status: response.status, text: await response.text() };
};

test('a token that is nobody’s signs nobody in, though Drone would answer it as a guest', async () => {
  const { status, cookie, answer } = await signIn('nobodys-token');
  expect([status, cookie]).toEqual([401, '']);
  expect(answer).toEqual({ problems: ['Drone does not know this token'] });
});

test('an admin of Drone sees everything; nobody reads the token in the database', async () => {
  const { status, cookie, answer } = await signIn(ADMIN);
  expect(status).toBe(200);
  expect(answer).toMatchObject({ person: { login: 'ada' }, role: 'admin', isLimited: false });
  expect((await ask(cookie, '/reports')).status).toBe(200);
  const { rows } = await db.pool.query(
    sql`select s.*, encode(sealed_token, 'escape') as told from access_session s`,
  );
  expect(JSON.stringify(rows)).not.toContain(ADMIN);
});

/** One of each, of repositories that the member may not see. */
function addressOf(path: string, hidden: string): string {
  const [namespace = '', name = ''] = hidden.split('/');
  return path
    .replace('[namespace]', namespace)
    .replace('[name]', name)
    .replace('[number]', '1')
    .replace('[...service]', hidden)
    .replace('[team]', namespace)
    .replace('[pipeline]', 'default')
    .replace('[step]', 'test')
    .replace('[week]', 'next')
    .replace('[[...path]]', 'nothing')
    .replace('[id]', '1')
    .replace('[section]', 'rules');
}

const METRIC_NAMES = [
  'totals',
  'wait',
  'lost',
  'steps',
  'services',
  'teams',
  'freshness',
  'slowest-builds',
  'lost-places',
  'runners',
  'heatmap',
  'step-names',
  'outcomes',
];

test('a person sees the repositories that Drone lets them see, and no name of another, wherever they look', async () => {
  const { cookie, answer } = await signIn(MEMBER);
  expect(answer).toMatchObject({ person: { login: 'mia' }, role: 'editor', isLimited: true });
  const hidden = repos.map(({ slug }) => slug).filter(slug => !slug.startsWith(`${NAMESPACE}/`));
  expect(hidden.length).toBeGreaterThan(5);
  const [one = ''] = hidden;
  const addresses = [
    ...DECIDED_ROUTES.filter(
      ({ decision, path }) => decision.GET !== undefined && !path.includes('metrics/'),
    ).map(({ path }) => addressOf(path, one)),
    ...METRIC_NAMES.map(name => `/api/v1/metrics/${name}?range=4w&event=all`),
    ...hidden.map(slug => `/api/v1/metrics/totals?range=4w&repository=${slug}`),
    '/api/v1/builds?range=4w&event=all&limit=200',
    '/api/v1/builds?range=4w&event=all&limit=200&text=a',
    '/api/v1/builds?status=running&event=all',
    '/api/v1/changes?since=2020-01-01&limit=500',
    '/api/v1/fix-first?limit=500',
    '/api/v1/search?text=1',
    '/api/v1/search?text=test',
    `/api/v1/search?text=${one.split('/')[1]}`,
    '/api/v1/export?page=overview&range=4w',
    '/?range=4w',
    '/services?range=4w',
  ];
  for (const address of addresses) {
    const { status, text } = await ask(cookie, address);
    expect(status, address).toBeLessThan(500);
    if (address.includes('='))
      expect([status, text.slice(0, 200)], address).toEqual([200, expect.anything()]);
    // The name that was asked for may be repeated.
    const named = hidden.filter(slug => !decodeURIComponent(address).includes(slug) && text.includes(slug));
    expect(named, address).toEqual([]);
  }
  const totals = z.object({ rows: z.array(z.object({ builds: z.number() }).loose()) });
  const asked = async (search: string, own = cookie) =>
    totals.parse(JSON.parse((await ask(own, `/api/v1/metrics/totals?range=4w&event=all${search}`)).text))
      .rows[0]?.builds;
  expect(await asked(`&repository=${one}`)).toBe(0);
  const mine = repos.filter(({ slug }) => slug.startsWith(`${NAMESPACE}/`));
  let sum = 0;
  for (const { slug } of mine) sum += (await asked(`&repository=${slug}`)) ?? 0;
  expect(sum).toBeGreaterThan(0);
  const admin = (await signIn(ADMIN)).cookie;
  const all = await asked('', admin);
  // In turn, so that what is kept for one is not given to the other.
  for (let i = 0; i < 3; i += 1) {
    expect(await asked('')).toBe(sum);
    expect(await asked('', admin)).toBe(all);
  }
  expect(all).toBeGreaterThan(sum);
  for (const address of [
    '/reports',
    '/optimisations',
    '/settings/services',
    '/metrics',
    '/api/v1/reports',
    '/api/v1/subscriptions',
  ]) {
    expect([address, (await ask(cookie, address)).status]).toEqual([address, 403]);
  }
});

test('what a token sees is as little as its owner, and ends with Drone’s', async () => {
  const { cookie } = await signIn(MEMBER);
  const response = await fetch(`${pages.address}/api/v1/access/tokens`, {
    method: 'POST',
    headers: { Cookie: cookie, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'ci', scope: 'write' }),
  });
  const { token } = z.object({ token: z.string() }).parse(await response.json());
  const services = await fetch(`${pages.address}/api/v1/services`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  expect(services.status).toBe(200);
  for (const slug of (await services.text()).match(/"service":"[^"]+"/g) ?? [])
    expect(slug).toContain(NAMESPACE);
  isMemberGone = true;
  expect((await signIn(MEMBER)).status).toBe(401);
});
