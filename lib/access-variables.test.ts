import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigurationError, parseEnv, requireAccess } from './env';

const OIDC = { OIDC_ISSUER: 'https://login.example.com/realms/company', OIDC_CLIENT_ID: 'buildhours' };

function problemOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
}

const modeOf = (variables: Record<string, string>) => parseEnv(variables).access.mode;

describe('who gets in', () => {
  test.each(['127.0.0.1', '127.8.8.8', 'localhost', '::1', '[::1]'])('everybody on %s', HOST => {
    expect(modeOf({ HOST })).toBe('local');
  });

  test.each(['0.0.0.0', '::', '10.0.0.5', 'ci.example.com', '127.0.0.1.example.com', '::ffff:10.0.0.5'])(
    'nobody on %s, and the start says how',
    HOST => {
      const env = parseEnv({ HOST });
      expect(env.access.mode).toBe('closed');
      const said = problemOf(() => requireAccess(env, null));
      for (const name of ['OIDC_ISSUER', 'DRONE_SIGN_IN', 'PROXY_USER_HEADER', 'ACCESS=open', HOST]) {
        expect(said).toContain(name);
      }
    },
  );

  test('everybody where ACCESS=open says so, and nothing else does', () => {
    expect(modeOf({ HOST: '0.0.0.0', ACCESS: 'open' })).toBe('open');
    expect(problemOf(() => parseEnv({ ACCESS: 'closed' }))).toContain('ACCESS can only be open');
    expect(problemOf(() => parseEnv({ ...OIDC, ACCESS: 'open' }))).toContain('leave one of them out');
  });

  test('whoever signs in, on loopback too, once a way is set', () => {
    expect(modeOf(OIDC)).toBe('sign-in');
    expect(modeOf({ DRONE_SIGN_IN: 'true' })).toBe('sign-in');
    expect(modeOf({ PROXY_USER_HEADER: 'X-Forwarded-User', TRUSTED_PROXIES: '10.0.0.5' })).toBe('sign-in');
  });
});

test.each([
  [{ OIDC_ISSUER: OIDC.OIDC_ISSUER }, 'OIDC_CLIENT_ID is not set'],
  [{ OIDC_CLIENT_ID: 'x' }, 'OIDC_ISSUER is not set'],
  [{ ...OIDC, OIDC_ISSUER: 'http://login.example.com' }, 'OIDC_ISSUER is no issuer'],
  [{ ...OIDC, HOST: '0.0.0.0' }, 'PUBLIC_URL is not set'],
  [{ ...OIDC, OIDC_SCOPE: 'profile' }, 'OIDC_SCOPE must contain openid'],
  [{ ...OIDC, OIDC_CLIENT_SECRET_FILE: '/nothing/here' }, '/nothing/here'],
  [{ PROXY_USER_HEADER: 'X-User' }, 'TRUSTED_PROXIES is not set'],
  [{ PROXY_USER_HEADER: 'X User', TRUSTED_PROXIES: '10.0.0.5' }, 'is no name of a header'],
  [{ PROXY_GROUPS_HEADER: 'X-Groups' }, 'PROXY_USER_HEADER is not set'],
  [{ TRUSTED_PROXIES: '10.0.0.300' }, 'TRUSTED_PROXIES must hold addresses'],
  [{ TRUSTED_PROXIES: '10.0.0.0/33' }, 'TRUSTED_PROXIES must hold addresses'],
  [{ SESSION_IDLE_HOURS: '200' }, 'is more than SESSION_MAX_HOURS'],
  [{ SESSION_MAX_HOURS: '0' }, 'SESSION_MAX_HOURS must be a whole number of hours'],
])('%j: %s', (variables, said) => {
  expect(problemOf(() => parseEnv(variables))).toContain(said);
});

test('tokens of a CI server that is not named cannot be checked', () => {
  expect(problemOf(() => requireAccess(parseEnv({ DRONE_SIGN_IN: 'true' }), null))).toContain(
    'DRONE_SERVER is not set',
  );
});

test('a secret may come as a file', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'oidc-secret-'));
  try {
    const file = path.join(dir, 'secret');
    writeFileSync(file, 'hidden-words\n');
    expect(parseEnv({ ...OIDC, OIDC_CLIENT_SECRET_FILE: file }).access.oidc?.clientSecret).toBe(
      'hidden-words',
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('lists are split at commas', () => {
  const { roles } = parseEnv({ ADMINS: ' ann@example.com, ben ,', ADMIN_GROUPS: 'ops' }).access;
  expect([roles.admins, roles.adminGroups, roles.viewers]).toEqual([['ann@example.com', 'ben'], ['ops'], []]);
});
