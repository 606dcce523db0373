import { expect, test } from 'vitest';
import { hashOf, newApiToken, newSessionSecret, seal, unseal } from './secrets';

test('secrets have 256 random bits, and their hashes tell them apart', () => {
  const secrets = Array.from({ length: 100 }, newSessionSecret);
  expect(new Set(secrets).size).toBe(100);
  for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  expect(newApiToken()).toMatch(/^buildhours_[\w-]{43}$/);
  expect(hashOf('a')).toHaveLength(32);
  expect(hashOf('a')).not.toEqual(hashOf('b'));
});

test('what is sealed is read with the same secret, and with no other', () => {
  const [secret, other] = [newSessionSecret(), newSessionSecret()];
  const sealed = seal('token of Drone', secret);
  expect(Buffer.from(sealed).includes('token of Drone')).toBe(false);
  expect(unseal(sealed, secret)).toBe('token of Drone');
  expect(() => unseal(sealed, other)).toThrow();
  expect(seal('token of Drone', secret)).not.toEqual(sealed);
});

test('what was changed since is not read', () => {
  const secret = newSessionSecret();
  const sealed = seal('token of Drone', secret);
  for (const place of [0, 12, sealed.length - 1]) {
    const changed = Uint8Array.from(sealed);
    changed[place] = (changed[place] ?? 0) ^ 1;
    expect(() => unseal(changed, secret)).toThrow();
  }
});
