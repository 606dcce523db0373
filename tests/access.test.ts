import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { accessAnswerSchema, newTokenSchema } from '@/lib/access/access-answer';
import type { AccessContext } from '@/lib/access/access-context';
import { rememberPerson } from '@/lib/access/people';
import { DECIDED_ROUTES, type DecidedRoute } from '@/lib/access/routes';
import { hashOf, newSessionSecret } from '@/lib/access/secrets';
import { beginSession, endSession, makeToken, revokeToken } from '@/lib/access/sessions';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { DAY_MS, HOUR_MS } from '@/lib/time/units';
import { accessContextOf, signInAs } from '@/tests/world/signed-in';
import { PROJECT_DIR, runCommand } from './run-command';
import { type ServedPages, servePages } from './serve-pages';

const VARIABLES = {
  PROXY_USER_HEADER: 'X-Forwarded-User',
  // Nobody of this machine: what this machine says of itself is not believed.
  TRUSTED_PROXIES: '10.20.30.40',
  ADMINS: 'ada',
  EDITORS: 'eve',
  VIEWERS: 'vic',
};
const TABLE = path.join(PROJECT_DIR, 'tests/fixtures/who-gets-what.txt');
/** Nothing has this number: whoever may ask is answered, and nothing is changed. */
const NO_ID = '2147483647';

let db: TestDatabase;
let pages: ServedPages;
let context: AccessContext;
/** Who asks: what they send along. */
let askers: Record<string, Record<string, string>>;

beforeAll(async () => {
  db = await createTestDatabase();
  pages = await servePages(db.url, VARIABLES);
  context = accessContextOf(db.pool, VARIABLES);
  askers = await findAskers();
});
afterAll(async () => {
  await pages.stop();
  await db.drop();
});

const cookie = (secret: string) => ({ Cookie: `buildhours=${secret}` });
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

async function findAskers(): Promise<typeof askers> {
  const [vic, eve, ada, zoe] = await Promise.all(
    ['vic', 'eve', 'ada', 'zoe'].map(login => signInAs(context, login)),
  );
  if (!vic || !eve || !ada || !zoe) throw new Error('four signed in');
  const ago = (ms: number) => ({ ...context, now: new Date(context.now.getTime() - ms) });
  const tokenOf = async (personId: number, scope: 'read' | 'write' | 'admin') =>
    (await makeToken(context, { personId, name: scope, scope, ciToken: null })).token;
  // Of somebody who asks now and then, so that it is not idle, and yet too old.
  const old = await beginSession(ago(8 * DAY_MS), { personId: ada.personId, ciToken: null });
  await db.pool.query(`update access_session set last_used_at = now() where expires_at < now()`);
  const idle = await beginSession(context, { personId: ada.personId, ciToken: null });
  const ended = await beginSession(context, { personId: ada.personId, ciToken: null });
  const { rows } = await db.pool.query(
    `select max(id) as ended, max(id) filter (where id < (select max(id) from access_session)) as idle from access_session`,
  );
  const ids = z.object({ ended: z.int(), idle: z.int() }).parse(rows[0]);
  await endSession(context, ids.ended);
  await db.pool.query(`update access_session set last_used_at = $1 where id = $2`, [
    new Date(Date.now() - 49 * HOUR_MS),
    ids.idle,
  ]);
  const revoked = await makeToken(context, {
    personId: ada.personId,
    name: 'x',
    scope: 'admin',
    ciToken: null,
  });
  await revokeToken(context, revoked.id);
  return {
    nobody: {},
    forged: cookie(newSessionSecret()),
    expired: cookie(old),
    idle: cookie(idle),
    ended: cookie(ended),
    stranger: cookie(zoe.secret),
    'header from elsewhere': { 'X-Forwarded-User': 'ada', 'X-Forwarded-For': '10.20.30.40' },
    'principal of their own': { 'X-Buildhours-Principal': 'eyJyb2xlIjoiYWRtaW4ifQ.AAAA' },
    'revoked token': bearer(revoked.token),
    viewer: cookie(vic.secret),
    editor: cookie(eve.secret),
    admin: cookie(ada.secret),
    'viewer’s admin token': bearer(await tokenOf(vic.personId, 'admin')),
    'admin’s read token': bearer(await tokenOf(ada.personId, 'read')),
    'admin’s write token': bearer(await tokenOf(ada.personId, 'write')),
    'admin’s admin token': bearer(await tokenOf(ada.personId, 'admin')),
  };
}

/** Such as `/teams/[team]` with a name in it. */
function addressOf({ path: pattern }: DecidedRoute): string {
  return pattern
    .replace('/[[...path]]', '/nothing-there')
    .replaceAll(
      /\[(?:\.\.\.)?(\w+)\]/g,
      (_, name: string) =>
        ({ id: NO_ID, number: NO_ID, week: '2026-W01', section: 'hours' })[name] ?? 'some-name',
    );
}

interface Got {
  status: number;
  /** `in`: it was answered; else how it was refused. */
  outcome: 'in' | 'sign in' | 'role' | 'method';
}

async function ask(method: string, address: string, headers: Record<string, string>): Promise<Got> {
  const hasBody = method === 'POST' || method === 'PUT';
  const response = await fetch(pages.address + address, {
    method,
    redirect: 'manual',
    headers: { ...headers, ...(hasBody ? { 'Content-Type': 'application/json' } : {}) },
    ...(hasBody ? { body: '[]' } : {}),
  });
  const text = await response.text();
  const { status } = response;
  const leadsToSignIn = response.headers.get('location')?.startsWith('/sign-in') ?? false;
  if (leadsToSignIn && !address.startsWith('/sign-in')) return { status, outcome: 'sign in' };
  if (status === 401 && /Authorization: Bearer/.test(text)) return { status, outcome: 'sign in' };
  if (status === 403 && /takes (?:the|a higher) role/.test(text)) return { status, outcome: 'role' };
  return { status, outcome: status === 405 ? 'method' : 'in' };
}

/** Signing out ends what the others come in by. */
const LAST = (line: { address: string }) => (line.address === '/api/v1/session' ? 1 : 0);

test('who gets what: every page and route, by everybody', async () => {
  const lines = DECIDED_ROUTES.flatMap(route =>
    Object.keys(route.decision).map(method => ({ route, method, address: addressOf(route) })),
  )
    .filter(({ method, address }) => !(method === 'DELETE' && address === '/api/v1/session'))
    .sort((a, b) => LAST(a) - LAST(b));
  const table: string[] = [];
  for (const { route, method, address } of lines) {
    const got: string[] = [];
    for (const [asker, headers] of Object.entries(askers)) {
      const { status, outcome } = await ask(method, address, headers);
      expect(status, `${asker} ${method} ${address}`).toBeLessThan(500);
      if (outcome === 'in') got.push(asker);
    }
    const everybody = got.length === Object.keys(askers).length;
    table.push(`${method} ${route.path}: ${everybody ? 'everybody' : got.join(', ') || 'nobody'}`);
  }
  await expect(`${table.sort().join('\n')}\n`).toMatchFileSnapshot(TABLE);
});

test('the table has a line for each decision, and lets nobody in who is not signed in', () => {
  const lines = readFileSync(TABLE, 'utf8').trim().split('\n');
  const open = lines.filter(line => /: everybody$/.test(line)).map(line => line.replace(/: .*/, ''));
  expect(open.sort()).toEqual([
    'GET /api/v1/health',
    'GET /api/v1/health/live',
    'GET /icon.svg',
    'GET /inside-a-step.png',
    'GET /overview.png',
    'GET /sign-in',
    'GET /sign-in/oidc',
    'GET /sign-in/oidc/callback',
    'GET /unsubscribe/[token]',
    'POST /api/v1/hooks/[kind]',
    'POST /api/v1/session',
    'POST /unsubscribe/[token]',
  ]);
  for (const line of lines.filter(one => !/: everybody$/.test(one))) {
    for (const asker of [
      'nobody',
      'forged',
      'expired',
      'idle',
      'ended',
      'stranger',
      'header',
      'principal',
      'revoked',
    ]) {
      expect(line).not.toMatch(new RegExp(`[:,] ${asker}`));
    }
  }
});

test.each(['POST', 'PUT', 'DELETE'])('%s to a page is answered by nobody, whoever sends it', async method => {
  for (const address of ['/', '/builds', '/settings/people']) {
    expect(await ask(method, address, askers.admin ?? {})).toMatchObject({ status: 405 });
    const { outcome } = await ask(method, address, {});
    expect(['sign in', 'method']).toContain(outcome);
  }
});

test('another spelling of an address is no way around', async () => {
  const spellings = [
    '//settings/people',
    '/settings//people',
    '/settings/people/',
    '/Settings/People',
    '/settings/%70eople',
    '/./settings/people',
    '/builds/../settings/people',
    '/builds/%2e%2e/settings/people',
    '/settings%2fpeople',
    '/api/v1/settings/export/',
    '/api/v1/%73ettings/export',
    '/api//v1/settings/export',
    '/api/v1/settings/export?_rsc=1',
    '/_next/data/x/settings/people.json',
    '/settings/people.rsc',
    '/_next/static/../../settings/people',
    '/_next/static/%2e%2e/%2e%2e/api/v1/settings/export',
    '/sign-in/../settings/people',
    '/services/x/../../sign-in/../settings/people',
    '/_next/static\\..\\..\\settings/people',
  ];
  for (const spelling of spellings) {
    for (const asker of ['nobody', 'viewer']) {
      expect(await statusAsWritten(spelling, askers[asker] ?? {}), `${asker} ${spelling}`).not.toBe(200);
    }
  }
});

/** Of a path that is sent as it stands: `fetch` would put it in order before. */
function statusAsWritten(spelling: string, headers: Record<string, string>): Promise<number | undefined> {
  const { hostname, port } = new URL(pages.address);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: spelling, headers, agent: false }, answer => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test('what a browser asks for of a page is refused like the page', async () => {
  const headers = {
    RSC: '1',
    'Next-Router-Prefetch': '1',
    'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy',
  };
  for (const asker of ['nobody', 'viewer']) {
    const response = await fetch(`${pages.address}/settings/people?_rsc=abc`, {
      headers: { ...headers, ...askers[asker] },
      redirect: 'manual',
    });
    expect(await response.text()).not.toMatch(/dependabot/);
    expect([303, 400, 403]).toContain(response.status);
  }
});

test('signing in leads on to a page of ours and to nothing else', async () => {
  const leads = async (search: string) => {
    const response = await fetch(`${pages.address}/sign-in${search}`, {
      headers: askers.viewer ?? {},
      redirect: 'manual',
    });
    return [response.status, response.headers.get('location')];
  };
  expect(await leads('?next=%2Fbuilds%3Frange%3D4w')).toEqual([307, '/builds?range=4w']);
  for (const evil of [
    'https://evil.example.com',
    '//evil.example.com',
    '/%5Cevil.example.com',
    '%2F%09%2Fevil.example.com',
  ]) {
    expect(await leads(`?next=${evil}`)).toEqual([307, '/']);
  }
});

test('who is not signed in is told nothing of the builds', async () => {
  const health = await (await fetch(`${pages.address}/api/v1/health`)).json();
  expect(health).toEqual({ ready: true });
  const page = await (await fetch(`${pages.address}/sign-in`)).text();
  expect(page).not.toMatch(/buildsStored|Pages<|timeZone/);
});

test('one’s own sessions and tokens are listed and ended by oneself, all of them by an admin', async () => {
  const read = async (asker: string) =>
    accessAnswerSchema.parse(
      await (await fetch(`${pages.address}/api/v1/access`, { headers: askers[asker] ?? {} })).json(),
    );
  const all = await read('admin');
  expect(new Set(all.people.map(({ login }) => login))).toEqual(new Set(['ada', 'eve', 'vic', 'zoe']));
  const own = await read('viewer');
  expect(own.people.map(({ login }) => login)).toEqual(['vic']);
  expect(new Set([...own.sessions, ...own.tokens].map(({ login }) => login))).toEqual(new Set(['vic']));
  expect(own.sessions.filter(({ isThis }) => isThis)).toHaveLength(1);
  expect(JSON.stringify(all)).not.toMatch(/hash|sealed/i);
  const end = async (asker: string, id: number) =>
    (
      await fetch(`${pages.address}/api/v1/access/sessions/${id}`, {
        method: 'DELETE',
        headers: askers[asker] ?? {},
      })
    ).status;
  const second = await signInAs(context, 'eve');
  const ofEve = (await read('editor')).sessions.find(({ isThis }) => !isThis);
  if (ofEve === undefined) throw new Error('eve has two sessions');
  expect(await end('viewer', ofEve.id)).toBe(404);
  expect((await ask('GET', '/builds', cookie(second.secret))).outcome).toBe('in');
  expect(await end('admin', ofEve.id)).toBe(200);
  expect((await ask('GET', '/builds', cookie(second.secret))).outcome).toBe('sign in');
});

test('a token is shown once, holds no more than its owner may, and makes no other', async () => {
  const make = async (asker: string, content: object) => {
    const response = await fetch(`${pages.address}/api/v1/access/tokens`, {
      method: 'POST',
      headers: { ...askers[asker], 'Content-Type': 'application/json' },
      body: JSON.stringify(content),
    });
    return { status: response.status, answer: await response.json() };
  };
  expect((await make('viewer', { name: 'ci', scope: 'write' })).status).toBe(403);
  expect((await make('admin’s admin token', { name: 'ci', scope: 'read' })).status).toBe(403);
  const made = await make('editor', { name: 'ci', scope: 'write' });
  const { token } = newTokenSchema.parse(made.answer);
  expect((await ask('POST', '/api/v1/optimisations', bearer(token))).status).toBe(400);
  expect((await ask('PUT', '/api/v1/settings/hours', bearer(token))).outcome).toBe('role');
  const stored = await db.pool.query('select * from api_token');
  expect(JSON.stringify(stored.rows)).not.toContain(token.slice(-20));
});

test('a role that an admin sets holds with the next request, and ADMINS stay admins', async () => {
  const answer = await (
    await fetch(`${pages.address}/api/v1/access`, { headers: askers.admin ?? {} })
  ).json();
  const { people } = accessAnswerSchema.parse(answer);
  const set = async (login: string, role: string | null) => {
    const id = people.find(person => person.login === login)?.id ?? 0;
    const response = await fetch(`${pages.address}/api/v1/access/people/${id}`, {
      method: 'PUT',
      headers: { ...askers.admin, 'Content-Type': 'application/json' },
      body: JSON.stringify({ role }),
    });
    expect(response.status).toBe(200);
  };
  await set('zoe', 'editor');
  expect((await ask('GET', '/settings/services', askers.stranger ?? {})).outcome).toBe('in');
  await set('zoe', null);
  expect((await ask('GET', '/settings/services', askers.stranger ?? {})).outcome).toBe('sign in');
  await set('ada', 'none');
  expect((await ask('GET', '/settings/people', askers.admin ?? {})).outcome).toBe('in');
});

test('builds of one person are told to that person and to admins', async () => {
  const statusOf = async (asker: string, author: string) =>
    (await fetch(`${pages.address}/api/v1/builds?author=${author}`, { headers: askers[asker] ?? {} })).status;
  expect(await statusOf('viewer', 'vic')).toBe(200);
  expect(await statusOf('viewer', 'eve')).toBe(403);
  expect(await statusOf('editor', 'VIC')).toBe(403);
  expect(await statusOf('admin’s read token', 'vic')).toBe(403);
  expect(await statusOf('admin', 'vic')).toBe(200);
  const page = await fetch(`${pages.address}/builds?author=eve`, { headers: askers.viewer ?? {} });
  expect(await page.text()).not.toMatch(/"rows":\[\{/);
});

test('what another site makes a browser send is refused, with a session too', async () => {
  const response = await fetch(`${pages.address}/api/v1/access/tokens`, {
    method: 'POST',
    headers: { ...askers.admin, 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'cross-site' },
    body: JSON.stringify({ name: 'x', scope: 'admin' }),
  });
  expect(response.status).toBe(403);
});

test('pages that are kept for seconds are kept for one person: nobody gets those of another, nor who is out any', async () => {
  const { secret } = await signInAs(context, 'vic');
  const read = async (headers: Record<string, string>) => {
    const response = await fetch(`${pages.address}/builds?range=4w`, { headers, redirect: 'manual' });
    return { status: response.status, text: await response.text() };
  };
  const names = /\b(?:vic|eve|ada)\b/g;
  for (let i = 0; i < 3; i += 1) {
    for (const [asker, login] of [
      ['viewer', 'vic'],
      ['editor', 'eve'],
      ['admin', 'ada'],
    ] as const) {
      const { status, text } = await read(askers[asker] ?? {});
      expect(status).toBe(200);
      expect(new Set(text.match(names))).toEqual(new Set([login]));
    }
    expect((await read({})).status).toBe(303);
  }
  expect((await read(cookie(secret))).status).toBe(200);
  await db.pool.query('delete from access_session where hash = $1', [hashOf(secret)]);
  expect(await read(cookie(secret))).toEqual({ status: 303, text: '' });
});

test('who came in by a way that is set no longer is out, with sessions and with API tokens', async () => {
  const { id: personId } = await rememberPerson(context, {
    ...{ way: 'oidc', subject: 'ada', login: 'ada', name: null, names: ['ada'], groups: [] },
  });
  const secret = await beginSession(context, { personId, ciToken: null });
  const { token } = await makeToken(context, { personId, name: 'ci', scope: 'admin', ciToken: null });
  expect((await ask('GET', '/services', cookie(secret))).outcome).toBe('sign in');
  expect((await ask('GET', '/api/v1/services', bearer(token))).status).toBe(401);
});

test.each([
  ['begun', `expires_at = expires_at + interval '1 day'`],
  ['used', `last_used_at = now() + interval '1 day'`],
])('a session that was %s while the clock was a day ahead has ended once it is right', async (_, change) => {
  const { secret } = await signInAs(context, 'vic');
  expect((await ask('GET', '/builds', cookie(secret))).outcome).toBe('in');
  await db.pool.query(`update access_session set ${change} where hash = $1`, [hashOf(secret)]);
  expect((await ask('GET', '/builds', cookie(secret))).outcome).toBe('sign in');
});

test('signing out ends the session for good', async () => {
  const { secret } = await signInAs(context, 'vic');
  const response = await fetch(`${pages.address}/api/v1/session`, {
    method: 'DELETE',
    headers: cookie(secret),
  });
  expect(await response.json()).toEqual({ signedOut: true });
  const set = response.headers.getSetCookie().find(text => text.startsWith('buildhours='));
  expect(set).toBe('buildhours=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0');
  expect((await ask('GET', '/builds', cookie(secret))).outcome).toBe('sign in');
});

test('on another address than loopback it does not start, and says how it would', async () => {
  const { code, output } = await runCommand(['start', '--no-poller'], {
    env: { HOST: '0.0.0.0', DATABASE_URL: db.url },
  });
  expect(code).not.toBe(0);
  expect(output).toMatch(/no way to sign in[\s\S]*OIDC_ISSUER[\s\S]*DRONE_SIGN_IN[\s\S]*ACCESS=open/);
});
