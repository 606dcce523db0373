import { expect, test } from 'vitest';
import { personOf, readAttempt, writeAttempt } from './oidc';

test('lists may name somebody by the subject, and by an address that the provider has verified', () => {
  const claims = { email: 'ann@example.com', email_verified: true, name: 'Ann', groups: ['dev'] };
  expect(personOf(claims, '42', 'groups')).toEqual({
    ...{ way: 'oidc', subject: '42', login: 'ann@example.com', name: 'Ann' },
    ...{ names: ['42', 'ann@example.com'], groups: ['dev'] },
  });
  for (const email_verified of [false, undefined, 'true', 1]) {
    expect(personOf({ ...claims, email_verified }, '42', 'groups').names).toEqual(['42']);
  }
  expect(personOf({ preferred_username: 'root' }, '42', 'groups')).toMatchObject({
    login: 'root',
    names: ['42'],
  });
});

test.each([
  [{ groups: 'dev' }, 'groups', ['dev']],
  [{ realm_access: { roles: ['a', 'b'] } }, 'realm_access.roles', ['a', 'b']],
  [{ 'https://example.com/groups': ['x'] }, 'https://example.com/groups', ['x']],
  [{ groups: [1, {}] }, 'groups', []],
  [{ groups: { dev: true } }, 'groups', []],
  [{}, 'groups', []],
  [{}, 'realm_access.roles', []],
])('groups of %j by %s are %j', (claims, name, groups) => {
  expect(personOf(claims, '42', name).groups).toEqual(groups);
});

test('what a browser keeps is read as it was written, and nothing else is', () => {
  const attempt = { state: 's', nonce: 'n', verifier: 'v', next: '/builds' };
  expect(readAttempt(writeAttempt(attempt))).toEqual(attempt);
  for (const text of [null, '', 'e30', '%%%', Buffer.from('null').toString('base64url')]) {
    expect(readAttempt(text)).toBeNull();
  }
});
