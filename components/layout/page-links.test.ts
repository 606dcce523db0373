import { expect, test } from 'vitest';
import { pageLinks } from '@/lib/page-links';
import { decodeNames } from './page-links';

test('reads the names that a link holds', () => {
  const path = pageLinks.service('platform/billing & co/50 %');
  const segments = path.split('/').slice(2);
  expect(decodeNames(segments)?.join('/')).toBe('platform/billing & co/50 %');
  const [pipeline = '', step = ''] = pageLinks.step('a/b', 'linux/arm64', 'go test ./…').split('/').slice(-2);
  expect(decodeNames([pipeline, step])).toEqual(['linux/arm64', 'go test ./…']);
});

test('a segment that is no text is no name', () => {
  expect(decodeNames(['%E0'])).toBeNull();
});
