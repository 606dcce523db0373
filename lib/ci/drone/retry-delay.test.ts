import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { startTestServer, type TestServer } from '@/tests/world/drone-server';
import { DroneRequests, retryDelayMs } from './requests';

const nowMs = Date.parse('2026-01-05T10:00:00Z');
const delay = (attempt: number, random: number, retryAfter?: string) =>
  retryDelayMs({ attempt, baseMs: 500, retryAfter, nowMs, random });

test('the bound doubles up to 30 s, and the wait is anywhere below it', () => {
  expect([1, 2, 3, 4, 20].map(attempt => delay(attempt, 1))).toEqual([500, 1000, 2000, 4000, 30_000]);
  expect(delay(3, 0.25)).toBe(500);
  expect(delay(3, 0)).toBe(0);
  expect(retryDelayMs({ attempt: 2, baseMs: 70, retryAfter: undefined, nowMs, random: 0.5 })).toBe(70);
});

test('what the server asks for comes first, up to a minute', () => {
  expect(delay(1, 1, '7')).toBe(7000);
  expect(delay(4, 0, ' 7 ')).toBe(7000);
  expect(delay(1, 1, 'Mon, 05 Jan 2026 10:00:42 GMT')).toBe(42_000);
  expect(delay(1, 1, 'Mon, 05 Jan 2026 09:00:00 GMT')).toBe(0);
  expect(delay(1, 1, '86400')).toBe(60_000);
});

test('what cannot be read is no wish', () => expect(delay(1, 1, 'soon')).toBe(500));

describe('between two attempts', () => {
  let server: TestServer | undefined;
  let requests: DroneRequests | undefined;
  let sleep: MockInstance<typeof timers.setTimeout>;
  beforeEach(() => {
    sleep = vi.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
    syncBuiltinESMExports();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
    requests?.close();
    await server?.close();
  });

  /** How long each pause is, of a server that answers so to every attempt. */
  async function pauses(headers: Record<string, string>, backoffBaseMs?: number): Promise<unknown[]> {
    server = await startTestServer(() => ({ status: 503, json: {}, headers }));
    const options = backoffBaseMs === undefined ? {} : { backoffBaseMs };
    requests = new DroneRequests({ server: server.url, token: 'secret', ...options });
    await expect(requests.get('/x', json => json)).rejects.toMatchObject({ status: 503 });
    expect(server.asked).toHaveLength(5);
    return sleep.mock.calls.map(([ms]) => ms);
  }

  test('it rests anywhere below a bound that doubles from half a second', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    expect(await pauses({})).toEqual([250, 500, 1000, 2000]);
  });

  test('the bound is that of the options', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    expect(await pauses({}, 20_000)).toEqual([20_000, 30_000, 30_000, 30_000]);
  });

  test('it rests until the time that the server names, by our clock', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(nowMs);
    const at = new Date(nowMs + 42_000).toUTCString();
    expect(await pauses({ 'retry-after': at })).toEqual([42_000, 42_000, 42_000, 42_000]);
  });
});
