import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { metricContext } from '@/app/metric-context';
import { sharedPool } from '@/lib/db/shared-pool';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { signedHeaders } from '@/lib/demo/hook-sender';
import { problemsWith } from '@/tests/world/api-contract';
import {
  anOddText,
  anOddValue,
  aValueOf,
  FUZZ_INPUTS,
  FUZZ_SEED,
  isTree,
} from '@/tests/world/hostile-inputs';
import { addRepo, addServer, storeBuilds } from '@/tests/world/stored-builds';
import { listOperations } from './v1/openapi.json/openapi-document';
import type { Operation } from './v1/openapi.json/operation';
import { toJsonSchema, withoutNull } from './v1/openapi.json/to-json-schema';

const SECRET = 'a-secret-of-the-tests';
const HOST = 'http://127.0.0.1:3000';
const APP = fileURLToPath(new URL('..', import.meta.url));
/** What stands in the database, and words that parameters know. */
const KNOWN: Record<string, readonly string[]> = {
  id: ['1', '2', '3'],
  namespace: ['acme', 'shop'],
  name: ['api', 'web'],
  number: ['1', '4', '7'],
  week: ['2026-W10', '2026-W45'],
  range: ['4w', '7d', '26w', '2026-03-02..2026-03-29', 'this-quarter'],
  team: ['acme', 'shop'],
  service: ['acme/api', 'shop/web'],
  repository: ['acme/api'],
  step: ['test', 'build'],
  pipeline: ['default'],
  cursor: ['1767225600.1.3', '11767225600.1.3'],
};
const NAMES = [
  'acme/api',
  'acme/*',
  'shop',
  '2026-03-02',
  '2026-03-02T09:00:00Z',
  '07:00',
  'Europe/Berlin',
  'x@acme.test',
];

/** Some signed, some nearly, as a CI server sends them; their bodies are anything. */
const someHookBody = fc.oneof(
  anOddText,
  anOddValue.map(value => JSON.stringify(value)),
  fc
    .record({
      event: fc.constantFrom<unknown>('build', 'user', 7),
      repo: fc.oneof(
        fc.record({
          id: fc.constantFrom<unknown>(100, 101, -1, '100'),
          slug: fc.constantFrom('acme/api', '', 'x'),
        }),
        anOddValue,
      ),
      build: fc.oneof(fc.record({ number: fc.oneof(fc.integer(), anOddValue) }), anOddValue),
    })
    .map(value => JSON.stringify(value)),
);
const someHook = fc
  .tuple(
    someHookBody,
    fc.constantFrom('signed', 'signed', 'signed', 'odd'),
    anOddText,
    fc.constantFrom('Signature', 'Digest', 'Date'),
  )
  .map(([body, kind, text, name]) => {
    const headers = signedHeaders(body, SECRET, new Date());
    const odd = (headers[name] ?? '').slice(0, text.length) + text;
    return {
      body,
      headers: kind === 'signed' ? headers : { ...headers, [name]: odd.replace(/[^\x20-\x7e]/g, '?') },
    };
  });

interface Input {
  operation: Operation;
  place: Record<string, string>;
  search: Array<readonly [string, string]>;
  headers: Record<string, string>;
  body: string | null;
}

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  process.env.DATABASE_URL = db.url;
  process.env.TIME_ZONE = 'Europe/Berlin';
  process.env.DRONE_WEBHOOK_SECRET = SECRET;
  await fillWorld();
});
afterAll(async () => {
  await sharedPool().end();
  await db.drop();
});

async function fillWorld(): Promise<void> {
  await addServer(db.pool);
  await addRepo(db.pool, 'shop/web');
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const stages = [{ startS: 5, stopS: 90, steps: [{ name: 'test', startS: 5, stopS: 90 }] }];
  await storeBuilds(db.pool, [
    ...[1, 2, 3].map(number => ({ number, created: ago(10 - number), waitS: 100 * number, stages })),
    { number: 4, created: ago(2), waitS: 20, status: 'failure', person: 'renovate' },
    { number: 5, created: ago(2), waitS: 20, event: 'cron', cron: 'nightly' },
    { number: 6, created: ago(0), waitS: null, status: 'running' },
    { repoId: 2, number: 7, created: ago(3), waitS: 200 },
  ]);
}

const known = (name: string, schema: unknown): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: KNOWN[name] === undefined ? aValueOf(schema).map(String) : fc.constantFrom(...KNOWN[name]),
    },
    { weight: 2, arbitrary: anOddText },
  );

function anInputOf(operation: Operation): fc.Arbitrary<Input> {
  const { placeholders = {}, search, body, csv = false, method } = operation;
  if (operation.path.includes('/hooks/'))
    return someHook.map(hook => ({ operation, place: {}, search: [], ...hook }));
  const place = fc.record(Object.fromEntries(Object.keys(placeholders).map(name => [name, known(name, {})])));
  const properties = search === undefined ? {} : toJsonSchema(search, 'input').properties;
  const named = Object.entries(isTree(properties) ? properties : {}).map(([name, schema]) =>
    known(name, isTree(schema) ? withoutNull(schema) : {}).map(value => [name, value] as const),
  );
  const odd = fc.tuple(anOddText, anOddText);
  const parameters =
    named.length === 0
      ? fc.array(odd, { maxLength: 1 })
      : fc.array(fc.oneof({ weight: 15, arbitrary: fc.oneof(...named) }, { weight: 1, arbitrary: odd }), {
          maxLength: 4,
        });
  const headers = fc.record(
    {
      accept: fc.constantFrom(csv ? 'text/csv' : 'application/json', '*/*', 'text/csv;q=x', 'x'.repeat(2000)),
      origin: fc.constantFrom(
        HOST,
        'null',
        'https://evil.example',
        'http://127.0.0.1:3000@evil.example',
        ':',
      ),
      'sec-fetch-site': fc.constantFrom('same-origin', 'none', 'cross-site', 'x'),
      'content-length': fc.constantFrom('-1', '99999999999', 'x'),
    },
    { requiredKeys: [] },
  );
  const bodies =
    body === undefined
      ? fc.constant(null)
      : fc.oneof(
          { weight: 20, arbitrary: aValueOf(body.schema, NAMES).map(value => textOf(value, body.type)) },
          {
            weight: 2,
            arbitrary: fc.oneof(
              anOddText,
              anOddValue.map(value => JSON.stringify(value)),
            ),
          },
          {
            weight: 1,
            arbitrary: fc.constantFrom(
              '['.repeat(50_000),
              `${'['.repeat(5000)}${']'.repeat(5000)}`,
              '{"a":'.repeat(5000),
            ),
          },
        );
  return fc.record({
    operation: fc.constant(operation),
    place,
    search: parameters,
    headers:
      method === 'get'
        ? headers
        : fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: headers }),
    body: bodies,
  });
}

/** A file of settings is text already. */
function textOf(value: unknown, type: string): string {
  return type === 'application/json' || typeof value !== 'string' ? JSON.stringify(value) : value;
}

/** The module that answers a path, and what stands in its placeholders. */
function routeOf({ path: pattern }: Operation): { file: string; place: Record<string, string> } {
  const parts = pattern
    .slice(1)
    .split('/')
    .map(part => part.replace(/^\{(\w+)\}$/, '[$1]'));
  const exact = path.join(APP, ...parts, 'route.ts');
  if (existsSync(exact)) return { file: exact, place: {} };
  const last = parts.pop() ?? '';
  const name = { settings: 'section', hooks: 'kind' }[parts.at(-1) ?? ''] ?? 'name';
  return { file: path.join(APP, ...parts, `[${name}]`, 'route.ts'), place: { [name]: last } };
}

async function ask({ operation, place, search, headers, body }: Input): Promise<Response> {
  const { file, place: own } = routeOf(operation);
  const module: unknown = await import(pathToFileURL(file).href);
  const method = operation.method.toUpperCase();
  const answer = isTree(module) ? module[method] : undefined;
  if (typeof answer !== 'function') throw new Error(`${file} answers no ${method}`);
  const url = new URL(HOST);
  for (const [name, value] of search) url.searchParams.append(name, value);
  const request = new Request(url, {
    method,
    headers: {
      host: '127.0.0.1:3000',
      ...(body === null ? {} : { 'content-type': operation.body?.type ?? '' }),
      ...headers,
    },
    body,
  });
  const answered: unknown = await answer(request, { params: Promise.resolve({ ...own, ...place }) });
  if (!(answered instanceof Response)) throw new Error(`${file} gave no answer`);
  return answered;
}

/** What is wrong with an answer, by the OpenAPI description. */
async function wrongWith({ operation }: Input, answer: Response): Promise<string[]> {
  const { method, path: pattern, csv = false } = operation;
  const type = answer.headers.get('content-type') ?? '';
  if (answer.status >= 500) return [`${answer.status} ${await answer.text()}`];
  const text = await answer.text();
  if (answer.status === 200 && !type.startsWith('application/json')) {
    const types = [operation.answer.type, ...(csv ? ['text/csv'] : [])];
    return types.some(one => type.startsWith(one)) ? [] : [`${type} is not told of`];
  }
  return problemsWith(method, pattern, answer.status, JSON.parse(text));
}

const operations = listOperations();
/** Few of what a CI server sends are signed as they must be. */
const MORE_HOOKS = 5;
const anInput = fc.oneof(
  ...operations.map(operation => ({
    arbitrary: anInputOf(operation),
    weight: operation.path.includes('/hooks/') ? MORE_HOOKS : 1,
  })),
);

test(
  `${FUZZ_INPUTS} requests: each is answered as the OpenAPI description says, and none by a failure`,
  async () => {
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(anInput, async input => {
        const answer = await ask(input);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        expect(await wrongWith(input, answer)).toEqual([]);
        const isServerGone =
          answer.ok && input.operation.method === 'delete' && input.operation.path.includes('servers');
        if (!isServerGone) return;
        await db.pool.query('truncate server restart identity cascade');
        await fillWorld();
        metricContext().source.expire();
      }),
      { numRuns: FUZZ_INPUTS, seed: FUZZ_SEED },
    );
    // Of inputs that are refused at the door nothing is learned.
    expect(statuses.get(200)).toBeGreaterThan(FUZZ_INPUTS / 10);
    expect(statuses.get(202)).toBeGreaterThan(0);
    expect(statuses.get(400)).toBeGreaterThan(FUZZ_INPUTS / 10);
    if (process.env.FUZZ_INPUTS !== undefined)
      process.stdout.write(`answers by status: ${JSON.stringify(Object.fromEntries(statuses))}\n`);
  },
  30_000 + FUZZ_INPUTS * 20,
);
