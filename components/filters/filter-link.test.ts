import { expect, test } from 'vitest';
import { filterLink } from './filter-link';

const search = new URLSearchParams('range=7d&team=web&table=wait&sort=-p90');

test('a link keeps the filters and drops what is opened and sorted on the page', () => {
  expect(filterLink('/services', search)).toBe('/services?range=7d&team=web');
});

test('what is asked for is kept beside the filters', () => {
  expect(filterLink('/builds', search, { team: null }, ['sort', 'status'])).toBe(
    '/builds?range=7d&sort=-p90',
  );
});

test('what a link sets beside the filters stands behind them', () => {
  expect(filterLink('/builds', search, {}, [], { leftOut: 'bots' })).toBe(
    '/builds?range=7d&team=web&leftOut=bots',
  );
  expect(filterLink('/builds', new URLSearchParams(), {}, [], { leftOut: 'bots' })).toBe(
    '/builds?leftOut=bots',
  );
});

test('a change sets or drops a filter; defaults are left out', () => {
  expect(filterLink('/builds', search, { team: null, service: 'a/b c' })).toBe(
    '/builds?range=7d&service=a/b+c',
  );
  expect(filterLink('/builds', search, { range: '4w', team: null })).toBe('/builds');
});
