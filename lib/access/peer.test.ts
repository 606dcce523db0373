import { expect, test } from 'vitest';
import { isTrustedPeer } from './peer';

const PROXY = {
  addresses: ['10.0.0.5', '192.168.0.0/24', 'fd00::/8'],
  userHeader: 'x-forwarded-user',
  groupsHeader: null,
};

test.each(['10.0.0.5', '192.168.0.77', '::ffff:10.0.0.5', 'fd00::1'])('%s is named', peer => {
  expect(isTrustedPeer(PROXY, peer)).toBe(true);
});

test.each([
  null,
  '',
  '10.0.0.6',
  '192.168.1.1',
  '::1',
  '::ffff:10.0.0.6',
  'fe80::1',
  '10.0.0.5, 8.8.8.8',
  'unknown',
])('%j is not', peer => {
  expect(isTrustedPeer(PROXY, peer)).toBe(false);
});
