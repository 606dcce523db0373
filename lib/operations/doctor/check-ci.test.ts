import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ciServerOf } from '@/lib/ci/registry';
import { type DemoServer, startDemoServer } from '@/lib/demo/server';
import { createDemoWorld } from '@/lib/demo/world';
import { checkCi, judgeIdentity } from './check-ci';

const NOW = new Date('2026-05-20T15:30:00Z');
let server: DemoServer;

beforeAll(async () => {
  server = await startDemoServer({
    world: createDemoWorld({ seed: 3, origin: NOW, weeks: 1 }),
    now: () => NOW,
  });
});
afterAll(() => server.close());
beforeEach(() => server.misbehave({}));

async function linesFor(token: string): Promise<string[]> {
  const client = ciServerOf('drone').createClient({
    server: server.url,
    token,
    maxAttempts: 1,
    requestTimeoutMs: 2_000,
  });
  const findings = await checkCi(ciServerOf('drone'), client);
  client.close();
  return findings.map(({ level, text }) => `${level} ${text}`);
}

describe('checkCi', () => {
  test('an admin machine user: everything can be read', async () => {
    const lines = await linesFor(server.tokens.admin);
    expect(lines).toEqual([
      'ok the token is that of buildhours (admin, machine user)',
      'ok all repositories of the server can be listed',
      expect.stringMatching(/^ok Drone 2\.25/),
      expect.stringMatching(/clock/),
      expect.stringMatching(/^ok \d+ repositories can be seen, \d+ of them active$/),
      expect.stringMatching(/^ok build \S+\/\S+ #\d+ can be read$/),
      expect.stringMatching(/^ok the log of step \S+ can be read \(\d+ lines\)$/),
    ]);
  });

  test('a person sees a part, with advice what to do', async () => {
    const lines = await linesFor(server.tokens.member);
    expect(lines[0]).toBe('ok the token is that of rui-valadares (no admin, person)');
    expect(lines[1]).toMatch(/^warn rui-valadares sees only repositories of its own.*drone user add/);
  });

  test('a token of nobody fails, with the reason', async () => {
    expect(await linesFor('nonsense')).toEqual([
      expect.stringMatching(/^fail .*Drone does not know this token/),
    ]);
  });

  test('a page of a proxy instead of Drone fails', async () => {
    server.misbehave({ html: true });
    expect(await linesFor(server.tokens.admin)).toEqual([expect.stringMatching(/^fail /)]);
  });
});

describe('judgeIdentity', () => {
  const identity = {
    login: 'ada',
    admin: true,
    machine: true,
    active: true,
    version: '2.25.0',
    canListAll: true,
    clockSkewMs: 400,
    serverTime: null,
  };
  const lines = (change: Partial<typeof identity>) =>
    judgeIdentity(ciServerOf('drone'), { ...identity, ...change }).map(
      ({ level, text }) => `${level} ${text}`,
    );

  test('says how far the clocks are apart, and in which direction', () => {
    expect(lines({})).toContain('ok the clocks agree');
    expect(lines({ clockSkewMs: 90_000 })).toContainEqual(
      expect.stringMatching(/^warn .*90 s ahead of ours/),
    );
    expect(lines({ clockSkewMs: -90_000 })).toContainEqual(expect.stringMatching(/^warn .*90 s behind ours/));
  });

  test('an inactive account is named', () => {
    expect(lines({ active: false })).toContainEqual(
      expect.stringMatching(/^warn the account ada is not active/),
    );
  });
});
