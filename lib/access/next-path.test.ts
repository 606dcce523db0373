import { expect, test } from 'vitest';
import { nextPath } from './next-path';

test.each(['/', '/builds?range=4w&status=failure', '/services/shop/web', '/steps/caf%C3%A9', '/api-gateway'])(
  '%s is a page of ours',
  path => {
    expect(nextPath(path)).toBe(path);
  },
);

test.each([
  null,
  '',
  'builds',
  'https://evil.example.com',
  '//evil.example.com',
  '///evil.example.com',
  '/\\evil.example.com',
  '\\\\evil.example.com',
  '/a\\..\\..\\evil',
  '/\t/evil.example.com',
  '/\n/evil.example.com',
  '/.//evil.example.com',
  '/..//evil.example.com',
  '/%2e%2e//evil.example.com',
  'javascript:alert(1)',
  ' /builds',
  '/builds\r\nSet-Cookie: a=b',
  '/api/v1/session',
  '/sign-in?next=/sign-in',
  '/x/../sign-in',
])('%j leads to the first page', text => {
  expect(nextPath(text)).toBe('/');
});
