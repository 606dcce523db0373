import { expect, test } from 'vitest';
import { type Principal, readPrincipal, writePrincipal } from './principal';

const ANN: Principal = {
  via: 'session',
  person: { id: 3, way: 'oidc', login: 'ann@example.com', name: 'Ann Müller' },
  role: 'viewer',
  credentialId: 7,
  isLimited: false,
};

test('is read as it was written', () => {
  expect(readPrincipal(writePrincipal(ANN))).toEqual(ANN);
});

test('what somebody else wrote is nobody', () => {
  const [text = '', signature = ''] = writePrincipal(ANN).split('.');
  const admin = Buffer.from(JSON.stringify({ ...ANN, role: 'admin' })).toString('base64url');
  for (const forged of [
    null,
    '',
    '.',
    text,
    `${text}.`,
    `${admin}.${signature}`,
    `${admin}.`,
    `${text}.${signature}A`,
  ]) {
    expect(readPrincipal(forged)).toBeNull();
  }
});
