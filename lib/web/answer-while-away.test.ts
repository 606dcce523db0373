import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { healthSchema } from '@/lib/operations/health';
import { answerWhileAway } from './answer-while-away';

const server = createServer(async (request, response) => {
  if (!(await answerWhileAway(request, response))) response.end('asked on');
});
let address: string;

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${portOf(server.address())}`;
  // Where nothing listens.
  process.env.DATABASE_URL = 'postgres://nobody@127.0.0.1:1/none';
});
afterAll(() => {
  server.close();
});

function portOf(bound: string | AddressInfo | null): number {
  if (bound === null || typeof bound === 'string') throw new Error('the server has no port');
  return bound.port;
}

test.each(['/api/v1/health', '/api/v1/health?verbose=1'])('%s tells anybody why', async path => {
  const answer = await fetch(address + path);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('retry-after')).toBe('5');
  expect(healthSchema.parse(await answer.json())).toEqual({
    ready: false,
    reason: 'The database does not answer: nothing listens at its address',
    since: expect.any(String),
  });
});

test.each([
  ['/', 'text/html; charset=utf-8', 'Buildhours cannot answer now'],
  ['/api/v1/healthy', 'application/json', '{"problems":["Buildhours cannot answer now: the database'],
  ['/metrics', 'application/json', '{"problems":["Buildhours cannot answer now: the database'],
])('%s is answered as %s', async (path, type, words) => {
  const answer = await fetch(address + path);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([503, type]);
  expect(await answer.text()).toContain(words);
});

test.each(['/_next/static/a.js', '/icon.svg', '/api/v1/openapi.json', '/api/v1/health/live'])(
  '%s needs no database',
  async path => {
    expect(await (await fetch(address + path)).text()).toBe('asked on');
  },
);
