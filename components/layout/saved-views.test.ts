import { expect, test } from 'vitest';
import { parseViews, withView, withViewBack } from './saved-views';

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

test('a view that was deleted comes back to its place, and displaces none that has its name by now', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(name => ({ name, address: `/${name}` }));
  if (a === undefined || b === undefined || c === undefined) throw new Error('there are three');
  expect(withViewBack([a, c], b, 1)).toEqual([a, b, c]);
  const anew = { name: 'b', address: '/anew' };
  expect(withViewBack([a, c, anew], b, 1)).toEqual([a, c, anew]);
});
