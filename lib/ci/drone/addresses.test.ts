import { expect, test } from 'vitest';
import { buildUrl, parseServerAddress, stepUrl } from './addresses';

test.each([
  ['https://drone.example.com', 'https://drone.example.com'],
  ['  http://127.0.0.1:8080/ \n', 'http://127.0.0.1:8080'],
  ['HTTPS://Drone.Example.com:443//', 'https://drone.example.com'],
  ['http://[::1]:8080', 'http://[::1]:8080'],
])('%j is %s', (text, origin) => expect(parseServerAddress(text).origin).toBe(origin));

test.each([
  ['', 'empty'],
  ['drone.example.com', 'must begin with http:// or https://'],
  ['localhost:8080', 'must begin with http:// or https://'],
  ['https://drone example.com', 'not valid'],
  ['https://drone.example.com/api', 'use https://drone.example.com'],
  ['https://drone.example.com/?access_token=hidden', 'use https://drone.example.com'],
  ['https://user:hidden@drone.example.com', 'user name or password'],
  ['user:hidden@drone.example.com?token=hidden', 'must begin with'],
])('%j is refused', (text, why) => {
  expect(() => parseServerAddress(text)).toThrow(why);
  expect(() => parseServerAddress(text)).not.toThrow('hidden');
});

test('the pages of a build and of a step', () => {
  const repo = { externalId: 7, slug: 'acme/a b' };
  expect(buildUrl('https://drone.example.com/', repo, 7)).toBe('https://drone.example.com/acme/a%20b/7');
  const step = { repo, build: 7, stage: 2, step: 3, externalId: 51 };
  expect(stepUrl('https://drone.example.com', step)).toBe('https://drone.example.com/acme/a%20b/7/2/3');
});
