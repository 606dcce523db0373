import { expect, test } from 'vitest';
import { CiOptionsError } from './ci-errors';
import { CI_SERVERS, ciServerOf, createCiClient } from './registry';

test('kinds and variables are unique', () => {
  for (const key of ['kind', 'name', 'envPrefix'] as const) {
    expect(new Set(CI_SERVERS.map(server => server[key])).size).toBe(CI_SERVERS.length);
  }
  for (const server of CI_SERVERS) expect(ciServerOf(server.kind)).toBe(server);
});

test('a kind that a later version stored is refused in words', () => {
  expect(() => ciServerOf('unheard')).toThrow(CiOptionsError);
  expect(() => createCiClient({ kind: 'unheard', server: 'http://127.0.0.1:1', token: 'x' })).toThrow(
    'update Buildhours',
  );
});
