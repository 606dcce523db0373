import { expect, test } from 'vitest';
import { buildLink, webLink } from './links';

test('the page of a build', () => {
  expect(buildLink('https://drone.example.com/', 'acme/a b', 7)).toBe(
    'https://drone.example.com/acme/a%20b/7',
  );
});

test.each([
  ['https://git.example.com/acme/api/commit/1', true],
  ['javascript:alert(1)', false],
  ['no address', false],
])('%s may be linked to: %s', (address, isLink) => {
  expect(webLink(address)).toBe(isLink ? address : null);
});
