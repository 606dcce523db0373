import { expect, test } from 'vitest';
import { parseViews, withView } from './saved-views';

const VIEW = { name: 'Caches', address: '/services/web?range=26w' };

test('a view is found again as it was kept', () => {
  expect(parseViews(JSON.stringify([VIEW]))).toEqual([VIEW]);
});

test.each([
  ['nothing', undefined],
  ['no JSON', '[{'],
  ['no list', '{"name":"x"}'],
  ['an address of another site', '[{"name":"x","address":"//evil.example"}]'],
  ['one without an address', '[{"name":"x"}]'],
])('%s is no view', (_, text) => {
  expect(parseViews(text)).toEqual([]);
});

test('a name stands once', () => {
  const other = { ...VIEW, address: '/' };
  expect(withView([VIEW, { name: 'All', address: '/teams' }], other)).toEqual([
    other,
    { name: 'All', address: '/teams' },
  ]);
});
