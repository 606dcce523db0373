import { expect, test } from 'vitest';
import { webLink } from './links';

test.each([
  ['https://git.example.com/acme/api/commit/1', true],
  ['javascript:alert(1)', false],
  ['no address', false],
])('%s may be linked to: %s', (address, isLink) => {
  expect(webLink(address)).toBe(isLink ? address : null);
});
