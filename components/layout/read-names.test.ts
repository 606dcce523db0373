import { expect, test } from 'vitest';
import { pageLinks } from './page-links';
import { readNames } from './read-names';

test('reads the names that a link holds', () => {
  const path = pageLinks.service('platform/billing & co/50 %');
  const segments = path.split('/').slice(2);
  expect(readNames(segments)?.join('/')).toBe('platform/billing & co/50 %');
  const [pipeline = '', step = ''] = pageLinks.step('a/b', 'linux/arm64', 'go test ./…').split('/').slice(-2);
  expect(readNames([pipeline, step])).toEqual(['linux/arm64', 'go test ./…']);
});

test('a segment that is no text is no name', () => {
  expect(readNames(['%E0'])).toBeNull();
});
