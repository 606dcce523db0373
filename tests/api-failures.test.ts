import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { type ServedPages, servePages } from './serve-pages';

let database: TestDatabase;
let pages: ServedPages;

beforeAll(async () => {
  database = await createTestDatabase();
  pages = await servePages(database.url);
});
afterAll(async () => {
  await pages.stop();
  await database.drop();
});

interface Answer {
  status: number | undefined;
  allow: string | undefined;
  location: string | undefined;
  type: string | undefined;
  text: string;
}

/** As `fetch` asks, which knows better than to send TRACE. */
function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(pages.address, { method, path, headers }, async response => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      const { allow, location, 'content-type': type } = response.headers;
      resolve({ status: response.statusCode, allow, location, type, text });
    });
    asked.on('error', reject).end();
  });
}

const PATHS = ['/api/v1/builds', '/api/v1/nothing', '/api/v1/openapi.json', '/metrics', '/', '/builds'];

test.each(PATHS)('%s refuses methods that nothing answers, and says which something does', async path => {
  for (const method of ['TRACE', 'PROPFIND', 'PURGE', 'PATCH', 'DELETE']) {
    const { status, allow, text } = await ask(method, path);
    expect([method, status]).toEqual([method, 405]);
    // What is no method of the web is refused before it is asked what is there.
    if (method !== 'DELETE') expect(allow).toBe('DELETE, GET, HEAD, OPTIONS, POST, PUT');
    else expect(allow).toMatch(/^GET, HEAD, OPTIONS(, POST, PUT)?$/);
    expect(JSON.parse(text)).toEqual({ problems: [expect.stringContaining(`${method} is not answered`)] });
  }
});

test.each([
  ['/teams/%', 404],
  ['/api/v1/optimisations/%ff', 404],
  ['/services/acme/%ED%A0%80', 404],
  ['//evil.example/builds', 404],
  ['/\\evil.example', 404],
  ['*', 400],
  ['http://evil.example/builds', 400],
])('the address %s leads nowhere', async (path, expected) => {
  const { status, location } = await ask('GET', path);
  expect([path, status, location]).toEqual([path, expected, undefined]);
});

test('what the router of the pages sends is read, or refused', async () => {
  for (const state of ['%', '{}', 'null', '[']) {
    const answer = await ask('GET', '/nothing', { rsc: '1', 'next-router-state-tree': state });
    expect([state, answer.status]).toEqual([state, 400]);
  }
});

test('what can be deleted is answered', async () => {
  const deletable = Object.entries((await readDocument()).paths).filter(([, one]) => 'delete' in one);
  expect(deletable.length).toBeGreaterThan(1);
  for (const [path] of deletable) {
    const { status, text } = await ask('DELETE', addressOf(path));
    expect([path, status]).toEqual([path, 404]);
    expect(JSON.parse(text)).toEqual({ problems: [expect.any(String)] });
    const { status: refused, allow } = await ask('PATCH', addressOf(path));
    expect([path, refused, allow]).toEqual([path, 405, 'DELETE, GET, HEAD, OPTIONS, POST, PUT']);
  }
});

test('a route refuses what only others answer', async () => {
  expect(await ask('PUT', '/api/v1/builds')).toMatchObject({ status: 405, allow: 'GET, HEAD, OPTIONS' });
  expect(await ask('OPTIONS', '/api/v1/builds')).toMatchObject({ status: 204, allow: 'GET, HEAD, OPTIONS' });
});

const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
/** For the parts of addresses that hold a name. */
const NAMES: Record<string, string> = {
  name: 'wait',
  namespace: 'acme',
  number: '1',
  id: '1',
  week: '2026-W10',
};

const addressOf = (path: string) => path.replace(/\{(\w+)\}/g, (_, key: string) => NAMES[key] ?? key);
const readDocument = async () =>
  documentSchema.parse(JSON.parse((await ask('GET', '/api/v1/openapi.json')).text));

/** What a question cannot do without. */
const NEEDED: Record<string, string> = {
  '/api/v1/changes/points': '?id=1~2026-03-02~wait',
  '/api/v1/search': '?text=test',
  '/api/v1/export': '?page=overview',
};

/** Where everything is open nobody is looked up. */
const ASKS_NO_TABLE = /openapi|health|session|access/;

test('where the tables are gone, every answer is problems without statements or stacks', async () => {
  const { paths } = await readDocument();
  await database.pool.query('drop schema public cascade');
  const asked = Object.entries(paths)
    .filter(([path, operations]) => 'get' in operations && !ASKS_NO_TABLE.test(path))
    .map(([path]) => addressOf(path));
  expect(asked.length).toBeGreaterThan(5);
  for (const path of [...asked, '/metrics']) {
    const { status, type, text } = await ask('GET', `${path}${NEEDED[path] ?? ''}`);
    expect([path, status, type]).toEqual([path, 500, 'application/json']);
    expect(JSON.parse(text), path).toEqual({
      problems: [expect.stringMatching(/^Buildhours failed to answer this; what went wrong is in the log/)],
    });
  }
});
