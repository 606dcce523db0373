import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPool } from '@/lib/db/pool';
import { parseEnv } from '@/lib/env';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import { startTestServer, type TestServer } from '@/tests/world/drone-server';
import { CiSignInError, CiSilentError, refreshVisible } from './visible-repos';

const START_MS = Date.parse('2026-03-02T12:00:00Z');
// Nothing here asks it.
const pool = createPool('postgres://nobody@127.0.0.1:9/none');
let drone: TestServer;
let known: Set<string>;
let isIll: boolean;
let personId = 0;

beforeEach(async () => {
  personId += 1;
  known = new Set(['old', 'new']);
  isIll = false;
  drone = await startTestServer((address, _, { headers }) => {
    const token = (headers.authorization ?? '').replace('Bearer ', '');
    if (isIll) return { status: 501, json: { message: 'ill' } };
    if (!known.has(token)) return { status: 401, json: { message: 'Unauthorized' } };
    if (address.pathname === '/api/user')
      return { json: { id: 3, login: 'mia', active: true, admin: false } };
    if (address.pathname === '/api/user/repos') return { json: [] };
    return { status: 403, json: { message: 'Forbidden' } };
  });
});
afterEach(() => drone.close());

function refresh(token: string, afterMs: number): Promise<void> {
  const env = parseEnv({ DRONE_SERVER: drone.url, DRONE_SIGN_IN: 'true', TIME_ZONE: 'UTC' });
  return refreshVisible({ pool, env, now: new Date(START_MS + afterMs) }, personId, token);
}

test('a token that was revoked is not believed for another one of the same person', async () => {
  await refresh('old', 0);
  known.delete('old');
  await refresh('new', HOUR_MS);
  await expect(refresh('old', HOUR_MS)).rejects.toThrow(CiSignInError);
  const { length } = drone.asked;
  await refresh('new', HOUR_MS + MINUTE_MS);
  expect(drone.asked).toHaveLength(length);
});

test('a clock that was a day ahead when the server was asked keeps no answer for that day', async () => {
  await refresh('old', DAY_MS);
  known.delete('old');
  await expect(refresh('old', 0)).rejects.toThrow(CiSignInError);
});

test('the answer for one token ends nothing of another that is asked for at the same time', async () => {
  known.delete('old');
  const both = await Promise.allSettled([refresh('old', 0), refresh('new', 0)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});

test('a server that does not answer is believed for two hours, and is not asked with each request', async () => {
  await refresh('old', 0);
  isIll = true;
  await refresh('old', HOUR_MS);
  const { length } = drone.asked;
  await refresh('old', HOUR_MS + MINUTE_MS / 2);
  expect(drone.asked).toHaveLength(length);
  await refresh('old', HOUR_MS + MINUTE_MS);
  expect(drone.asked.length).toBeGreaterThan(length);
  await expect(refresh('old', 2 * HOUR_MS)).rejects.toThrow(CiSilentError);
});
